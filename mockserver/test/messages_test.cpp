#include "served_mail.hpp"

#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

namespace popquiz::mockserver::test {
namespace {

/// The body of a multi-line reply as a strict client reads it; nothing may be left behind it.
std::string body_of(std::string_view octets) {
  parser::reply_parser reader(parser::strictness::strict);
  reader.expect(parser::reply_shape::multi_line);
  std::string body;
  while (!reader.idle()) {
    const parser::parse_result r = reader.next(octets);
    octets.remove_prefix(r.consumed);
    if (r.status != parser::parse_status::event) {
      ADD_FAILURE() << describe(r.error) << " at " << r.offset;
      return body;
    }
    if (r.event.kind == parser::event_kind::body) {
      body += r.event.text;
    }
  }
  EXPECT_EQ(octets, "");
  return body;
}

/// What RFC 1939 makes of a stored message: each line ended by CRLF.
std::string with_crlf(std::string_view stored) {
  std::string message;
  for (std::size_t i = 0; i < stored.size(); ++i) {
    if (stored[i] == '\n' && (i == 0 || stored[i - 1] != '\r')) {
      message += '\r';
    }
    message += stored[i];
  }
  if (!message.empty() && !message.ends_with('\n')) {
    message += "\r\n";
  }
  return message;
}

std::string many(std::size_t times, std::string_view what) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) {
    all += what;
  }
  return all;
}

