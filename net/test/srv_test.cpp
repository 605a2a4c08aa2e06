// SRV look-ups: what replies mean, honest and hostile, read alone and through the system's resolver.
#include "dns_message.hpp"
#include "dns_server.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

namespace popquiz::net {
namespace {

const std::string asked = "_pop3s._tcp.user.example";

/// A record of the name asked for.
std::string record(std::size_t priority, std::size_t weight, std::size_t port, const std::string& target) {
  return dns_record(pointer(question_at), type_srv, srv_data(priority, weight, port, wire_name(target)));
}
std::string alias(const std::string& from, const std::string& to) {
  return dns_record(wire_name(from), type_cname, wire_name(to));
}

std::string text_of(const srv_answer& answer) {
  std::string text = answer.status == srv_status::found  ? "found"
                     : answer.status == srv_status::none ? "none"
                                                         : "failed";
  for (const srv_record& r : answer.records) {
    text += ", " + std::to_string(r.priority) + ' ' + std::to_string(r.weight) + ' ' +
            std::to_string(r.port) + ' ' + r.target;
  }
  return text;
}

struct row {
  const char* name;
  dns_reply reply;
  std::string meaning;
};

std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}

const std::size_t first_answer_at = dns_reply{}.text().size();

const std::vector<row>& rows() {
  static const std::string one = record(0, 1, 995, "mail.user.example");
  static const std::vector<row> all{
      {"one_record", {.answers = one}, "found, 0 1 995 mail.user.example"},
      {"several_records_in_their_order",
       {.count = 2, .answers = record(65535, 65535, 65535, "b.example") + record(1, 2, 3, "a.example")},
       "found, 65535 65535 65535 b.example, 1 2 3 a.example"},
      {"compressed_target",
       {.answers = dns_record(pointer(question_at), type_srv,
                              srv_data(0, 0, 995, "\x04mail" + pointer(question_at + 12)))},
       "found, 0 0 995 mail.user.example"},
      {"owner_in_other_letter_case",
       {.answers =
            dns_record(wire_name("_POP3S._tcp.User.Example"), type_srv, srv_data(0, 0, 1, wire_name("a.b")))},
       "found, 0 0 1 a.b"},
      {"not_offered", {.answers = record(0, 0, 0, "")}, "found, 0 0 0 ."},
      {"no_such_name", {.code = 3, .count = 0}, "none"},
      {"no_such_name_but_a_record", {.code = 3, .answers = one}, "none"},
      {"no_such_record", {.count = 0}, "none"},
      {"server_failure", {.code = 2, .count = 0}, "failed"},
      {"refused", {.code = 5, .count = 0}, "failed"},

      {"alias",
       {.count = 2,
        .answers = alias(asked, "a.example") +
                   dns_record(wire_name("a.example"), type_srv, srv_data(0, 0, 995, wire_name("mail.b")))},
       "found, 0 0 995 mail.b"},
      {"alias_that_comes_behind",
       {.count = 2,
        .answers = dns_record(wire_name("a.example"), type_srv, srv_data(0, 0, 995, wire_name("mail.b"))) +
                   alias(asked, "a.example")},
       "found, 0 0 995 mail.b"},
      {"alias_of_nothing", {.answers = alias(asked, "a.example")}, "none"},
      {"alias_of_itself", {.answers = alias(asked, asked)}, "failed"},
      {"aliases_in_a_circle",
       {.count = 2, .answers = alias(asked, "a.example") + alias("a.example", asked)},
       "failed"},
      {"record_of_another_name",
       {.answers = dns_record(wire_name("_pop3s._tcp.other.example"), type_srv,
                              srv_data(0, 0, 995, wire_name("evil.example")))},
       "none"},
      {"record_of_another_name_beside_ours",
       {.count = 2,
        .answers =
            dns_record(wire_name("a.example"), type_srv, srv_data(0, 0, 995, wire_name("evil.b"))) + one},
       "found, 0 1 995 mail.user.example"},
      {"record_of_another_class",
       {.answers = dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, wire_name("a.b")), 3)},
       "none"},
      {"record_of_another_type",
       {.answers = dns_record(pointer(question_at), 16, srv_data(0, 0, 995, wire_name("a.b")))},
       "none"},

      {"target_with_a_nul", {.answers = record(0, 0, 995, std::string("mail\0x.example", 14))}, "failed"},
      {"target_with_a_dot_in_a_label",
       {.answers = dns_record(pointer(question_at), type_srv,
                              srv_data(0, 0, 995, "\x08mail.com" + wire_name("evil.example")))},
       "failed"},
      {"target_with_a_line_end_beside_a_good_one",
       {.count = 2, .answers = record(0, 0, 995, "a\r\nb.example") + one},
       "found, 0 1 995 mail.user.example"},

