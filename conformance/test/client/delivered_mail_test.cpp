#include "client/delivered_mail.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace popquiz::conformance {
namespace {

struct row {
  const char* name;
  std::vector<std::string> deliveries;
  const char* told;
  std::vector<std::string> messages = {"A: 1\r\n\r\none one one\r\n", "B: 2\r\n\r\ntwo two two\r\n"};
  bool crlf = true;
};
std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}
class deliveries : public testing::TestWithParam<row> {};

TEST_P(deliveries, are_found) {
  delivery_form form;
  form.crlf = GetParam().crlf;
  EXPECT_EQ(describe(match_deliveries(form, GetParam().messages, GetParam().deliveries)), GetParam().told);
}

const std::string one = "A: 1\r\n\r\none one one\r\n";
const std::string two = "B: 2\r\n\r\ntwo two two\r\n";

INSTANTIATE_TEST_SUITE_P(
    rows, deliveries,
    testing::Values(
        row{"none", {}, "nothing"}, row{"both", {two, one}, "message 1 exactly, message 2 exactly"},
        row{"second_only", {two}, "message 2 exactly"}, row{"twice", {one, one}, "message 1 exactly 2 times"},
        row{"lf", {"A: 1\n\none one one\n"}, "message 1 exactly", {"A: 1\r\n\r\none one one\r\n"}, false},
        row{"truncated", {one.substr(0, 12)}, "message 1 truncated (12 of 21 octets)"},
        row{"truncated_with_line_end", {one.substr(0, 12) + "\r\n"}, "message 1 truncated (14 of 21 octets)"},
        row{"whole_without_last_line_end", {one.substr(0, 19)}, "message 1 altered (19 octets for 21)"},
        row{"empty", {""}, "message 1 truncated (0 of 21 octets)"},
        row{"altered",
            {"A: 1\r\n\r\none ONE one\r\n", two},
            "message 1 altered (21 octets for 21), message 2 exactly"},
        row{"line_more", {one + "x\r\n"}, "message 1 altered (24 octets for 21)"},
        row{"something_else_for_what_is_missing",
            {"hello", one},
            "message 1 exactly, message 2 altered (5 octets for 21)"},
        row{"something_else_besides",
            {"hello", one, two},
            "message 1 exactly, message 2 exactly, 1 that is no message of the maildrop"},
        row{"same_messages", {one, one}, "message 1 exactly, message 2 exactly", {one, one}},
        row{"none_there", {"hello"}, "1 that is no message of the maildrop", {}}),
    name_of);

}  // namespace
}  // namespace popquiz::conformance
