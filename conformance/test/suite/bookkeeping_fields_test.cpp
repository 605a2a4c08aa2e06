#include "suite/bookkeeping_fields.hpp"

#include <gtest/gtest.h>

#include <string>

namespace popquiz::conformance {
namespace {

struct row {
  std::string name;
  std::string received;
  std::string stored;
  std::string expected;
};

const std::string mail = "Subject: x\r\nTo: y\r\n\r\nbody\r\n";

class bookkeeping : public testing::TestWithParam<row> {};

TEST_P(bookkeeping, is_part_of_what_is_expected) {
  EXPECT_EQ(with_bookkeeping_of(GetParam().received, GetParam().stored), GetParam().expected);
}

const std::string front = "X-UIDL: 1\r\n" + mail;
const std::string behind = "Subject: x\r\nTo: y\r\nX-UID: 1\r\nSTATUS: RO\r\n\r\nbody\r\n";

INSTANTIATE_TEST_SUITE_P(
    fixture_mail, bookkeeping,
    testing::Values(
        row{"nothing_added", mail, mail, mail}, row{"in_front", front, mail, front},
        row{"behind_the_others", behind, mail, behind},
        row{"another_field_is_not_expected", "X-Mine: 1\r\n" + mail, mail, mail},
        row{"in_the_body_it_is_not_expected", "Subject: x\r\nTo: y\r\n\r\nX-UID: 1\r\nbody\r\n", mail, mail},
        row{"one_of_the_message_itself_stands_once", "Status: O\r\n\r\nbody\r\n", "Status: O\r\n\r\nbody\r\n",
            "Status: O\r\n\r\nbody\r\n"},
        row{"without_a_blank_line", "To: y\r\nX-UIDL: 1\r\n", "To: y\r\n", "To: y\r\nX-UIDL: 1\r\n"},
        row{"a_name_without_colon_is_no_field", "Status\r\n" + mail, mail, mail},
        row{"nothing_received", "", mail, mail}, row{"nothing_stored", "X-UID: 1\r\n", "", "X-UID: 1\r\n"}),
    [](const auto& of) { return of.param.name; });

}  // namespace
}  // namespace popquiz::conformance
