// Text that GMime decodes: header fields and bodies.
#include "memory_message.hpp"

#include <popquiz/client/reader_limits.hpp>

#include <gmock/gmock.h>

#include <chrono>
#include <string>

namespace popquiz::client {
namespace {

using namespace std::string_literals;

TEST(header, fields_are_unfolded) {
  const auto fields =
      parse_header("From x\r\nA: 1\r\n 2\r\n\t3\r\nb :4\r\nC:\r\n  5\r\nno field\r\nD: 6\r\n");
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[0].name + '=' + fields[0].value, "A=1 2 3");
  EXPECT_EQ(fields[1].name + '=' + fields[1].value, "b=4");
  EXPECT_EQ(fields[2].name + '=' + fields[2].value, "C=5");
  EXPECT_EQ(find_field(fields, "B"), &fields[1]);
  EXPECT_EQ(find_field(fields, "D"), nullptr);
}

TEST(header, what_is_no_header_has_no_fields) {
  for (const std::string_view text : {"", "\n", "\r\nA: 1\n", " A: 1\n", ": 1\n", "A 1\n", "\0: 1\n"}) {
    EXPECT_TRUE(parse_header(text).empty()) << text;
  }
}

TEST(header, encoded_words_are_decoded) {
  struct row {
    std::string value;
    std::string text;
  };
  const row rows[] = {
      {"plain", "plain"},
      {"=?utf-8?B?R3LDvMOfZQ==?=",
       "Gr\xC3\xBC\xC3\x9F"
       "e"},
      {"=?iso-8859-1?q?Gr=FC=DFe_aus?= =?ISO-8859-1?Q?_Ulm?=",
       "Gr\xC3\xBC\xC3\x9F"
       "e aus Ulm"},
      {"=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "\xE6\x97\xA5\xE6\x9C\xAC"},
      {"=?utf-8?B?G1szMW0=?=", "\x1B[31m"},  // made harmless where it is shown
      {"raw \xC3\xBC", "raw \xC3\xBC"},
      {"=?utf-8?B?broken", "=?utf-8?B?broken"},
      {"a\0b"s,
       "a\xEF\xBF\xBD"
       "b"},
      {"", ""},
  };
  for (const row& each : rows) {
    EXPECT_EQ(decode_text(each.value), each.text) << each.value;
  }
}

TEST(header, an_unknown_charset_leaves_ascii_readable) {
  EXPECT_THAT(decode_text("=?x-nonsense?Q?abc=FF?= def"),
              testing::AllOf(testing::HasSubstr("abc"), testing::HasSubstr("def")));
}

TEST(header, addresses) {
  struct row {
    const char* value;
    const char* name;
    const char* address;
  };
  const row rows[] = {
      {"mrose@dbc.mtview.ca.us", "", "mrose@dbc.mtview.ca.us"},
      {"\"Rose, M\" <mrose@dbc.mtview.ca.us>, b@c", "Rose, M", "mrose@dbc.mtview.ca.us"},
      {"=?utf-8?q?J=C3=BCrgen?= <j@example.org>", "J\xC3\xBCrgen", "j@example.org"},
      {"j@example.org (J)", "J", "j@example.org"},
  };
  for (const row& each : rows) {
    const mail_address a = decode_first_address(each.value);
    EXPECT_EQ(a.name, each.name) << each.value;
    EXPECT_EQ(a.address, each.address) << each.value;
  }
  EXPECT_EQ(decode_first_address("").name + decode_first_address("").address, "");
}

TEST(header, address_lists) {
  struct row {
    const char* value;
    const char* shown;
  };
  const row rows[] = {
      {"", ""},
      {"a@b.c, =?utf-8?q?J=C3=BCrgen?= <j@example.org>", "a@b.c, J\xC3\xBCrgen <j@example.org>"},
      {"=?utf-8?q?=3Cboss=40example.org=3E?= <j@example.net>", "\"<boss@example.org>\" <j@example.net>"},
      {"Undisclosed: ;", "Undisclosed: ;"},
  };
  for (const row& each : rows) {
    EXPECT_EQ(decode_addresses(each.value), each.shown) << each.value;
  }
}

TEST(header, dates) {
  EXPECT_EQ(decode_date("Wed, 01 May 2024 12:00:00 +0200"), 1714557600);
  EXPECT_EQ(decode_date("1 May 2024 10:00:00 GMT"), 1714557600);
  for (const std::string_view none : {"", "yesterday", "\0", "99 Foo 99999 99:99", "-"}) {
    EXPECT_EQ(decode_date(none), std::nullopt) << none;
  }
}

/// Values made to keep a parser busy: each has to be done with in a moment, whatever comes out.
TEST(header, hostile_values_end_soon) {
  const char* const pieces[] = {"(",
                                "((a)",
                                "<",
                                "a:",
                                "a: b,",
                                "\"",
                                "\\",
                                "=?",
                                "=?utf-8?B?",
                                "=?utf-8?Q?=41?= ",
                                "=?a?b?c?=",
                                "@",
                                "a@[",
                                ",",
                                ";",
                                "; a*0=b",
                                "; a*1*=%41",
                                "\xFF",
                                "\x1B",
                                " ",
                                ".",
                                "=?iso-2022-jp?B?GyRC?= ",
                                "; filename*=utf-8''%"};
  for (const char* const piece : pieces) {
    std::string value;
    while (value.size() < reader_limits::field_octets * 2) {
      value += piece;
    }
    const auto begin = std::chrono::steady_clock::now();
    static_cast<void>(decode_text(value));
    static_cast<void>(decode_first_address(value));
    static_cast<void>(decode_date(value));
    memory_message message("Content-Type: text/plain" + value + "\nContent-Disposition: attachment" + value +
                           "\n\nx");
    static_cast<void>(structure_of(message));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5)) << piece;
  }
}

