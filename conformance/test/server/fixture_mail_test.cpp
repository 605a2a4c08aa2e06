#include <popquiz/conformance/fixture_mail.hpp>
#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/corpus/fixture.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

using testing::StartsWith;

const fixture_message& find(const fixture_mail& in, std::string_view name) {
  return *std::ranges::find(in.messages(), name, &fixture_message::name);
}

struct received_row {
  std::string name;
  delivery_way way;
  std::string in_front;  ///< of the mark
  std::string mark = "X-Popquiz-Fixture: dot-lines-r1";
  bool ours;
  bool front_is_expected;
};

class received : public testing::TestWithParam<received_row> {};

TEST_P(received, is_recognised_by_the_field) {
  const received_row& row = GetParam();
  const fixture_mail mail(row.way, "r1");
  const std::string whole = canonical_message(find(mail, "dot-lines").octets);
  const std::string broken = row.in_front + row.mark + "\r\nanother message\r\n";
  const auto expected = mail.expected_of(broken);
  ASSERT_EQ(expected.has_value(), row.ours);
  if (row.ours) {
    EXPECT_EQ(*expected, (row.front_is_expected ? row.in_front : "") + whole);
    EXPECT_EQ(mail.expected_of(*expected), expected) << "the octets kept for later are recognised, too";
  }
}

INSTANTIATE_TEST_SUITE_P(
    fixture_mail, received,
    testing::Values(received_row{"first", delivery_way::maildir, "", "X-Popquiz-Fixture: dot-lines-r1", true,
                                 false},
                    received_row{"behind_fields", delivery_way::command, "Received: x\r\n\ty\r\n",
                                 "X-Popquiz-Fixture: dot-lines-r1", true, true},
                    received_row{"behind_fields_by_smtp", delivery_way::smtp, "Return-Path: <>\r\n",
                                 "X-Popquiz-Fixture: dot-lines-r1", true, true},
                    received_row{"bookkeeping_is_allowed_in_a_file", delivery_way::mbox, "Status: O\r\n",
                                 "X-Popquiz-Fixture: dot-lines-r1", true, true},
                    received_row{"other_fields_are_not_allowed_in_a_file", delivery_way::mbox,
                                 "Received: x\r\n", "X-Popquiz-Fixture: dot-lines-r1", true, false},
                    received_row{"of_another_run", delivery_way::maildir, "",
                                 "X-Popquiz-Fixture: dot-lines-r2", false, false},
                    received_row{"a_longer_name", delivery_way::maildir, "",
                                 "X-Popquiz-Fixture: dot-lines-r11", false, false},
                    received_row{"in_the_body", delivery_way::command, "Subject: x\r\n\r\n",
                                 "X-Popquiz-Fixture: dot-lines-r1", false, false}),
    [](const auto& of) { return of.param.name; });

TEST(fixture_mail, hard_messages_come_first_and_in_order) {
  const fixture_mail mail(delivery_way::maildir, "r1");
  ASSERT_GT(mail.messages().size(), corpus::find_fixture("hard-messages")->messages.size());
  EXPECT_EQ(mail.messages()[0].name, "dot-lines");
  EXPECT_EQ(mail.messages()[8].name, "dots-at-buffer-edges");
  for (const fixture_message& each : mail.messages()) {
    EXPECT_THAT(each.octets, StartsWith("X-Popquiz-Fixture: " + each.name + "-r1\n"));
  }
}

TEST(fixture_mail, dots_stay_at_the_edges_of_buffers) {
  const fixture_mail mail(delivery_way::maildir, "0123456789abcdef");
  const std::string plain = canonical_message(corpus::find_fixture("hard-messages")->messages[8]);
  const std::string marked = canonical_message(find(mail, "dots-at-buffer-edges").octets);
  ASSERT_EQ(marked.size(), plain.size());
  EXPECT_EQ(marked.substr(1000), plain.substr(1000));
}

TEST(fixture_mail, a_last_line_without_end_stays_so) {
  const fixture_mail mail(delivery_way::mbox, "r1");
  EXPECT_FALSE(find(mail, "no-final-line-end").octets.ends_with('\n'));
}

TEST(fixture_mail, an_mbox_gets_no_message_without_a_blank_line) {
  const fixture_mail mail(delivery_way::mbox, "r1");
  EXPECT_EQ(std::ranges::find(mail.messages(), "headers-only", &fixture_message::name),
            mail.messages().end());
}

TEST(fixture_mail, smtp_gets_what_it_may_carry) {
  const fixture_mail mail(delivery_way::smtp, "r1");
  for (const fixture_message& each : mail.messages()) {
    EXPECT_TRUE(std::ranges::all_of(each.octets, [](char c) { return c > 0 && c != '\r'; })) << each.name;
    EXPECT_NE(each.name, "long-line");
  }
}

}  // namespace
}  // namespace popquiz::conformance