      {"more_counted_than_there_are", {.count = 2, .answers = one}, "failed"},
      {"most_counted", {.count = 65535, .answers = one}, "failed"},
      {"data_that_ends_before_the_target",
       {.answers = dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, ""))},
       "failed"},
      {"data_that_ends_in_the_numbers",
       {.answers = dns_record(pointer(question_at), type_srv, u16(0) + u16(0))},
       "failed"},
      {"data_of_nothing", {.answers = dns_record(pointer(question_at), type_srv, "")}, "failed"},
      {"data_that_goes_on_behind_the_target",
       {.answers =
            dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, wire_name("a.b") + "more"))},
       "failed"},
      {"target_that_goes_on_behind_the_data",
       {.count = 2, .answers = dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, "\x3f")) + one},
       "failed"},
      {"data_longer_than_the_message",
       {.answers = pointer(question_at) + u16(type_srv) + u16(1) + u16(0) + u16(60) + u16(65535) +
                   srv_data(0, 0, 995, wire_name("a.b"))},
       "failed"},
      {"target_that_points_at_itself",
       {.answers =
            dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, pointer(first_answer_at + 18)))},
       "failed"},
      {"target_that_points_ahead",
       {.answers =
            dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, pointer(first_answer_at + 20))) +
            pointer(first_answer_at + 18)},
       "failed"},
      {"target_that_points_out_of_the_message",
       {.answers = dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, pointer(0x3FFF)))},
       "failed"},
      {"target_that_grows_round_and_round",
       {.answers = dns_record(pointer(question_at), type_srv,
                              srv_data(0, 0, 995,
                                       "\x01"
                                       "a" +
                                           pointer(first_answer_at + 18)))},
       "failed"},
      {"owner_that_points_at_itself",
       {.answers = dns_record(pointer(first_answer_at), type_srv, srv_data(0, 0, 995, wire_name("a.b")))},
       "failed"},
      {"label_of_a_type_nobody_knows",
       {.answers =
            dns_record(pointer(question_at), type_srv, srv_data(0, 0, 995, "\x80\x01" + wire_name("a")))},
       "failed"},
      {"target_longer_than_a_name_may_be",
       {.answers = record(0, 0, 995,
                          std::string(60, 'a') + '.' + std::string(60, 'b') + '.' + std::string(60, 'c') +
                              '.' + std::string(60, 'd') + '.' + std::string(60, 'e'))},
       "failed"},
  };
  return all;
}

class srv_reply : public testing::TestWithParam<row> {};

TEST_P(srv_reply, is_read) {
  const srv_answer answer = read_srv_reply(GetParam().reply.text(), asked);
  EXPECT_EQ(text_of(answer), GetParam().meaning);
  EXPECT_EQ(answer.why.empty(), answer.status != srv_status::failed);
}

TEST_P(srv_reply, is_read_by_the_systems_resolver) {
  const dns_server server([](std::string_view question, bool) {
    return std::vector{GetParam().reply.text(question.substr(0, 2))};
  });
  EXPECT_EQ(text_of(server.lookup()(asked)), GetParam().meaning);
}

TEST_P(srv_reply, is_nothing_when_it_is_cut) {
  const std::string whole = GetParam().reply.text();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    // A buffer of its own, so that a read beyond it is seen.
    const std::vector<char> part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    const auto status = read_srv_reply({part.data(), part.size()}, asked).status;
    EXPECT_NE(status, srv_status::found) << size;
  }
}

TEST_P(srv_reply, does_no_harm_when_an_octet_is_another) {
  std::string spoilt = GetParam().reply.text();
  for (char& octet : spoilt) {
    const char was = octet;
    for (const unsigned value : {0U, 1U, 3U, 33U, 63U, 64U, 127U, 128U, 191U, 192U, 193U, 255U}) {
      octet = static_cast<char>(value);
      const std::vector<char> own(spoilt.begin(), spoilt.end());
      EXPECT_LE(read_srv_reply({own.data(), own.size()}, asked).records.size(), srv_record_limit);
    }
    octet = was;
  }
}

INSTANTIATE_TEST_SUITE_P(each, srv_reply, testing::ValuesIn(rows()),
                         [](const auto& one) { return one.param.name; });

/// More records than are taken, in a message that only TCP can carry.
dns_reply long_reply() {
  dns_reply reply{.count = 1000};
  for (std::size_t i = 0; i < reply.count; ++i) {
    reply.answers += record(i, 0, 995, "mail.user.example");
  }
  return reply;
}

TEST(srv_reply_limits, records_beyond_the_limit_are_dropped) {
  const srv_answer answer = read_srv_reply(long_reply().text(), asked);
  ASSERT_EQ(answer.records.size(), srv_record_limit);
  EXPECT_EQ(answer.records.back().priority, srv_record_limit - 1);
}