struct body_row {
  const char* name;
  std::string fields;
  std::string body;
  std::string octets;  ///< without the transfer encoding
  std::string text;    ///< UTF-8
};

const body_row bodies[] = {
    {"as it is", "", "a\xC3\xBC\n", "a\xC3\xBC\n", "a\xC3\xBC\n"},
    {"base64", "Content-Transfer-Encoding: base64\n", "aGVs\nbG8=\n", "hello", "hello"},
    {"base64 with nonsense in it", "Content-Transfer-Encoding: BASE64\n",
     "aG!V~s\n\xFF"
     "bG8=\n",
     "hello", "hello"},
    {"base64 cut off", "Content-Transfer-Encoding: base64\n", "aGVsbG", "hell", "hell"},
    {"base64 cut off one later", "Content-Transfer-Encoding: base64\n", "aGVsbG8", "hello", "hello"},
    {"base64 cut off where nothing is lost", "Content-Transfer-Encoding: base64\n", "aGVs", "hel", "hel"},
    {"base64 of nothing", "Content-Transfer-Encoding: base64\n", "", "", ""},
    {"quoted-printable", "Content-Transfer-Encoding: quoted-printable\n", "a=20=\nb=3D=C3=BC\n",
     "a b=\xC3\xBC\n", "a b=\xC3\xBC\n"},
    {"quoted-printable, broken", "Content-Transfer-Encoding: quoted-printable\n", "a=ZZ=4", "a=ZZ=4",
     "a=ZZ=4"},
    {"quoted-printable, broken in other ways", "Content-Transfer-Encoding: quoted-printable\n",
     "==41=4=\n=41=", "==41=4=\nA", "==41=4=\nA"},
    {"quoted-printable that a soft line break ends", "Content-Transfer-Encoding: quoted-printable\n",
     "a=\r\n", "a", "a"},
    {"quoted-printable that a line end ends", "Content-Transfer-Encoding: quoted-printable\n", "a\n", "a\n",
     "a\n"},
    {"an encoding nobody knows", "Content-Transfer-Encoding: x-none\n", "abc", "abc", "abc"},
    {"a charset", "Content-Type: text/plain; charset=iso-8859-1\n", "\xFC\n", "\xFC\n", "\xC3\xBC\n"},
    {"a charset with states", "Content-Type: text/plain; charset=iso-2022-jp\n", "\x1B$BF|K\\\x1B(B\n",
     "\x1B$BF|K\\\x1B(B\n", "\xE6\x97\xA5\xE6\x9C\xAC\n"},
    {"both", "Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64\n", "8NLJ18XU\n",
     "\xF0\xD2\xC9\xD7\xC5\xD4", "\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82"},
    {"a charset nobody knows", "Content-Type: text/plain; charset=x-nonsense\n", "a\xFF\n", "a\xFF\n",
     "a\xFF\n"},
    {"a charset that is a path", "Content-Type: text/plain; charset=\"../../etc/passwd\"\n", "a", "a", "a"},
    {"NULs", "", "a\0b"s, "a\0b"s, "a\0b"s},
};

TEST(body, is_decoded) {
  for (const body_row& each : bodies) {
    SCOPED_TRACE(each.name);
    for (const std::size_t most : {1U, 2U, 3U, 5U, 100000U}) {
      memory_message message(each.fields + "\n" + each.body, most);
      const mail_structure s = structure_of(message);
      ASSERT_EQ(s.parts.size(), 1U);
      EXPECT_EQ(decoded(message, s.parts[0], part_form::octets), each.octets) << most;
      EXPECT_EQ(decoded(message, s.parts[0], part_form::text), each.text) << most;
    }
  }
}

TEST(body, large_ones_come_in_blocks) {
  std::string body;
  for (int i = 0; i < 20000; ++i) {
    body += "aGVsbG8g4pyT4pyTaGVsbG8g4pyT4pyTaGVsbG8g4pyT4pyTaGVsbG8g4pyT4pyTaGVsbG8g\n";
  }
  memory_message message("Content-Transfer-Encoding: base64\n\n" + body);
  const mail_structure s = structure_of(message);
  std::size_t octets = 0;
  std::size_t largest = 0;
  EXPECT_TRUE(decode_part(message, s.parts.at(0), part_form::octets, [&](std::string_view piece) {
    octets += piece.size();
    largest = std::max(largest, piece.size());
    return true;
  }));
  EXPECT_EQ(octets, 20000U * 54);
  EXPECT_LE(largest, 65536U);
}

TEST(body, whoever_takes_it_can_end_it) {
  memory_message message("\n" + std::string(1U << 20U, 'x'));
  const mail_structure s = structure_of(message);
  int calls = 0;
  EXPECT_TRUE(
      decode_part(message, s.parts.at(0), part_form::octets, [&](std::string_view) { return ++calls < 2; }));
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace popquiz::client
