// Accounts: how what the file and the command line say comes together, and values as they are written.
#include "account/account.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace popquiz::cli {
namespace {

using namespace std::chrono_literals;

account_overrides at(std::string_view host) {
  account_overrides says;
  says.host = host;
  return says;
}

std::string misfit(const account_overrides& file, const account_overrides& command_line = {}) {
  std::string why;
  return complete_account("a", file, command_line, why) ? "fits" : why;
}

account complete(const account_overrides& file, const account_overrides& command_line = {}) {
  std::string why;
  const auto made = complete_account({}, file, command_line, why);
  EXPECT_TRUE(made) << why;
  return made.value_or(account{});
}

account_overrides url(std::string_view text) {
  const auto found = client::parse_pop_url(text);
  EXPECT_TRUE(found.value) << describe(found.code);
  return overrides_of(found.value.value_or(client::pop_url{}));
}

TEST(account, has_defaults) {
  const account made = complete(at("h"));
  EXPECT_EQ(made.name, "h");
  EXPECT_EQ(made.port, 995);
  EXPECT_TRUE(made.is_implicit());
  EXPECT_EQ(made.remove, removal{});
  EXPECT_TRUE(made.only_new);
  EXPECT_TRUE(made.pipelining);
  EXPECT_FALSE(made.allow_clear_text);
  EXPECT_FALSE(made.secret_from);
  EXPECT_EQ(made.connect_timeout, 30s);
  EXPECT_EQ(made.reply_timeout, 60s);
}

TEST(account, the_port_follows_the_tls_policy_unless_it_is_named) {
  struct row {
    std::optional<tls_policy> tls;
    std::optional<std::uint16_t> port;
    std::uint16_t expected;
    bool implicit;
  };
  for (const row& each : std::array{
           row{std::nullopt, std::nullopt, 995, true},
           row{tls_policy::automatic, std::nullopt, 995, true},
           row{tls_policy::automatic, 110, 110, false},
           row{tls_policy::automatic, 1995, 1995, false},
           row{tls_policy::implicit, std::nullopt, 995, true},
           row{tls_policy::implicit, 110, 110, true},
           row{tls_policy::stls, std::nullopt, 110, false},
           row{tls_policy::stls, 995, 995, false},
           row{tls_policy::never, std::nullopt, 110, false},
       }) {
    account_overrides says = at("h");
    says.tls = each.tls;
    says.port = each.port;
    const account made = complete(says);
    EXPECT_EQ(made.port, each.expected);
    EXPECT_EQ(made.is_implicit(), each.implicit);
  }
}

TEST(account, what_the_command_line_says_goes_before_the_file) {
  account_overrides file = at("h");
  file.port = 1;
  file.tls = tls_policy::stls;
  file.user = "u";
  file.auth = "APOP";
  file.allow_clear_text = true;
  file.ca_file = "ca";
  file.pins = {"p"};
  file.client_certificate = "c";
  file.client_key = "k";
  file.secret_from = secret_source{};
  file.to = "maildir:m";
  file.remove = removal{removal::kind::after_days, 3};
  file.max_size = 1;
  file.max_listing = 3;
  file.max_messages = 2;
  file.only_new = false;
  file.connect_timeout = 1s;
  file.reply_timeout = 2s;
  file.pipelining = false;
  file.ledger = "l";
  const account of_file = complete(file);
  EXPECT_EQ(of_file.name, "u@h");
  EXPECT_EQ(of_file.port, 1);
  EXPECT_EQ(of_file.tls, tls_policy::stls);
  EXPECT_EQ(of_file.auth, "APOP");
  EXPECT_TRUE(of_file.allow_clear_text);
  EXPECT_EQ(of_file.ca_file, "ca");
  EXPECT_EQ(of_file.pins, std::vector<std::string>{"p"});
  EXPECT_EQ(of_file.client_certificate, "c");
  EXPECT_EQ(of_file.client_key, "k");
  EXPECT_TRUE(of_file.secret_from);
  EXPECT_EQ(of_file.to, "maildir:m");
  EXPECT_EQ(of_file.remove, (removal{removal::kind::after_days, 3}));
  EXPECT_EQ(of_file.max_size, 1U);
  EXPECT_EQ(of_file.max_listing, 3U);
  EXPECT_EQ(of_file.max_messages, 2U);
  EXPECT_FALSE(of_file.only_new);
  EXPECT_EQ(of_file.connect_timeout, 1s);
  EXPECT_EQ(of_file.reply_timeout, 2s);
  EXPECT_FALSE(of_file.pipelining);
  EXPECT_EQ(of_file.ledger, "l");

  account_overrides line;
  line.port = 5;
  line.user = "v";
  line.auth = "";
  line.allow_clear_text = false;
  line.remove = removal{removal::kind::at_once};
  line.only_new = true;
  line.reply_timeout = 9s;
  const account both = complete(file, line);
  EXPECT_EQ(both.host, "h");
  EXPECT_EQ(both.port, 5);
  EXPECT_EQ(both.tls, tls_policy::stls);
  EXPECT_EQ(both.user, "v");
  EXPECT_EQ(both.auth, "");
  EXPECT_FALSE(both.allow_clear_text);
  EXPECT_EQ(both.remove, removal{removal::kind::at_once});
  EXPECT_TRUE(both.only_new);
  EXPECT_EQ(both.reply_timeout, 9s);
  EXPECT_EQ(both.ledger, "l");
}

TEST(account, another_host_takes_its_own_port_and_tls_policy) {
  account_overrides file = at("h");
  file.port = 1110;
  file.tls = tls_policy::never;
  EXPECT_EQ(complete(file, at("H")).port, 1110);
  EXPECT_EQ(complete(file, at("other")).port, 995);
  EXPECT_EQ(complete(file, at("other")).tls, tls_policy::automatic);
}

TEST(account, a_secret_of_the_file_does_not_go_to_another_host) {
  // RFC 2384 section 9
  account_overrides file = at("h.example");
  file.secret_from = secret_source{secret_from::command, secret_kind::password, "pass", secret()};
  EXPECT_EQ(misfit(file, at("H.Example")), "fits");
  EXPECT_EQ(misfit(file, at("evil.example")),
            "the password of the account \"a\" is for h.example: name one for evil.example");
  EXPECT_EQ(misfit(file, url("pop://u@evil.example")),
            "the password of the account \"a\" is for h.example: name one for evil.example");
  account_overrides with_own = at("evil.example");
  with_own.secret_from = secret_source{secret_from::file, secret_kind::password, "pw", secret()};
  EXPECT_EQ(misfit(file, with_own), "fits");
  file.secret_from = secret_source{};  // asks
  EXPECT_EQ(misfit(file, at("evil.example")), "fits");
}

TEST(account, what_does_not_fit_together_is_refused) {
  EXPECT_EQ(misfit({}), "the account \"a\" names no host");
  account_overrides half = at("h");
  half.client_key = "k";
  EXPECT_EQ(misfit(half), "the account \"a\" needs client_certificate and client_key, or neither");
  account_overrides pinned = at("h");
  pinned.tls = tls_policy::never;
  pinned.pins = {"p"};
  EXPECT_EQ(misfit(pinned), "the account \"a\" has pins or a client certificate, but no TLS");
  account_overrides injected = at("h");
  injected.user = "u\r\nDELE 1";
  EXPECT_EQ(misfit(injected), "the account \"a\" has a control character in its user");
  EXPECT_EQ(misfit(at("h\n")), "the account \"a\" has a control character in its host");
  EXPECT_EQ(misfit(url("pop://u;AUTH=+KPOP@h")),
            "the account \"a\" wants an extension of AUTH that popquiz does not know (there is +APOP)");
  std::string why;
  EXPECT_FALSE(complete_account({}, {}, {}, why));
  EXPECT_EQ(why, "the account names no host");
}

TEST(account, of_a_url) {
  const account plain = complete(url("pop://u@h"));
  EXPECT_EQ(plain.name, "u@h");
  EXPECT_EQ(plain.port, 110);
  EXPECT_EQ(plain.tls, tls_policy::automatic);
  EXPECT_FALSE(plain.is_implicit());
  EXPECT_EQ(plain.auth, "");
  const account apop = complete(url("pops://u;AUTH=+APOP@[::1]:1995"));
  EXPECT_EQ(apop.host, "::1");
  EXPECT_EQ(apop.port, 1995);
  EXPECT_TRUE(apop.is_implicit());
  EXPECT_EQ(apop.auth, "APOP");
  EXPECT_EQ(complete(url("pop://u;AUTH=scram-sha-256@h")).auth, "SCRAM-SHA-256");
  EXPECT_EQ(complete(url("pop://h")).user, "");
}

TEST(tls_policy, is_read_as_it_is_written) {
  for (const auto each : {tls_policy::automatic, tls_policy::never, tls_policy::stls, tls_policy::implicit}) {
    EXPECT_EQ(parse_tls_policy(describe(each)), each);
  }
  for (const std::string_view wrong : {"", "Auto", "starttls", "true", "auto "}) {
    EXPECT_EQ(parse_tls_policy(wrong), std::nullopt) << wrong;
  }
}

TEST(auth, is_auto_or_a_name) {
  EXPECT_EQ(parse_auth("auto"), "");
  EXPECT_EQ(parse_auth("apop"), "APOP");
  EXPECT_EQ(parse_auth("SCRAM-SHA-256-PLUS"), "SCRAM-SHA-256-PLUS");
  for (const std::string_view wrong : {"", "A B", "A\r\nB", "+APOP", "ABCDEFGHIJKLMNOPQRSTU", "\xC3\xBC"}) {
    EXPECT_EQ(parse_auth(wrong), std::nullopt) << wrong;
  }
}

TEST(octets, are_read_with_their_unit) {
  struct row {
    std::string_view text;
    std::optional<std::uint64_t> octets;
  };
  for (const row& each : std::array{
           row{"0", 0},
           row{"1500", 1500},
           row{"64K", 65536},
           row{"64k", 65536},
           row{"25M", 25U << 20U},
           row{"2G", std::uint64_t{2} << 30U},
           row{"18446744073709551615", UINT64_MAX},
           row{"17179869183G", std::uint64_t{17179869183} << 30U},
           row{"18446744073709551616", std::nullopt},
           row{"17179869184G", std::nullopt},
           row{"", std::nullopt},
           row{"K", std::nullopt},
           row{"-1", std::nullopt},
           row{"+1", std::nullopt},
           row{"1.5M", std::nullopt},
           row{"1MB", std::nullopt},
           row{" 1", std::nullopt},
           row{"1 M", std::nullopt},
       }) {
    EXPECT_EQ(parse_octets(each.text), each.octets) << each.text;
  }
}

TEST(pin, is_read_in_each_of_its_forms) {
  std::string plain;
  std::string colons;
  for (int i = 0; i < 32; ++i) {
    plain += "ab";
    colons += i == 0 ? "AB" : ":AB";
  }
  EXPECT_EQ(parse_pin(plain), plain);
  EXPECT_EQ(parse_pin("sha256:" + plain), plain);
  EXPECT_EQ(parse_pin(colons), plain);
  EXPECT_EQ(parse_pin("sha256:" + colons), plain);
  for (const std::string& wrong :
       {std::string(), std::string("sha256:"), plain + "a", plain + "ab", plain.substr(1), colons + ":",
        colons + ":AB", ":" + colons, colons.substr(1), "sha1:" + plain, plain.substr(2) + "xx",
        std::string(1000, 'a')}) {
    EXPECT_EQ(parse_pin(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace popquiz::cli
