#include <popquiz/parser/capability.hpp>
#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/parser/reply_serializer.hpp>
#include <popquiz/parser/response_code.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace std::string_view_literals;

namespace popquiz::parser {
namespace {

using enum serialize_errc;

/// What a call is to append, or why it appends nothing.
struct outcome {
  serialize_errc error = none;
  std::string line;
};

template <class Append>
void expect(const outcome& expected, std::string_view row, Append append) {
  constexpr std::string_view before = "+OK before\r\n";
  std::string out(before);
  EXPECT_EQ(describe(append(out)), describe(expected.error)) << row;
  EXPECT_EQ(out, std::string(before) + expected.line) << row;
}

/// What a strict client reads; a batch holds all of a body that came at once.
struct read_reply {
  reply_event status;
  std::string body;
};

read_reply read(std::string_view wire, reply_shape shape) {
  reply_parser parser(strictness::strict);
  parser.expect(shape);
  read_reply found;
  while (!parser.idle()) {
    const parse_result r = parser.next(wire);
    wire.remove_prefix(r.consumed);
    if (r.status != parse_status::event) {
      ADD_FAILURE() << describe(r.error) << " at " << r.offset;
      break;
    }
    if (r.event.kind == event_kind::body) {
      found.body += r.event.text;
    } else if (r.event.kind != event_kind::end) {
      found.status = r.event;
    }
  }
  EXPECT_EQ(wire, "");
  return found;
}

const std::vector<std::string> no_texts{"a\r\n.", "\r\n", "a\r", "\rb", "a\n", "\nb", {"a\0", 2}, {"\0b", 2}};

TEST(reply_serializer, status_lines) {
  struct row {
    const char* name;
    status_line what;
    outcome expected;
  };
  const row table[] = {
      {"+OK alone", {}, {none, "+OK\r\n"}},
      {"-ERR alone", {.ok = false}, {none, "-ERR\r\n"}},
      {"+OK and text", {.text = "2 messages"}, {none, "+OK 2 messages\r\n"}},
      {"-ERR and text", {.ok = false, .text = "no"}, {none, "-ERR no\r\n"}},
      {"spaces are text", {.text = " a "}, {none, "+OK  a \r\n"}},
      {"8-bit octets are text", {.text = "\xC3\xA9\xFF"}, {none, "+OK \xC3\xA9\xFF\r\n"}},
      {"tabs are text", {.text = "\t"}, {none, "+OK \t\r\n"}},
      {"code", {.ok = false, .code = "IN-USE"}, {none, "-ERR [IN-USE]\r\n"}},
      {"code and text",
       {.ok = false, .text = "locked", .code = "IN-USE"},
       {none, "-ERR [IN-USE] locked\r\n"}},
      {"levels", {.ok = false, .text = "x", .code = "SYS/TEMP/["}, {none, "-ERR [SYS/TEMP/[] x\r\n"}},
      {"code behind +OK", {.text = "x", .code = "A"}, {none, "+OK [A] x\r\n"}},
      {"all ends of rchar", {.code = "!.0\\^\x7F"}, {none, "+OK [!.0\\^\x7F]\r\n"}},
      {"bracket within a code", {.code = "A]"}, {forbidden_octet, ""}},
      {"space within a code", {.code = "A B"}, {forbidden_octet, ""}},
      {"space as a code", {.code = " "}, {forbidden_octet, ""}},
      {"8-bit octet within a code", {.code = "\x80"}, {forbidden_octet, ""}},
      {"line end within a code", {.code = "A\r\n"}, {forbidden_octet, ""}},
      {"NUL within a code", {.code = "A\0"sv}, {forbidden_octet, ""}},
      {"slash alone", {.code = "/"}, {forbidden_octet, ""}},
      {"empty first level", {.code = "/A"}, {forbidden_octet, ""}},
      {"empty last level", {.code = "A/"}, {forbidden_octet, ""}},
      {"empty level between", {.code = "A//B"}, {forbidden_octet, ""}},
  };
  for (const row& r : table) {
    expect(r.expected, r.name, [&](std::string& out) { return append_status(out, r.what); });
    if (r.expected.error == none) {
      const reply_event status = read(r.expected.line, reply_shape::single_line).status;
      EXPECT_EQ(status.ok, r.what.ok) << r.name;
      const auto code = find_response_code(status.text);
      EXPECT_EQ(code ? code->code : "", r.what.code) << r.name;
      EXPECT_EQ(code ? code->text : status.text, r.what.text) << r.name;
    }
  }
  for (const std::string& text : no_texts) {
    for (const std::string_view code : {""sv, "AUTH"sv}) {
      expect({forbidden_octet, ""}, testing::PrintToString(text),
             [&](std::string& out) { return append_status(out, {.text = text, .code = code}, 0); });
    }
  }
}

TEST(reply_serializer, the_limit_of_a_status_line_counts_its_end) {
  const std::string longest(506, 'x');
  const std::string longer = longest + "x";
  struct row {
    const char* name;
    status_line what;
    std::size_t limit;
    serialize_errc error;
  };
  const row table[] = {
      {"512 octets", {.text = longest}, status_octets_limit, none},
      {"513 octets", {.text = longer}, status_octets_limit, too_long},
      {"-ERR is longer", {.ok = false, .text = longest}, status_octets_limit, too_long},
      {"a code counts", {.text = longest, .code = "A"}, status_octets_limit, too_long},
      {"no limit", {.text = longer}, 0, none},
      {"one's own, met", {.text = "abc"}, 9, none},
      {"one's own, passed", {.text = "abcd"}, 9, too_long},
      {"less than the indicator", {}, 1, too_long},
  };
  for (const row& r : table) {
    const std::string line = "+OK " + std::string(r.what.text) + "\r\n";
    expect({r.error, r.error == none ? line : ""}, r.name,
           [&](std::string& out) { return append_status(out, r.what, r.limit); });
  }
}

TEST(reply_serializer, challenges) {
  for (const std::string& text : {std::string(), std::string("dGVzdA=="), std::string(10'000, 'A')}) {
    const std::string line = "+ " + text + "\r\n";
    expect({none, line}, text, [&](std::string& out) { return append_challenge(out, text); });
    reply_parser parser(strictness::tolerant, {.status_line = line.size()});
    parser.expect(reply_shape::sasl);
    const parse_result r = parser.next(line);
    EXPECT_TRUE(r.status == parse_status::event && r.event.kind == event_kind::challenge) << text;
    EXPECT_EQ(r.event.text, text);
  }
  for (const std::string& text : no_texts) {
    expect({forbidden_octet, ""}, testing::PrintToString(text),
           [&](std::string& out) { return append_challenge(out, text); });
  }
}

TEST(reply_serializer, scan_listings) {
  for (const std::uint64_t number : {0UL, 1UL, 10UL, UINT64_MAX}) {
    for (const std::uint64_t octets : {0UL, 9UL, 320UL, UINT64_MAX}) {
      const std::string text = std::to_string(number) + " " + std::to_string(octets);
      expect({none, text + "\r\n"}, text, [&](std::string& out) {
        append_scan_listing(out, number, octets);
        return none;
      });
      const auto parsed = parse_scan_listing(text, strictness::strict);
      EXPECT_TRUE(parsed && parsed.value.number == number && parsed.value.octets == octets) << text;
    }
  }
}

TEST(reply_serializer, unique_id_listings) {
  const std::string longest(70, 'u');
  struct row {
    std::string unique_id;
    serialize_errc error;
  };
  const row table[] = {
      {"whqtswO00WBw418f9t5JxYwZ", none},
      {"!", none},
      {"~", none},
      {".", none},
      {longest, none},
      {longest + "u", too_long},
      {"", missing_argument},
      {" ", forbidden_octet},
      {"a b", forbidden_octet},
      {"a ", forbidden_octet},
      {"\t", forbidden_octet},
      {"\x1F", forbidden_octet},
      {"\x7F", forbidden_octet},
      {"\x80", forbidden_octet},
      {longest + " ", forbidden_octet},
      {"a\r\n.\r\n", forbidden_octet},
      {std::string("a\0", 2), forbidden_octet},
  };
  for (const row& r : table) {
    const std::string text = "7 " + r.unique_id;
    expect({r.error, r.error == none ? text + "\r\n" : ""}, testing::PrintToString(r.unique_id),
           [&](std::string& out) { return append_unique_id_listing(out, 7, r.unique_id); });
    const auto parsed = parse_unique_id_listing(text, strictness::strict);
    EXPECT_EQ(static_cast<bool>(parsed), r.error == none) << testing::PrintToString(r.unique_id);
    EXPECT_EQ(parsed.value.unique_id, r.error == none ? r.unique_id : "");
  }
}

TEST(reply_serializer, capabilities) {
  struct row {
    std::string text;
    serialize_errc error;
  };
  const row table[] = {
      {"UIDL", none},
      {"SASL PLAIN CRAM-MD5", none},
      {"IMPLEMENTATION popquiz-1.0", none},
      {std::string(510, 'X'), none},
      {std::string(511, 'X'), too_long},
      {"", missing_argument},
      {" ", forbidden_octet},
      {" UIDL", forbidden_octet},
      {"UIDL ", forbidden_octet},
      {"SASL  PLAIN", forbidden_octet},
      {"SASL\tPLAIN", forbidden_octet},
      {".", forbidden_octet},
      {".UIDL", forbidden_octet},
      {"X.Y", forbidden_octet},
      {"\xC3\xA9", forbidden_octet},
      {"X \x7F", forbidden_octet},
      {"UIDL\r\nTOP", forbidden_octet},
      {std::string("UIDL\0", 5), forbidden_octet},
      {std::string(600, '.'), forbidden_octet},
  };
  for (const row& r : table) {
    expect({r.error, r.error == none ? r.text + "\r\n" : ""}, testing::PrintToString(r.text),
           [&](std::string& out) { return append_capability(out, r.text); });
    EXPECT_TRUE(r.error != none || parse_capability(r.text, strictness::strict)) << r.text;
  }
}

TEST(reply_serializer, lines_of_a_body_are_read_back_whatever_they_hold) {
  struct row {
    std::string text;
    std::string wire;
  };
  const row table[] = {
      {"", "\r\n"},
      {"a", "a\r\n"},
      {".", "..\r\n"},
      {"..", "...\r\n"},
      {".a", "..a\r\n"},
      {"a.", "a.\r\n"},
      {" .", " .\r\n"},
      {"\xC3\xA9\t\x7F", "\xC3\xA9\t\x7F\r\n"},
      {std::string(5000, '.'), std::string(5001, '.') + "\r\n"},
  };
  std::string wire;
  std::string body;
  ASSERT_EQ(append_status(wire, {}), none);
  for (const row& r : table) {
    expect({none, r.wire}, r.text, [&](std::string& out) { return append_body_line(out, r.text); });
    EXPECT_EQ(append_body_line(wire, r.text), none);
    body += r.text + "\r\n";
  }
  for (const std::string& text : no_texts) {
    expect({forbidden_octet, ""}, testing::PrintToString(text),
           [&](std::string& out) { return append_body_line(out, text); });
    EXPECT_EQ(append_body_line(wire, text), forbidden_octet);
  }
  append_body_end(wire);
  EXPECT_TRUE(wire.ends_with("\r\n.\r\n"));
  EXPECT_EQ(read(wire, reply_shape::multi_line).body, body);
}

TEST(reply_serializer, many_lines_grow_the_string_a_few_times) {
  std::string out;
  std::size_t growths = 0;
  for (std::uint64_t number = 1; number <= 100'000; ++number) {
    const std::size_t capacity = out.capacity();
    append_scan_listing(out, number, number);
    growths += capacity != out.capacity() ? 1U : 0U;
  }
  EXPECT_LE(growths, 20U);  // doubling: 1.2 million octets from 15
}

}  // namespace
}  // namespace popquiz::parser