TEST(srv_reply_limits, a_reply_with_more_than_it_counts_is_none) {
  const std::string one = record(0, 1, 995, "mail.user.example");
  EXPECT_EQ(read_srv_reply(dns_reply{.count = 1, .answers = one + one}.text(), asked).status,
            srv_status::failed);
  EXPECT_EQ(read_srv_reply(dns_reply{.answers = one + '\0'}.text(), asked).status, srv_status::failed);
}

TEST(srv_reply_limits, a_question_is_no_reply) {
  dns_reply question{.answers = record(0, 1, 995, "mail.user.example")};
  question.flags = 0x0100;
  EXPECT_EQ(read_srv_reply(question.text(), asked).status, srv_status::failed);
}

TEST(srv_reply_limits, a_cut_reply_is_no_reply) {
  dns_reply cut{.answers = record(0, 1, 995, "mail.user.example")};
  cut.flags |= 0x0200;
  EXPECT_EQ(read_srv_reply(cut.text(), asked).status, srv_status::failed);
}

TEST(system_srv_lookup, goes_on_over_tcp_when_the_reply_is_cut) {
  const dns_server server([](std::string_view question, bool over_tcp) {
    dns_reply reply = over_tcp ? long_reply() : dns_reply{.count = 0, .flags = 0x8380};
    return std::vector{reply.text(question.substr(0, 2))};
  });
  EXPECT_EQ(server.lookup()(asked).records.size(), srv_record_limit);
}

TEST(system_srv_lookup, fails_when_the_reply_is_cut_over_tcp_too) {
  const dns_server server([](std::string_view question, bool over_tcp) {
    dns_reply reply{.answers = record(0, 1, 995, "mail.user.example"), .flags = 0x8380};
    std::string text = reply.text(question.substr(0, 2));
    text.resize(over_tcp ? text.size() - 1 : text.size());
    return std::vector{text};
  });
  EXPECT_EQ(server.lookup()(asked).status, srv_status::failed);
}

TEST(system_srv_lookup, fails_when_tcp_says_nothing) {
  const dns_server server([](std::string_view question, bool over_tcp) {
    return over_tcp ? std::vector<std::string>{}
                    : std::vector{dns_reply{.count = 0, .flags = 0x8380}.text(question.substr(0, 2))};
  });
  const srv_answer answer = server.lookup()(asked);
  EXPECT_EQ(answer.status, srv_status::failed);
  EXPECT_THAT(answer.why, testing::StartsWith("no name server answered"));
}

TEST(system_srv_lookup, passes_over_replies_to_other_questions) {
  const dns_server server([](std::string_view question, bool) {
    const std::string id(question.substr(0, 2));
    const std::string other_id{static_cast<char>(id[0] ^ 1), id[1]};
    const dns_reply evil{.answers = record(0, 0, 995, "evil.example")};
    dns_reply other_name = evil;
    other_name.name = "_pop3s._tcp.evil.example";
    const dns_reply good{.answers = record(0, 0, 995, "good.example")};
    return std::vector{evil.text(other_id), other_name.text(id), good.text(id)};
  });
  EXPECT_EQ(text_of(server.lookup()(asked)), "found, 0 0 995 good.example");
}

TEST(system_srv_lookup, fails_when_the_reply_is_too_short_to_be_one) {
  const dns_server server(
      [](std::string_view question, bool) { return std::vector{std::string(question.substr(0, 5))}; });
  EXPECT_EQ(server.lookup()(asked).status, srv_status::failed);
}

TEST(system_srv_lookup, fails_in_time_when_nobody_answers) {
  const dns_server server([](std::string_view, bool) { return std::vector<std::string>{}; });
  const auto begun = std::chrono::steady_clock::now();
  const srv_answer answer = server.lookup()(asked);
  EXPECT_EQ(answer.status, srv_status::failed);
  EXPECT_THAT(answer.why, testing::StartsWith("no name server answered"));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

TEST(system_srv_lookup, asks_for_the_name_and_nothing_else) {
  std::string heard;
  {
    const dns_server server([&heard](std::string_view question, bool) {
      heard = question;
      return std::vector{dns_reply{.count = 0}.text(question.substr(0, 2))};
    });
    EXPECT_EQ(server.lookup()(asked).status, srv_status::none);
  }
  EXPECT_EQ(heard.substr(question_at), wire_name(asked) + u16(type_srv) + u16(1));
}

TEST(system_srv_lookup, refuses_what_is_no_name_without_asking) {
  int questions = 0;
  const dns_server server([&questions](std::string_view, bool) {
    ++questions;
    return std::vector<std::string>{};
  });
  for (const std::string& bad : std::vector<std::string>{
           "", ".", "a..b", ".a", "a b.example", "a\nb.example", std::string("a\0b", 3),
           std::string(64, 'a') + ".example", std::string(254, 'a'), "b\xC3\xBC.example"}) {
    EXPECT_EQ(server.lookup()(bad).why, "not a name that DNS can look up");
  }
  EXPECT_EQ(questions, 0);
}

}  // namespace
}  // namespace popquiz::net