std::vector<std::string> hard_messages() {
  std::vector<std::string> messages{
      "",
      "\r\n",
      "\n",
      ".",
      "..",
      ".\n",
      ".\r\n",
      "..\r\n.\r\n...\r\n",
      "a\n.\nb\n",
      "a\r\n.\r\n",
      "a\r\n.",
      "no end",
      "\r\n\r\n\r\n",
      "A: b\n\n.x\r\n..y\n\n\n.",
      std::string("x") + '\0' + "y\r\n" + '\0' + "\r\n",
      "caf\xC3\xA9\xFF\xFE\r\n",
      many(5000, "."),
      many(3000, ".\r\n"),
      many(3000, "..\n"),
      many(70'000, "x") + "\r\n.\r\n" + many(70'000, "y"),
      many(200'000, "0123456789abcdef"),
  };
  // A dot first in a line, at the places where pieces of the message end.
  for (const std::size_t at :
       {1023U, 1024U, 4095U, 4096U, 16'383U, 16'384U, 65'535U, 65'536U, 262'143U, 262'144U, 262'145U}) {
    messages.push_back(many(at - 2, "x") + "\r\n.\r\nend");
    messages.push_back(many(at - 1, "x") + "\n.\nend");
  }
  return messages;
}

TEST(messages, come_whole_and_in_the_size_that_list_says) {
  const std::vector<std::string> stored = hard_messages();
  served_mail s(stored);
  conversation c = s.transaction("UTF8\r\n");
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const std::string number = std::to_string(i + 1);
    const std::string body = body_of(c.say("RETR " + number + "\r\n"));
    EXPECT_TRUE(body == with_crlf(stored[i])) << number;
    EXPECT_EQ(c.say("LIST " + number + "\r\n"), "+OK " + number + " " + std::to_string(body.size()) + "\r\n");
    // TOP with more lines than there are sends the entire message (RFC 1939 §7).
    EXPECT_TRUE(body_of(c.say("TOP " + number + " 1000000\r\n")) == body) << number;
  }
}

TEST(messages, a_lone_cr_is_left_alone) {
  for (const char* stored : {"a\rb\r\n", "\r", "a\r", "\r\r\n", "\r.\r\n", "a\r\r\nb"}) {
    served_mail s({stored});
    conversation c = s.transaction();
    const std::string reply = c.say("RETR 1\r\n");
    EXPECT_EQ(reply.substr(reply.find('\n') + 1), with_crlf(stored) + ".\r\n")
        << testing::PrintToString(stored);
    EXPECT_EQ(c.say("LIST 1\r\n"), "+OK 1 " + std::to_string(with_crlf(stored).size()) + "\r\n");
  }
}

TEST(messages, top_sends_headers_blank_line_and_so_many_lines) {
  struct row {
    const char* stored;
    std::uint64_t lines;
    const char* top;
  };
  const row table[] = {
      {"A: b\r\n\r\n1\r\n2\r\n", 0, "A: b\r\n\r\n"},
      {"A: b\r\n\r\n1\r\n2\r\n", 1, "A: b\r\n\r\n1\r\n"},
      {"A: b\r\n\r\n1\r\n2\r\n", 2, "A: b\r\n\r\n1\r\n2\r\n"},
      {"A: b\r\n\r\n1\r\n2\r\n", 3, "A: b\r\n\r\n1\r\n2\r\n"},
      {"A: b\n\n1\n2", 2, "A: b\r\n\r\n1\r\n2\r\n"},
      {"A: b\n\n1\n2", 1, "A: b\r\n\r\n1\r\n"},
      {"A: b\n\n\n\n", 1, "A: b\r\n\r\n\r\n"},
      {"A: b\n\n.1\n", 1, "A: b\r\n\r\n.1\r\n"},
      {"\n1\n2\n", 1, "\r\n1\r\n"},
      {"\r\n1\r\n", 0, "\r\n"},
      {"", 0, ""},
      {"A: b\r\nC: d\r\n", 0, "A: b\r\nC: d\r\n"},  // no blank line: verdict policy A15
      {"A: b\r\nC: d", 5, "A: b\r\nC: d\r\n"},
      {"A: b\r\n \r\nC: d\r\n\r\n1\r\n", 0, "A: b\r\n \r\nC: d\r\n\r\n"},
  };
  for (const row& r : table) {
    served_mail s({r.stored});
    conversation c = s.transaction();
    EXPECT_EQ(body_of(c.say("TOP 1 " + std::to_string(r.lines) + "\r\n")), r.top) << r.stored << r.lines;
  }
}

TEST(messages, top_ends_right_whatever_the_reader_hands_out) {
  /// Hands out one octet at a time.
  class slow_reader final : public message_reader {
   public:
    explicit slow_reader(std::string text) : text_(std::move(text)) {}
    std::string_view next() override {
      return at_ == text_.size() ? std::string_view() : std::string_view(text_).substr(at_++, 1);
    }

   private:
    std::string text_;
    std::size_t at_ = 0;
  };
  class slow_snapshot final : public maildrop_snapshot {
   public:
    [[nodiscard]] std::size_t messages() const noexcept override { return 1; }
    [[nodiscard]] std::uint64_t octets(std::size_t) const override { return 1; }
    [[nodiscard]] std::string_view unique_id(std::size_t) const override { return "x"; }
    [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t) const override {
      return std::make_unique<slow_reader>("A: b\r\n\r\r\n\r\n.1\r\n2");
    }
    bool remove(std::span<const std::size_t>) override { return true; }
  };
  class slow_maildrop final : public maildrop {
   public:
    std::unique_ptr<maildrop_snapshot> open() override { return std::make_unique<slow_snapshot>(); }
  };
  served_mail s;
  s.server.set_account("mrose", "tan staaf", std::make_shared<slow_maildrop>());
  conversation c = s.transaction();
  EXPECT_EQ(c.say("TOP 1 0\r\n"), "+OK top of message follows\r\nA: b\r\n\r\r\n\r\n.\r\n");
  EXPECT_EQ(c.say("TOP 1 1\r\n"), "+OK top of message follows\r\nA: b\r\n\r\r\n\r\n..1\r\n.\r\n");
  EXPECT_EQ(c.say("TOP 1 2\r\n"), "+OK top of message follows\r\nA: b\r\n\r\r\n\r\n..1\r\n2\r\n.\r\n");
}

/// A message of any size that costs no memory; it may fail on the way.
class generated_maildrop final : public maildrop {
 public:
  generated_maildrop(std::uint64_t pieces, bool fails) : pieces_(pieces), fails_(fails) {}
  std::unique_ptr<maildrop_snapshot> open() override { return std::make_unique<snapshot>(pieces_, fails_); }

  static constexpr std::size_t piece_size = 64UL * 1024;

 private:
  class reader final : public message_reader {
   public:
    reader(std::uint64_t pieces, bool fails) : piece_(piece_size, 'x'), left_(pieces), fails_(fails) {}
    std::string_view next() override {
      if (left_ == 0) {
        return {};
      }
      --left_;
      piece_[0] = static_cast<char>('a' + left_ % 26);  // a view that outlives its piece would show
      return piece_;
    }
    [[nodiscard]] bool failed() const noexcept override { return fails_ && left_ == 0; }

   private:
    std::string piece_;
    std::uint64_t left_;
    bool fails_;
  };
  class snapshot final : public maildrop_snapshot {
   public:
    snapshot(std::uint64_t pieces, bool fails) : pieces_(pieces), fails_(fails) {}
    [[nodiscard]] std::size_t messages() const noexcept override { return 1; }
    [[nodiscard]] std::uint64_t octets(std::size_t) const override { return pieces_ * piece_size; }
    [[nodiscard]] std::string_view unique_id(std::size_t) const override { return "x"; }
    [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t) const override {
      return std::make_unique<reader>(pieces_, fails_);
    }
    bool remove(std::span<const std::size_t>) override { return true; }

   private:
    std::uint64_t pieces_;
    bool fails_;
  };

  std::uint64_t pieces_;
  bool fails_;
};

TEST(messages, a_large_one_goes_out_in_bounded_pieces) {
  served_mail s;
  s.server.set_account("mrose", "tan staaf", std::make_shared<generated_maildrop>(1000, false));
  conversation c = s.transaction();
  const std::string reply = c.say("RETR 1\r\n");
  EXPECT_EQ(reply.size(), std::string("+OK 65536000 octets\r\n").size() + 65'536'000 + 5);
  EXPECT_LE(c.largest_write(), 2 * generated_maildrop::piece_size);
  for (std::size_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(reply[21 + i * generated_maildrop::piece_size], static_cast<char>('a' + (999 - i) % 26));
  }
}

TEST(messages, a_peer_that_does_not_read_costs_one_piece) {
  served_mail s;
  s.server.set_account("mrose", "tan staaf", std::make_shared<generated_maildrop>(1'000'000'000, false));
  conversation c = s.transaction();
  c.stop_reading();
  static_cast<void>(c.say("RETR 1\r\n"));
  EXPECT_GT(c.unwritten(), 0U);
  EXPECT_LE(c.unwritten(), 2 * generated_maildrop::piece_size);
  static_cast<void>(c.wait(std::chrono::minutes(9)));
  EXPECT_FALSE(c.closed());
  static_cast<void>(c.wait(std::chrono::minutes(1)));
  EXPECT_TRUE(c.closed());
  EXPECT_TRUE(c.reset());
}

TEST(messages, a_message_that_fails_on_the_way_is_never_ended) {
  for (const std::uint64_t pieces : {1U, 2U, 10U}) {
    served_mail s;
    s.server.set_account("mrose", "tan staaf", std::make_shared<generated_maildrop>(pieces, true));
    conversation c = s.transaction();
    const std::string reply = c.say("DELE 1\r\nRSET\r\nRETR 1\r\nNOOP\r\nQUIT\r\n");
    EXPECT_EQ(reply.find(".\r\n"), std::string::npos);
    EXPECT_TRUE(c.reset());
    EXPECT_TRUE(c.is_done());
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
