#include "conversation.hpp"

#include <popquiz/mockserver/generated_messages.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

std::shared_ptr<const generated_messages> make(std::string_view text) {
  std::string why;
  const auto what = parse_generated_mail(text, why);
  auto made = what ? make_messages(*what, why) : nullptr;
  EXPECT_NE(made, nullptr) << text << ": " << why;
  return made;
}

std::string content(message_reader& reader) {
  std::string all;
  for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next()) {
    EXPECT_LE(piece.size(), 256U * 1024);
    all += piece;
  }
  EXPECT_FALSE(reader.failed());
  return all;
}
std::string content(const generated_messages& messages, std::uint64_t number) {
  return content(*messages.read(number));
}

std::vector<std::string> lines_of(std::string_view text, std::string_view end) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t at = text.find(end);
    if (at == std::string_view::npos) {
      ADD_FAILURE() << "no line end";
      break;
    }
    lines.emplace_back(text.substr(0, at));
    text.remove_prefix(at + end.size());
  }
  return lines;
}

std::vector<std::string> body_lines(const std::string& message) {
  return lines_of(std::string_view(message).substr(message.find("\r\n\r\n") + 4), "\r\n");
}

TEST(generated_messages, have_exactly_the_octets_that_were_asked_for) {
  for (const char* rest : {"", ",line=1", ",line=2", ",line=998", ",line=65536", ",ends=lf",
                           ",dots=100%,line=1", ",seed=18446744073709551615", ",line=3,ends=lf,dots=50%"}) {
    const auto messages = make("100000000x320-519" + std::string(rest));
    std::set<std::uint64_t> sizes;
    for (std::uint64_t number = 1; number <= 100'000'000; number += number < 2000 ? 1 : 99'900) {
      const std::uint64_t size = messages->octets(number);
      ASSERT_EQ(parser::maildrop_size(content(*messages, number)), size) << number << rest;
      sizes.insert(size);
    }
    EXPECT_EQ(sizes.size(), 200U);
    EXPECT_EQ(*sizes.begin(), generated_mail::octets_floor);
    EXPECT_EQ(*sizes.rbegin(), 519U);
  }
  for (const std::uint64_t size : {262'143U, 262'144U, 262'145U, 1'000'001U}) {
    EXPECT_EQ(parser::maildrop_size(content(*make("1x" + std::to_string(size) + ",line=60000"), 1)), size);
    EXPECT_EQ(parser::maildrop_size(content(*make("1x" + std::to_string(size) + ",ends=lf"), 1)), size);
  }
}

TEST(generated_messages, tell_their_number_in_the_header) {
  const auto messages = make("100000x4KiB,seed=7");
  const std::string id = messages->unique_id(90'061);
  EXPECT_EQ(content(*messages, 90'061).substr(0, 197 + id.size()),
            "Date: Fri, 02 Jan 2026 01:01:01 +0000\r\n"
            "From: Sender 90061 <sender-90061@generated.invalid>\r\n"
            "To: Quiz <quiz@generated.invalid>\r\n"
            "Subject: Message 90061 of seed 7\r\n"
            "Message-ID: <" +
                id + "@generated.invalid>\r\n\r\n");
  EXPECT_EQ(messages->message_id(90'061), "<" + id + "@generated.invalid>");
}

// Whoever keeps a digest of a message, or resumes a comparison tomorrow, relies on it.
TEST(generated_messages, are_the_same_always) {
  const auto digest = [](std::string_view octets) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char octet : octets) {
      hash = (hash ^ static_cast<unsigned char>(octet)) * 0x100000001B3U;
    }
    return hash;
  };
  EXPECT_EQ(digest(content(*make("3x4KiB"), 2)), 7855554217372434305U);
  EXPECT_EQ(digest(content(*make("3x1MiB,dots=10%,line=998,seed=7"), 3)), 16777857925904098345U);
  EXPECT_EQ(make("3x4KiB-8KiB,seed=7")->octets(2), 6991U);
  EXPECT_EQ(make("3x4KiB")->unique_id(2), "2.ed07690ed808d1b4");
}

TEST(generated_messages, differ_from_each_other_and_within) {
  const auto messages = make("2x1MiB");
  const auto one = body_lines(content(*messages, 1));
  const auto two = body_lines(content(*messages, 2));
  EXPECT_NE(one, two);
  constexpr std::size_t block = 256UL * 1024 / 78;
  for (std::size_t at = 0; at < one.size(); at += block) {
    const std::size_t end = std::min(at + block, one.size());
    const std::set<std::string> distinct(one.begin() + static_cast<std::ptrdiff_t>(at),
                                         one.begin() + static_cast<std::ptrdiff_t>(end));
    EXPECT_EQ(distinct.size(), end - at);
    EXPECT_TRUE(at == 0 || one[at] != one[at - block]);
  }
  EXPECT_NE(body_lines(content(*make("2x1MiB,seed=2"), 1)), one);
}

TEST(generated_messages, more_messages_change_none_of_the_first) {
  const auto few = make("2x4KiB-8KiB");
  const auto many = make("1000x4KiB-8KiB");
  EXPECT_EQ(content(*few, 2), content(*many, 2));
  EXPECT_EQ(few->unique_id(2), many->unique_id(2));
}

TEST(generated_messages, lines_have_the_length_and_the_dots) {
  for (const std::uint32_t length : {1U, 5U, 76U, 998U}) {
    for (const std::uint32_t percent : {0U, 1U, 10U, 50U, 100U}) {
      auto lines = body_lines(content(
          *make("1x1MiB,line=" + std::to_string(length) + ",dots=" + std::to_string(percent) + "%"), 1));
      EXPECT_LE(lines.back().size(), length + 1);
      lines.pop_back();
      double dotted = 0;
      for (const std::string& line : lines) {
        ASSERT_EQ(line.size(), length);
        dotted += line.starts_with('.') ? 1 : 0;
      }
      EXPECT_NEAR(dotted / static_cast<double>(lines.size()), percent / 100.0, 0.01) << length;
    }
  }
}

TEST(generated_messages, line_ends_are_all_that_lf_changes) {
  const std::string crlf = content(*make("1x300KiB,dots=10%"), 1);
  const std::string lf = content(*make("1x300KiB,dots=10%,ends=lf"), 1);
  EXPECT_EQ(lf.find('\r'), std::string::npos);
  EXPECT_EQ(lines_of(lf, "\n"), lines_of(crlf, "\r\n"));
}

TEST(generated_messages, unique_ids_are_valid_and_unique) {
  const auto messages = make("100000000x4KiB,seed=18446744073709551615");
  std::set<std::string> ids;
  for (std::uint64_t n = 1; n <= 10'000; ++n) {
    ids.insert(messages->unique_id(n));
  }
  EXPECT_EQ(ids.size(), 10'000U);
  ids.insert(messages->unique_id(100'000'000));
  for (const std::string& id : ids) {
    EXPECT_TRUE(!id.empty() && id.size() <= 70) << id;  // RFC 1939 §7
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef."), std::string::npos) << id;
  }
  for (const char* other : {"1x4KiB,seed=2", "1x5KiB", "1x4KiB-5KiB", "1x4KiB,line=77", "1x4KiB,dots=1%"}) {
    EXPECT_NE(make(other)->unique_id(1), make("1x4KiB")->unique_id(1)) << other;
  }
}

TEST(generated_messages, the_start_of_a_huge_one_comes_at_once) {
  const auto messages = make("1x100GiB");
  EXPECT_EQ(messages->octets(1), 100ULL << 30U);
  const auto reader = messages->read(1);
  std::uint64_t got = 0;
  for (int i = 0; i < 100; ++i) {
    got += reader->next().size();
  }
  EXPECT_GT(got, 25'000'000U);
}

TEST(message_comparison, meets_pieces_of_any_size) {
  const auto messages = make("1x300KiB,dots=10%");
  const std::string all = content(*messages, 1);
  for (const std::size_t size : {1UL, 7UL, 4096UL, 262'144UL, 1'000'000UL}) {
    message_comparison comparison(messages->read(1));
    for (std::size_t at = 0; at < all.size(); at += size) {
      ASSERT_TRUE(comparison.take(std::string_view(all).substr(at, size)));
      ASSERT_EQ(comparison.complete(), at + size >= all.size());
    }
    EXPECT_EQ(comparison.equal_octets(), all.size());
    EXPECT_FALSE(comparison.take("."));
    EXPECT_FALSE(comparison.complete());
  }
}

TEST(message_comparison, finds_the_first_octet_that_differs) {
  const auto messages = make("1x300KiB");
  const std::string all = content(*messages, 1);
  for (const std::size_t at : {0UL, 100UL, 250UL, 262'144UL, all.size() - 1}) {
    std::string wrong = all;
    wrong[at] = '\0';
    message_comparison comparison(messages->read(1));
    EXPECT_FALSE(comparison.take(wrong));
    EXPECT_EQ(comparison.equal_octets(), at);
    EXPECT_FALSE(comparison.take(std::string_view(all).substr(at)));
    EXPECT_FALSE(comparison.complete());
  }
}

/// A server whose one account, "a" with "b", has this mail.
struct generated_server {
  explicit generated_server(std::string_view text) : messages(make(text)) {
    server.set_account("a", "b", open_generated(messages));
  }
  conversation log_in() {
    conversation c(server);
    EXPECT_NE(c.say("USER a\r\nPASS b\r\n").find("maildrop has"), std::string::npos);
    return c;
  }

  std::shared_ptr<const generated_messages> messages;
  reference_server server{server_settings{}};
};

TEST(generated_maildrop, is_served_octet_for_octet) {
  for (const char* rest : {"", ",dots=10%", ",dots=100%,line=1", ",ends=lf", ",ends=lf,dots=33.3%"}) {
    generated_server s("3x400KiB" + std::string(rest));
    conversation c = s.log_in();
    EXPECT_EQ(c.say("STAT\r\n"), "+OK 3 1228800\r\n");
    std::string expected = "+OK 409600 octets\r\n";
    parser::stuffing_encoder encoder;
    const std::string octets = content(*s.messages, 2);
    std::array<std::string_view, 64> pieces;
    for (std::string_view left = octets; !left.empty();) {
      const auto step = encoder.encode(left, pieces);
      for (std::size_t i = 0; i < step.count; ++i) {
        expected += pieces[i];
      }
      left.remove_prefix(step.consumed);
    }
    expected += ".\r\n";
    EXPECT_TRUE(c.say("RETR 2\r\n") == expected) << rest;
  }
}

// TOP stuffs what is stored, RETR sends what is stuffed already.
TEST(generated_maildrop, top_is_how_retr_begins) {
  for (const char* rest : {"", ",dots=50%", ",ends=lf,dots=100%", ",line=1,dots=100%"}) {
    generated_server s("1x4MiB" + std::string(rest));
    conversation c = s.log_in();
    const auto top = lines_of(c.say("TOP 1 10000\r\n"), "\r\n");
    auto retr = lines_of(c.say("RETR 1\r\n"), "\r\n");
    ASSERT_EQ(top.size(), 1U + 6U + 10'000U + 1U) << rest;
    ASSERT_GT(retr.size(), top.size());
    retr.resize(top.size());
    retr.front() = top.front();
    retr.back() = ".";
    EXPECT_TRUE(top == retr) << rest;
  }
}

TEST(generated_maildrop, quit_removes_for_all_sessions_to_come) {
  generated_server s("200x4KiB");
  {
    conversation c = s.log_in();
    for (const int n : {1, 64, 65, 128, 129, 200}) {
      EXPECT_TRUE(c.say("DELE " + std::to_string(n) + "\r\n").starts_with("+OK"));
    }
    EXPECT_EQ(c.say("QUIT\r\n"), "+OK popquiz signing off (194 messages left)\r\n");
  }
  conversation c = s.log_in();
  std::string expected = "+OK 194 messages (794624 octets)\r\n";
  std::uint64_t number = 0;
  for (std::uint64_t n = 1; n <= 200; ++n) {
    if (n != 1 && n != 64 && n != 65 && n != 128 && n != 129 && n != 200) {
      expected += std::to_string(++number) + " " + s.messages->unique_id(n) + "\r\n";
    }
  }
  EXPECT_EQ(c.say("UIDL\r\n"), expected + ".\r\n");
  EXPECT_NE(c.say("RETR 1\r\n").find("Subject: Message 2 of seed 1\r\n"), std::string::npos);
  EXPECT_NE(c.say("RETR 194\r\n").find("Subject: Message 199 of seed 1\r\n"), std::string::npos);
}

TEST(generated_maildrop, without_quit_nothing_is_removed) {
  generated_server s("2x4KiB");
  {
    conversation c = s.log_in();
    EXPECT_TRUE(c.say("DELE 1\r\n").starts_with("+OK"));
    c.end();
  }
  conversation c = s.log_in();
  EXPECT_EQ(c.say("STAT\r\n"), "+OK 2 8192\r\n");
}

TEST(generated_maildrop, can_be_emptied) {
  generated_server s("130x320");
  for (const int left : {129, 128}) {
    conversation c = s.log_in();
    c.say("DELE 1\r\nQUIT\r\n");
    EXPECT_EQ(s.log_in().say("LIST 1\r\n"), "+OK 1 320\r\n");
    EXPECT_TRUE(s.log_in().say("STAT\r\n").starts_with("+OK " + std::to_string(left)));
  }
  conversation c = s.log_in();
  for (int n = 1; n <= 128; ++n) {
    c.say("DELE " + std::to_string(n) + "\r\n");
  }
  EXPECT_EQ(c.say("QUIT\r\n"), "+OK popquiz signing off (maildrop empty)\r\n");
  EXPECT_EQ(s.log_in().say("STAT\r\n"), "+OK 0 0\r\n");
}

TEST(generated_maildrop, ten_million_messages_are_open_at_once) {
  const auto messages = make("10000000x4KiB-8KiB");
  const auto drop = open_generated(messages);
  {
    const auto opened = drop->open();
    ASSERT_EQ(opened->messages(), 10'000'000U);
    const std::array<std::size_t, 3> gone{0, 4'999'999, 9'999'999};
    EXPECT_TRUE(opened->remove(gone));
    EXPECT_EQ(opened->messages(), 10'000'000U);  // a snapshot stays as it is
    EXPECT_EQ(opened->unique_id(0), messages->unique_id(1));
  }
  const auto opened = drop->open();
  ASSERT_EQ(opened->messages(), 9'999'997U);
  EXPECT_EQ(opened->unique_id(0), messages->unique_id(2));
  EXPECT_EQ(opened->octets(4'999'997), messages->octets(4'999'999));
  EXPECT_EQ(opened->octets(4'999'998), messages->octets(5'000'001));
  EXPECT_EQ(content(*opened->read(9'999'996)), content(*messages, 9'999'999));
}

}  // namespace
}  // namespace popquiz::mockserver::test
