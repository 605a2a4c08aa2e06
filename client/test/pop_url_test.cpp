// POP URLs: what RFC 2384 and RFC 1738 allow, and nothing of what would reach the wire as a command.
#include <popquiz/client/pop_url.hpp>
#include <popquiz/testkit/guarded_buffer.hpp>

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace popquiz::client {
namespace {

using std::string_view_literals::operator""sv;
using enum pop_url_errc;

struct valid_row {
  const char* name;
  std::string_view text;
  pop_url url;
  std::string_view printed;  ///< empty: as `text`
};

const pop_url plain{.host = "h.example"};

pop_url with(std::string_view user, pop_url_auth auth = pop_url_auth::any, std::string_view mechanism = "") {
  return {.user = std::string(user), .auth = auth, .mechanism = std::string(mechanism), .host = "h.example"};
}

pop_url at(std::string_view host, std::uint16_t port = 110) {
  return {.host = std::string(host), .port = port};
}

const std::string long_user(pop_url_user_limit, 'u');
const std::string long_user_url = "pop://" + long_user + "@h.example";
const std::string long_label(pop_url_label_limit, 'l');
const std::string long_label_url = "pop://" + long_label + ".example";
const std::string long_host = [] {
  std::string host;
  while (host.size() + 2 < pop_url_host_limit) {
    host += "a.";
  }
  return host + std::string(pop_url_host_limit - host.size(), 'a');
}();
const std::string long_host_url = "pop://" + long_host;

const std::array valid_rows{
    // RFC 2384 §7
    valid_row{"user", "pop://rg@mailsrv.qualcomm.com", {.user = "rg", .host = "mailsrv.qualcomm.com"}, ""},
    valid_row{"apop",
              "pop://rg;AUTH=+APOP@mail.eudora.com:8110",
              {.user = "rg",
               .auth = pop_url_auth::extension,
               .mechanism = "APOP",
               .host = "mail.eudora.com",
               .port = 8110},
              ""},
    valid_row{"sasl",
              "pop://baz;AUTH=SCRAM-MD5@foo.bar",
              {.user = "baz", .auth = pop_url_auth::sasl, .mechanism = "SCRAM-MD5", .host = "foo.bar"},
              ""},
    // the parts
    valid_row{"host_alone", "pop://h.example", plain, ""},
    valid_row{"any_mechanism", "pop://u;AUTH=*@h.example", with("u"), "pop://u@h.example"},
    valid_row{"any_mechanism_encoded", "pop://u;AUTH=%2A@h.example", with("u"), "pop://u@h.example"},
    valid_row{"no_user_but_a_mechanism", "pop://;AUTH=GSSAPI@h.example",
              with("", pop_url_auth::sasl, "GSSAPI"), ""},
    valid_row{"no_user_and_any_mechanism", "pop://;AUTH=*@h.example", plain, "pop://h.example"},
    valid_row{"an_extension", "pop://u;AUTH=+KPOP@h.example", with("u", pop_url_auth::extension, "KPOP"), ""},
    valid_row{"any_case",
              "PoP://u;aUtH=+apop@H.example",
              {.user = "u", .auth = pop_url_auth::extension, .mechanism = "APOP", .host = "H.example"},
              "pop://u;AUTH=+APOP@H.example"},
    valid_row{"default_port_goes_without_saying", "pop://h.example:110", plain, "pop://h.example"},
    valid_row{"lowest_port", "pop://h.example:1", at("h.example", 1), ""},
    valid_row{"highest_port", "pop://h.example:65535", at("h.example", 65535), ""},
    valid_row{"port_of_the_other_scheme", "pop://h.example:995", at("h.example", 995), ""},
    valid_row{"pops", "pops://h.example", {.implicit_tls = true, .host = "h.example", .port = 995}, ""},
    valid_row{"pops_with_port",
              "pops://h.example:110",
              {.implicit_tls = true, .host = "h.example", .port = 110},
              ""},
    // percent-encoding
    valid_row{"at_sign_in_user", "pop://u%40d.example@h.example", with("u@d.example"), ""},
    valid_row{"colon_in_user", "pop://a%3Ab@h.example", with("a:b"), ""},
    valid_row{"semicolon_in_user", "pop://a%3BAUTH=X@h.example", with("a;AUTH=X"), ""},
    valid_row{"space_and_percent_in_user", "pop://a%20%25@h.example", with("a %"), ""},
    valid_row{"utf8_in_user", "pop://%C3%BC@h.example", with("\xC3\xBC"), ""},
    valid_row{"lower_case_digits", "pop://a%2f%c3%bc@h.example", with("a/\xC3\xBC"),
              "pop://a%2F%C3%BC@h.example"},
    valid_row{"encoded_without_need", "pop://%75@h.example", with("u"), "pop://u@h.example"},
    valid_row{"plus_encoded", "pop://u;AUTH=%2BAPOP@h.example", with("u", pop_url_auth::extension, "APOP"),
              "pop://u;AUTH=+APOP@h.example"},
    valid_row{"extension_encoded", "pop://u;AUTH=+A%2FB@h.example", with("u", pop_url_auth::extension, "A/B"),
              ""},
    valid_row{"achar", "pop://a$-_.+!*'(),&=~@h.example", with("a$-_.+!*'(),&=~"), ""},
    // hosts
    valid_row{"ipv4", "pop://127.0.0.1:1110", at("127.0.0.1", 1110), ""},
    valid_row{"ipv6", "pop://[::1]", at("::1"), ""},
    valid_row{"ipv6_unspecified", "pop://[::]", at("::"), ""},
    valid_row{"ipv6_with_port",
              "pop://u@[2001:db8::a]:1110",
              {.user = "u", .host = "2001:db8::a", .port = 1110},
              ""},
    valid_row{"ipv6_whole", "pop://[1:2:3:4:5:6:7:8]", at("1:2:3:4:5:6:7:8"), ""},
    valid_row{"ipv6_gap_at_end", "pop://[1:2:3:4:5:6:7::]", at("1:2:3:4:5:6:7::"), ""},
    valid_row{"ipv6_with_ipv4", "pop://[::ffff:127.0.0.1]", at("::ffff:127.0.0.1"), ""},
    valid_row{"name_of_one_label", "pop://localhost", at("localhost"), ""},
    valid_row{"name_with_the_root", "pop://h.example.", at("h.example."), ""},
    valid_row{"underscore", "pop://a_b.example", at("a_b.example"), ""},
    // limits
    valid_row{"user_at_limit", long_user_url, with(long_user), ""},
    valid_row{"label_at_limit", long_label_url, at(long_label + ".example"), ""},
    valid_row{"host_at_limit", long_host_url, at(long_host), ""},
    valid_row{"mechanism_at_limit", "pop://u;AUTH=ABCDEFGHIJKLMNOPQRST@h.example",
              with("u", pop_url_auth::sasl, "ABCDEFGHIJKLMNOPQRST"), ""},
};

TEST(pop_url, is_read_and_printed) {
  for (const valid_row& row : valid_rows) {
    SCOPED_TRACE(row.name);
    const pop_url_result found = parse_pop_url(row.text);
    EXPECT_EQ(found.code, none) << describe(found.code) << " at " << found.offset;
    ASSERT_TRUE(found.value);
    EXPECT_EQ(*found.value, row.url);
    EXPECT_EQ(print_pop_url(*found.value), row.printed.empty() ? row.text : row.printed);
  }
}

struct refused_row {
  const char* name;
  std::string_view text;
  pop_url_errc code;
  std::size_t offset;
};

const std::string too_long_user_url = "pop://" + long_user + "u@h";
const std::string too_long_label_url = "pop://a." + long_label + "l.example";
const std::string too_long_host_url = "pop://" + long_host + "a";
const std::string too_long_extension_url =
    "pop://u;AUTH=+" + std::string(pop_url_extension_limit + 1, 'X') + "@h";
const std::string too_long_url = "pop://u%75" + std::string(pop_url_limit, 'h');

const std::array refused_rows{
    // command injection
    refused_row{"crlf_in_user", "pop://u\r\nDELE 1@h", control_character, 7},
    refused_row{"crlf_in_user_encoded", "pop://u%0D%0ADELE%201@h", control_character, 7},
    refused_row{"lf_in_user_encoded", "pop://u%0aDELE@h", control_character, 7},
    refused_row{"nul_in_user", "pop://u\0v@h"sv, control_character, 7},
    refused_row{"nul_in_user_encoded", "pop://u%00v@h", control_character, 7},
    refused_row{"tab_in_user", "pop://u\tv@h", control_character, 7},
    refused_row{"escape_in_user_encoded", "pop://%1B[31m@h", control_character, 6},
    refused_row{"del_in_user", "pop://u\x7F@h", control_character, 7},
    refused_row{"del_in_user_encoded", "pop://u%7F@h", control_character, 7},
    refused_row{"cr_in_mechanism", "pop://u;AUTH=A\rB@h", control_character, 14},
    refused_row{"cr_in_mechanism_encoded", "pop://u;AUTH=A%0DB@h", control_character, 14},
    refused_row{"lf_in_extension_encoded", "pop://u;AUTH=+A%0ADELE@h", control_character, 15},
    refused_row{"lf_in_host", "pop://u@h\nx", control_character, 9},
    refused_row{"lf_in_host_encoded", "pop://u@h%0Ax", control_character, 9},
    refused_row{"nul_in_host_encoded", "pop://u@h%00.example", control_character, 9},
    refused_row{"cr_behind_port", "pop://h:110\r", control_character, 11},
    refused_row{"cr_in_brackets", "pop://[::1\r]", control_character, 10},
    // passwords (RFC 2384 §3)
    refused_row{"password", "pop://u:secret@h", password_in_url, 7},
    refused_row{"password_with_at", "pop://u:s@cret@h", password_in_url, 7},
    refused_row{"password_empty", "pop://u:@h", password_in_url, 7},
    refused_row{"password_without_user", "pop://:secret@h", password_in_url, 6},
    refused_row{"password_behind_mechanism", "pop://u;AUTH=PLAIN:secret@h", password_in_url, 18},
    refused_row{"password_with_slash", "pop://u:s/@h", password_in_url, 7},
    // scheme (RFC 2384 §5: relative ones are not permitted)
    refused_row{"empty", "", not_absolute, 0},
    refused_row{"scheme_without_slashes", "pop:/x", not_absolute, 0},
    refused_row{"without_scheme", "//h", not_absolute, 0},
    refused_row{"host_only", "h.example", not_absolute, 0},
    refused_row{"other_scheme", "pop3://h", not_absolute, 0},
    refused_row{"space_in_front", " pop://h", not_absolute, 0},
    // user
    refused_row{"empty_user_part", "pop://@h", empty_user_part, 6},
    refused_row{"space_in_user", "pop://a b@h", unencoded_character, 7},
    refused_row{"octet_of_8_bits", "pop://\xC3\xBC@h", unencoded_character, 6},
    refused_row{"at_sign_in_user", "pop://u@d@h", unencoded_character, 7},
    refused_row{"slash_in_user", "pop://a/b@h", unencoded_character, 7},
    refused_row{"second_semicolon", "pop://u;AUTH=A;B@h", unencoded_character, 14},
    refused_row{"escape_cut_short", "pop://u%4@h", bad_escape, 7},
    refused_row{"escape_at_end", "pop://h%", bad_escape, 7},
    refused_row{"escape_at_end_with_one_digit", "pop://h%4", bad_escape, 7},
    refused_row{"escape_without_digits", "pop://%zz@h", bad_escape, 6},
    refused_row{"user_over_limit", too_long_user_url, user_too_long, 6},
    // mechanism
    refused_row{"empty_mechanism", "pop://u;AUTH=@h", bad_mechanism, 13},
    refused_row{"empty_extension", "pop://u;AUTH=+@h", bad_mechanism, 13},
    refused_row{"other_parameter", "pop://u;UID=1@h", bad_parameter, 7},
    refused_row{"empty_parameter", "pop://u;@h", bad_parameter, 7},
    refused_row{"mechanism_over_limit", "pop://u;AUTH=ABCDEFGHIJKLMNOPQRSTU@h", bad_mechanism, 13},
    refused_row{"extension_over_limit", too_long_extension_url, bad_mechanism, 13},
    refused_row{"space_in_mechanism", "pop://u;AUTH=A%20B@h", bad_mechanism, 13},
    refused_row{"space_in_extension", "pop://u;AUTH=+A%20B@h", bad_mechanism, 13},
    refused_row{"dot_in_mechanism", "pop://u;AUTH=A.B@h", bad_mechanism, 13},
    refused_row{"8_bits_in_extension", "pop://u;AUTH=+%C3%BC@h", bad_mechanism, 13},
    // host and port
    refused_row{"empty_host", "pop://", empty_host, 6},
    refused_row{"empty_host_behind_user", "pop://u@", empty_host, 8},
    refused_row{"empty_host_before_port", "pop://:110", empty_host, 6},
    refused_row{"escape_in_host", "pop://%68", bad_host, 6},
    refused_row{"empty_label", "pop://a..b", bad_host, 8},
    refused_row{"dot_in_front", "pop://.a", bad_host, 6},
    refused_row{"dot_alone", "pop://.", bad_host, 6},
    refused_row{"hyphen_in_front", "pop://-oX", bad_host, 6},
    refused_row{"hyphen_at_end", "pop://a-.b", bad_host, 6},
    refused_row{"quote_in_host", "pop://a'b", bad_host, 7},
    refused_row{"label_over_limit", too_long_label_url, bad_host, 8},
    refused_row{"host_over_limit", too_long_host_url, bad_host, 6 + pop_url_host_limit},
    refused_row{"ipv6_without_brackets", "pop://::1", empty_host, 6},
    refused_row{"ipv6_without_end", "pop://[::1", bad_host, 6},
    refused_row{"ipv6_empty", "pop://[]", bad_host, 6},
    refused_row{"ipv6_two_gaps", "pop://[1::2::3]", bad_host, 6},
    refused_row{"ipv6_gap_three_colons", "pop://[:::1]", bad_host, 6},
    refused_row{"ipv6_seven_groups", "pop://[1:2:3:4:5:6:7]", bad_host, 6},
    refused_row{"ipv6_nine_groups", "pop://[1:2:3:4:5:6:7:8:9]", bad_host, 6},
    refused_row{"ipv6_gap_of_nothing", "pop://[1:2:3:4::5:6:7:8]", bad_host, 6},
    refused_row{"ipv6_five_digits", "pop://[::12345]", bad_host, 6},
    refused_row{"ipv6_colon_at_end", "pop://[1:2:3:4:5:6:7:]", bad_host, 6},
    refused_row{"ipv6_bad_ipv4", "pop://[::1.2.3.256]", bad_host, 6},
    refused_row{"ipv6_short_ipv4", "pop://[::1.2.3]", bad_host, 6},
    refused_row{"ipv6_ipv4_leading_zero", "pop://[::1.2.3.04]", bad_host, 6},
    refused_row{"ipv6_ipv4_in_the_middle", "pop://[::1.2.3.4:5]", bad_host, 6},
    refused_row{"ipv6_zone", "pop://[fe80::1%25eth0]", bad_host, 6},
    refused_row{"name_in_brackets", "pop://[h.example]", bad_host, 6},
    refused_row{"text_behind_brackets", "pop://[::1]x", bad_host, 11},
    refused_row{"empty_port", "pop://h:", bad_port, 8},
    refused_row{"port_0", "pop://h:0", bad_port, 8},
    refused_row{"port_65536", "pop://h:65536", bad_port, 8},
    refused_row{"port_with_text", "pop://h:110x", bad_port, 8},
    refused_row{"port_negative", "pop://h:-1", bad_port, 8},
    refused_row{"port_with_sign", "pop://h:+1", bad_port, 8},
    refused_row{"two_ports", "pop://h:1:2", bad_port, 8},
    refused_row{"path", "pop://h/", more_behind_host, 7},
    refused_row{"path_behind_port", "pop://h:110/1", more_behind_host, 11},
    refused_row{"query", "pop://h?x", more_behind_host, 7},
    refused_row{"fragment", "pop://[::1]#x", more_behind_host, 11},
    refused_row{"path_without_host", "pop:///x", empty_host, 6},
    refused_row{"over_limit", too_long_url, too_long, pop_url_limit},
};

TEST(pop_url, is_refused_with_the_offset) {
  for (const refused_row& row : refused_rows) {
    SCOPED_TRACE(row.name);
    const pop_url_result found = parse_pop_url(row.text);
    EXPECT_FALSE(found.value);
    EXPECT_EQ(found.code, row.code) << describe(found.code);
    EXPECT_EQ(found.offset, row.offset);
  }
}

TEST(pop_url, no_control_gets_through_wherever_it_stands) {
  const std::string whole = "pops://user;AUTH=+APOP@host.example:8110";
  for (std::size_t i = 0; i <= whole.size(); ++i) {
    for (unsigned value = 0; value < 0x100; ++value) {
      const auto octet = static_cast<char>(value);
      constexpr std::string_view digits = "0123456789abcdef";
      const std::string encoded{'%', digits[value >> 4U], digits[value & 0xFU]};
      for (const std::string& added : {std::string(1, octet), encoded}) {
        std::string text = whole;
        text.insert(i, added);
        const auto found = parse_pop_url(text);
        if (value < 0x20 || value == 0x7F) {
          EXPECT_FALSE(found.value) << value << " at " << i;
          EXPECT_LE(found.offset, i);
        } else if (found.value) {
          EXPECT_EQ(parse_pop_url(print_pop_url(*found.value)).value, found.value) << text;
        }
      }
    }
  }
}

TEST(pop_url, every_prefix_of_a_valid_one_is_read_or_refused_within_its_octets) {
  testkit::guarded_buffer guarded(pop_url_limit);
  for (const valid_row& row : valid_rows) {
    for (std::size_t size = 0; size < row.text.size(); ++size) {
      const std::string_view prefix = row.text.substr(0, size);
      const pop_url_result found = parse_pop_url(guarded.at_end(prefix));
      EXPECT_EQ(found.value.has_value(), found.code == none) << prefix;
      EXPECT_LE(found.offset, size) << prefix;
      if (found.value) {
        EXPECT_EQ(parse_pop_url(print_pop_url(*found.value)).value, found.value) << prefix;
      }
    }
  }
}

TEST(pop_url, what_cannot_be_said_is_refused_when_it_is_read_back) {
  EXPECT_EQ(print_pop_url(with("a\r\nDELE 1")), "pop://a%0D%0ADELE%201@h.example");
  EXPECT_EQ(parse_pop_url(print_pop_url(with("a\r\nDELE 1"))).code, control_character);
}

TEST(pop_url, every_code_has_words_of_its_own) {
  for (int i = 0; i <= static_cast<int>(more_behind_host); ++i) {
    EXPECT_NE(describe(static_cast<pop_url_errc>(i)), "unknown error");
    for (int j = 0; j < i; ++j) {
      EXPECT_NE(describe(static_cast<pop_url_errc>(i)), describe(static_cast<pop_url_errc>(j)));
    }
  }
}

}  // namespace
}  // namespace popquiz::client
