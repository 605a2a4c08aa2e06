// STAT, LIST and UIDL together, and what a maildrop_survey makes of them.
#include "op_test.hpp"

#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/survey_op.hpp>

#include <string>

namespace popquiz::client {
namespace {

std::string text_of(const maildrop_survey& survey) {
  std::string text;
  for (std::size_t i = 0; i < survey.size(); ++i) {
    const surveyed_message m = survey[i];
    text += std::to_string(m.number) + '=' + std::to_string(m.octets) + ':' + std::string(m.unique_id) +
            (m.id_is_shared ? "! " : " ");
  }
  return text;
}

struct survey_case {
  const char* name;
  std::string_view stat;
  std::string_view list;
  std::string_view uidl;
  const char* expected;
  std::uint64_t malformed = 0;
  client_errc code = client_errc::none;
};

constexpr survey_case cases[] = {
    {"ordinary", "+OK 2 30\r\n", "+OK\r\n1 10\r\n2 20\r\n.\r\n", "+OK\r\n1 a\r\n2 b\r\n.\r\n",
     "1=10:a 2=20:b "},
    {"empty", "+OK 0 0\r\n", "+OK\r\n.\r\n", "+OK\r\n.\r\n", ""},
    {"sparse and unordered", "+OK 2 3\r\n", "+OK\r\n9 1\r\n2 2\r\n.\r\n", "+OK\r\n2 b\r\n9 a\r\n.\r\n",
     "2=2:b 9=1:a "},
    {"no UIDL", "+OK 1 1\r\n", "+OK\r\n1 1\r\n.\r\n", "-ERR what\r\n", "1=1: "},
    {"no LIST", "+OK 1 1\r\n", "-ERR\r\n", "+OK\r\n1 a\r\n.\r\n", "1=0:a "},
    {"neither", "+OK 1 1\r\n", "-ERR\r\n", "-ERR\r\n", "", 0, client_errc::refused},
    {"STAT is nonsense", "+OK many\r\n", "+OK\r\n1 1\r\n.\r\n", "+OK\r\n1 a\r\n.\r\n", "1=1:a ", 1},
    {"STAT is refused", "-ERR\r\n", "+OK\r\n1 1\r\n.\r\n", "+OK\r\n1 a\r\n.\r\n", "1=1:a "},
    {"UIDL shorter than LIST", "+OK 2 3\r\n", "+OK\r\n1 1\r\n2 2\r\n.\r\n", "+OK\r\n2 b\r\n.\r\n",
     "1=1: 2=2:b "},
    {"an empty unique-id", "+OK 1 1\r\n", "+OK\r\n1 1\r\n.\r\n", "+OK\r\n1 \r\n.\r\n", "1=1: ", 1},
    {"unique-ids twice", "+OK 3 3\r\n", "+OK\r\n1 1\r\n2 1\r\n3 1\r\n.\r\n",
     "+OK\r\n1 a\r\n2 b\r\n3 a\r\n.\r\n", "1=1:a! 2=1:b 3=1:a! "},
    {"a unique-id that is a path", "+OK 1 1\r\n", "+OK\r\n1 1\r\n.\r\n", "+OK\r\n1 ../../x\r\n.\r\n",
     "1=1:../../x "},
    {"a number twice: the first counts", "+OK 1 1\r\n", "+OK\r\n1 5\r\n1 6\r\n.\r\n",
     "+OK\r\n1 a\r\n1 b\r\n.\r\n", "1=5:a ", 2},
    {"number 0", "+OK 1 1\r\n", "+OK\r\n0 5\r\n1 6\r\n.\r\n", "+OK\r\n0 z\r\n1 b\r\n.\r\n", "1=6:b ", 2},
    {"a number of 33 bits", "+OK 1 1\r\n", "+OK\r\n4294967296 5\r\n4294967295 6\r\n.\r\n", "+OK\r\n.\r\n",
     "4294967295=6: ", 1},
    {"sizes to the limit of 64 bits", "+OK 2 1\r\n",
     "+OK\r\n1 18446744073709551615\r\n2 18446744073709551616\r\n.\r\n", "+OK\r\n.\r\n",
     "1=18446744073709551615: ", 1},
    {"a negative size", "+OK 1 -1\r\n", "+OK\r\n1 -1\r\n.\r\n", "+OK\r\n1 a\r\n.\r\n", "1=0:a ", 2},
    {"octets over what anybody has", "+OK 9223372036854775808 9223372036854775808\r\n", "+OK\r\n.\r\n",
     "+OK\r\n.\r\n", ""},
};

TEST(survey, makes_the_best_of_what_is_said_in_lock_step) {
  for (const survey_case& each : cases) {
    SCOPED_TRACE(each.name);
    session s;
    log_in(s);
    maildrop_survey survey(1 << 20);
    survey_op op(s, survey);
    op_test()
        .expect_write("STAT\r\n")
        .expect_read(each.stat)
        .expect_write("LIST\r\n")
        .expect_read(each.list)
        .expect_write("UIDL\r\n")
        .expect_read(each.uidl)
        .check(op, each.code);
    EXPECT_EQ(text_of(survey), each.expected);
    EXPECT_EQ(survey.malformed(), each.malformed);
    EXPECT_EQ(s.failure(), client_errc::none);
  }
}

TEST(survey, asks_all_at_once_of_a_server_that_pipelines) {
  for (const survey_case& each : cases) {
    SCOPED_TRACE(each.name);
    const std::string replies = std::string(each.stat) + std::string(each.list) + std::string(each.uidl);
    testkit::for_each_partition(replies, [&each](std::span<const std::string_view> pieces) {
      session s;
      log_in(s);
      capa_op capa(s);
      op_test()
          .expect_write("CAPA\r\n")
          .expect_read("+OK\r\nPIPELINING\r\n.\r\n")
          .check(capa, client_errc::none);
      maildrop_survey survey(1 << 20);
      survey_op op(s, survey);
      op_test conversation;
      conversation.expect_write("STAT\r\nLIST\r\nUIDL\r\n");
      for (const std::string_view piece : pieces) {
        if (!piece.empty()) {
          conversation.expect_read(piece);
        }
      }
      conversation.check(op, each.code);
      EXPECT_EQ(text_of(survey), each.expected);
    });
  }
}

TEST(survey, a_list_without_end_ends_at_the_memory_allowed) {
  session s;
  log_in(s);
  maildrop_survey survey(200'000);
  survey_op op(s, survey);
  std::string lines = "+OK\r\n";
  for (int i = 1; i < 100'000; ++i) {
    lines += std::to_string(i) + " 1\r\n";
  }
  sansio::time_point now{};
  sansio::io_result last;
  std::string unread = "+OK 1 1\r\n";
  while (true) {
    const auto action = op.resume(last, now);
    if (std::holds_alternative<sansio::done>(action)) {
      break;
    }
    last = {};
    if (const auto* w = std::get_if<sansio::write>(&action); w != nullptr && w->pieces[0] == "LIST\r\n") {
      unread = lines;
    }
    if (const auto* r = std::get_if<sansio::read>(&action)) {
      ASSERT_FALSE(unread.empty());
      last.octets = std::min(unread.size(), r->into.size());
      std::copy_n(unread.begin(), last.octets, r->into.begin());
      unread.erase(0, last.octets);
    }
  }
  EXPECT_EQ(op.result().code, client_errc::listing_too_long);
  EXPECT_FALSE(unread.empty());
}

TEST(survey, a_line_without_end_is_too_long) {
  session s;
  log_in(s);
  maildrop_survey survey(1 << 20);
  survey_op op(s, survey);
  op_test()
      .expect_write("STAT\r\n")
      .expect_read("+OK 1 1\r\n")
      .expect_write("LIST\r\n")
      .expect_read("+OK\r\n1 " + std::string(8192, '1'))
      .check(op, client_errc::listing_too_long);
}

TEST(survey, lines_in_any_order_cost_linear_time) {
  maildrop_survey survey(64U << 20U);
  constexpr std::uint64_t count = 200'000;
  for (std::uint64_t i = count; i > 0; --i) {
    ASSERT_TRUE(survey.add_size(i, i * 2));
    ASSERT_TRUE(survey.add_unique_id(i * 7 % count + 1, "id" + std::to_string(i)));
  }
  survey.settle();
  ASSERT_EQ(survey.size(), count);
  EXPECT_EQ(survey[0].number, 1U);
  EXPECT_EQ(survey[count - 1].octets, count * 2);
}

}  // namespace
}  // namespace popquiz::client
