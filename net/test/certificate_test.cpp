// Which certificates a client takes, over loopback (RFC 7817, RFC 8314 §5.3).
#include "authorities.hpp"
#include "loopback.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <functional>
#include <vector>

namespace popquiz::net {
namespace {

using std::chrono::hours;

std::string date_in(hours time) {
  const std::chrono::year_month_day date{
      std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now() + time)};
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::string nul(std::string_view before, std::string_view behind) {
  std::string name(before);
  name += '\0';
  name += behind;
  return name;
}

certified_key with_root_sent_too() {
  certified_key made = make({.hosts = {"localhost"}, .issuer = known().unknown});
  made.certificate_pem += known().unknown.certificate_pem;
  return made;
}

certified_key without_the_one_between() {
  certified_key made = make({.hosts = {"localhost"}, .issuer = known().middle});
  constexpr std::string_view end = "-----END CERTIFICATE-----\n";
  made.certificate_pem.resize(made.certificate_pem.find(end) + end.size());
  return made;
}

struct row {
  const char* name;
  std::function<certified_key()> server;
  std::string host = "localhost";
  std::string mail_domain = {};
  std::string refusal = {};  ///< its message; empty: accepted
  std::vector<std::string> pins = {};
};

std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}

std::function<certified_key()> issued(certificate_order order) {
  return [order = std::move(order)]() mutable {
    order.issuer = known().root;
    return make(order);
  };
}
std::function<certified_key()> self_signed(const certificate_order& order) {
  return [order] { return make(order); };
}

class certificate : public testing::TestWithParam<row> {
 protected:
  certificate() {
    std::string why;
    const certified_key made = GetParam().server();
    both_.emplace(tls_context::for_server({made.certificate_pem, made.key_pem}, why).value());
    context_ =
        tls_context::for_client({.ca_pem = known().root.certificate_pem, .pins = GetParam().pins}, why);
    EXPECT_TRUE(context_) << why;
  }

  io_status connect() {
    both_->accept(true);
    endpoint where = both_->tls(context_.value(), GetParam().host);
    where.mail_domain = GetParam().mail_domain;
    return both_->connect(where);
  }

  std::optional<loopback> both_;
  std::optional<tls_context> context_;
};

class certificate_refused : public certificate {};
class certificate_accepted : public certificate {};

TEST_P(certificate_refused, says_why_and_the_server_hears_nothing) {
  const std::array dates{date_in(-2 * day), date_in(2 * day)};
  ASSERT_EQ(connect(), io_status::tls_failed);
  std::string expected = GetParam().refusal;
  for (const auto& [mark, time] : {std::pair("PAST", -2 * day), std::pair("FUTURE", 2 * day)}) {
    if (const auto at = expected.find(mark); at != std::string::npos) {
      const std::string date = both_->client.error_text().find(date_in(time)) != std::string::npos
                                   ? date_in(time)
                                   : dates[time > hours(0) ? 1 : 0];  // midnight has passed
      expected.replace(at, std::string_view(mark).size(), date);
    }
  }
  EXPECT_EQ(both_->client.error_text(), expected);
  EXPECT_FALSE(both_->client.in_tls());
  EXPECT_TRUE(both_->client.peer_certificate());
  EXPECT_FALSE(both_->client.channel_binding());

  // Whoever does not look at the result says nothing to the server all the same.
  EXPECT_NE(both_->write(both_->client, "USER mrose\r\n"), io_status::ok);
  outcome closed;
  both_->client.async_perform(sansio::close{sansio::close_kind::graceful}, closed.filler());
  both_->await(both_->shaken);
  const io_result heard = both_->perform(*both_->server, sansio::read{both_->room, late()});
  EXPECT_NE(heard.status, io_status::ok);
  EXPECT_EQ(heard.octets, 0U);
  both_->perform(*both_->server, sansio::close{sansio::close_kind::graceful});
  EXPECT_EQ(both_->await(closed), io_status::ok);
  EXPECT_TRUE(both_->client.peer_certificate()) << "it outlives the connection";
}

TEST_P(certificate_accepted, and_talks) {
  ASSERT_EQ(connect(), io_status::ok) << both_->client.error_text();
  EXPECT_TRUE(both_->client.in_tls());
  EXPECT_EQ(both_->write(both_->client, "CAPA\r\n"), io_status::ok);
  EXPECT_EQ(both_->read(*both_->server), "CAPA\r\n");
}

const std::string trust_hint = " is not trusted (if it should be, name it in the CA file)";
const std::string mine_hint =
    "certificate refused: it is self-signed and not among the trusted ones (if it is yours, name it in the "
    "CA "
    "file)";

const std::vector<row>& refused() {
  static const std::vector<row> rows{
      {"expired", issued({.hosts = {"localhost"}, .not_before = -30 * day, .not_after = -2 * day}),
       "localhost", "", "certificate refused: it expired on PAST (its owner must renew it)"},
      {"not_yet_valid", issued({.hosts = {"localhost"}, .not_before = 2 * day, .not_after = 9 * day}),
       "localhost", "",
       "certificate refused: it is not valid before FUTURE (is the clock of this computer right?)"},
      {"unknown_issuer", [] { return make({.hosts = {"localhost"}, .issuer = known().unknown}); },
       "localhost", "", "certificate refused: its issuer CN=unknown" + trust_hint},
      {"unknown_issuer_that_is_sent_too", with_root_sent_too, "localhost", "",
       "certificate refused: its issuer CN=unknown" + trust_hint},
      {"issuer_of_the_same_name", [] { return make({.hosts = {"localhost"}, .issuer = known().impostor}); },
       "localhost", "", "certificate refused: its issuer CN=root" + trust_hint},
      {"issuer_between_is_not_sent", without_the_one_between, "localhost", "",
       "certificate refused: its issuer CN=middle" + trust_hint},
      {"issuer_between_expired", [] { return make({.hosts = {"localhost"}, .issuer = known().old_middle}); },
       "localhost", "",
       "certificate refused: its issuer CN=old middle expired on PAST (its owner must renew it)"},
      {"issued_by_one_that_is_no_authority",
       [] {
         return make(
             {.hosts = {"localhost"}, .issuer = make({.hosts = {"localhost"}, .issuer = known().root})});
       },
       "localhost", "", "certificate refused: its issuer CN=localhost: invalid CA certificate"},
      {"self_signed", self_signed({.hosts = {"localhost"}}), "localhost", "", mine_hint},
      {"self_signed_and_expired",
       self_signed({.hosts = {"localhost"}, .not_before = -30 * day, .not_after = -2 * day}), "localhost", "",
       mine_hint},
      {"for_clients_only", issued({.hosts = {"localhost"}, .purpose = certificate_purpose::client}),
       "localhost", "", "certificate refused: it was not issued for servers"},

      {"other_host", issued({.hosts = {"mail.example"}}), "localhost", "",
       "certificate is for mail.example, not localhost"},
      {"host_below", issued({.hosts = {"mail.localhost"}}), "localhost", "",
       "certificate is for mail.localhost, not localhost"},
      {"many_other_hosts",
       issued({.hosts = {"a.example", "b.example", "127.0.0.1", "c.example", "d.example"}}), "localhost", "",
       "certificate is for a.example, b.example, 127.0.0.1, c.example, ..., not localhost"},
      {"other_address", issued({.hosts = {"127.0.0.2"}}), "127.0.0.1", "",
       "certificate is for 127.0.0.2, not 127.0.0.1"},
      {"address_as_a_dns_name", issued({.hosts = {"localhost"}, .common_name = "127.0.0.1"}), "127.0.0.1", "",
       "certificate is for localhost, not 127.0.0.1"},
      {"common_name_only", issued({.common_name = "localhost"}), "localhost", "",
       "certificate names no host (a common name does not count), so it is not for localhost"},
      {"mail_address_only", issued({.mail_addresses = {"localhost"}}), "localhost", "",
       "certificate names no host (a common name does not count), so it is not for localhost"},
      {"wildcard_is_a_label_of_its_own", issued({.hosts = {"*.localhost"}}), "localhost", "",
       "certificate is for *.localhost, not localhost"},
      {"part_of_a_label_is_no_wildcard", issued({.hosts = {"loc*", "*host"}}), "localhost", "",
       "certificate is for loc*, *host, not localhost"},
      {"wildcard_of_everything", issued({.hosts = {"*"}}), "localhost", "",
       "certificate is for *, not localhost"},
      {"wildcard_is_one_label_at_most", issued({.hosts = {"*.user.example"}}), "127.0.0.1",
       "a.b.user.example", "certificate is for *.user.example, not 127.0.0.1 or a.b.user.example"},
      {"wildcard_is_one_label_at_least", issued({.hosts = {"*.user.example"}}), "127.0.0.1", "user.example",
       "certificate is for *.user.example, not 127.0.0.1 or user.example"},
      {"wildcard_of_a_top_level_domain", issued({.hosts = {"*.example"}}), "127.0.0.1", "user.example",
       "certificate is for *.example, not 127.0.0.1 or user.example"},
      {"part_of_a_label_is_no_wildcard_below", issued({.hosts = {"a*.user.example"}}), "127.0.0.1",
       "ab.user.example", "certificate is for a*.user.example, not 127.0.0.1 or ab.user.example"},
      {"nul_in_the_dns_name", issued({.hosts = {nul("localhost", ".evil.example")}}), "localhost", "",
       "certificate is for localhost?.evil.example, not localhost"},
      {"nul_at_the_end_of_the_dns_name", issued({.hosts = {nul("localhost", "")}}), "localhost", "",
       "certificate is for localhost?, not localhost"},
      {"nul_in_the_common_name", issued({.common_name = nul("localhost", ".evil.example")}), "localhost", "",
       "certificate names no host (a common name does not count), so it is not for localhost"},
      {"nul_in_the_srv_name", issued({.srv_names = {nul("_pop3s.user.example", ".evil.example")}}),
       "localhost", "user.example",
       "certificate is for _pop3s.user.example?.evil.example, not localhost or user.example"},
      {"escape_sequence_in_the_dns_name", issued({.hosts = {"\x1b[2Jlocalhost"}}), "localhost", "",
       "certificate is for ?[2Jlocalhost, not localhost"},

      {"neither_host_nor_mail_domain", issued({.hosts = {"mail.example"}}), "localhost", "user.example",
       "certificate is for mail.example, not localhost or user.example"},
      {"srv_name_of_another_domain", issued({.srv_names = {"_pop3s.other.example"}}), "localhost",
       "user.example", "certificate is for _pop3s.other.example, not localhost or user.example"},
      {"srv_name_of_another_service", issued({.srv_names = {"_imaps.user.example", "_pop3.user.example"}}),
       "localhost", "user.example",
       "certificate is for _imaps.user.example, _pop3.user.example, not localhost or user.example"},
      {"srv_name_without_a_mail_domain", issued({.srv_names = {"_pop3s.localhost"}}), "localhost", "",
       "certificate is for _pop3s.localhost, not localhost"},
      {"srv_name_with_a_wildcard", issued({.srv_names = {"_pop3s.*.example"}}), "localhost", "user.example",
       "certificate is for _pop3s.*.example, not localhost or user.example"},
  };
  return rows;
}

const std::vector<row>& accepted() {
  static const std::vector<row> rows{
      {"host", issued({.hosts = {"localhost"}})},
      {"one_of_several_hosts", issued({.hosts = {"a.example", "localhost"}})},
      {"letter_case_does_not_matter", issued({.hosts = {"LocalHost"}})},
      {"trailing_dot_of_a_name", issued({.hosts = {"user.example"}}), "127.0.0.1", "user.example."},
      {"address", issued({.hosts = {"127.0.0.1"}}), "127.0.0.1"},
      {"issuer_between_is_sent", [] { return make({.hosts = {"localhost"}, .issuer = known().middle}); }},
      {"key_of_rsa", issued({.hosts = {"localhost"}, .key = key_type::rsa_2048})},
      {"key_of_ed25519", issued({.hosts = {"localhost"}, .key = key_type::ed25519})},
      {"mail_domain", issued({.hosts = {"user.example"}}), "localhost", "user.example"},
      {"host_though_a_mail_domain_is_given", issued({.hosts = {"localhost"}}), "localhost", "user.example"},
      {"wildcard", issued({.hosts = {"*.user.example"}}), "127.0.0.1", "a.user.example"},
      {"srv_name", issued({.srv_names = {"_pop3s.User.example"}}), "localhost", "user.example"},
  };
  return rows;
}

std::string name_of(const testing::TestParamInfo<row>& info) {
  return info.param.name;
}
INSTANTIATE_TEST_SUITE_P(each, certificate_refused, testing::ValuesIn(refused()), name_of);
INSTANTIATE_TEST_SUITE_P(each, certificate_accepted, testing::ValuesIn(accepted()), name_of);

TEST(certificate_of_a_server_with_stls, may_have_its_srv_name) {
  const auto connect = [](const std::string& srv_name) {
    std::string why;
    const certified_key made = make({.srv_names = {srv_name}, .issuer = known().root});
    loopback both(tls_context::for_server({made.certificate_pem, made.key_pem}, why).value());
    both.accept(false);
    endpoint where = both.tls(tls_context::for_client({.ca_pem = known().root.certificate_pem}, why).value());
    where.implicit_tls = false;
    where.mail_domain = "user.example";
    EXPECT_EQ(both.connect(where), io_status::ok);
    while (!both.server) {
      both.io.restart();
      both.io.run_one();
    }
    outcome server;
    both.server->async_perform(loopback::handshake(), server.filler());
    return both.perform(both.client, loopback::handshake()).status;
  };
  EXPECT_EQ(connect("_pop3.user.example"), io_status::ok);
  EXPECT_EQ(connect("_pop3s.user.example"), io_status::tls_failed);
}

TEST(certificate_facts, are_those_of_the_certificate) {
  std::string why;
  const certified_key made = make({.hosts = {"localhost", "127.0.0.1"},
                                   .srv_names = {"_pop3s.example"},
                                   .mail_addresses = {"mrose@example"},
                                   .common_name = "a server",
                                   .issuer = known().root});
  loopback both(tls_context::for_server({made.certificate_pem, made.key_pem}, why).value());
  EXPECT_FALSE(both.client.peer_certificate());
  both.accept(true);
  ASSERT_EQ(both.connect(both.tls(
                tls_context::for_client({.ca_pem = known().root.certificate_pem}, why).value(), "localhost")),
            io_status::ok);
  const auto facts = both.client.peer_certificate();
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->subject, "CN=a server");
  EXPECT_EQ(facts->common_name, "a server");
  EXPECT_EQ(facts->issuer, "CN=root");
  EXPECT_THAT(facts->hosts, testing::ElementsAre("localhost", "127.0.0.1", "_pop3s.example"));
  EXPECT_THAT(facts->mail_addresses, testing::ElementsAre("mrose@example"));
  EXPECT_EQ(facts->not_after - facts->not_before, hours(25));
  const auto begun = std::chrono::system_clock::now() - facts->not_before;
  EXPECT_GE(begun, hours(1));
  EXPECT_LT(begun, hours(2));
  EXPECT_EQ(facts->sha256.size(), 95U);

  both.accept(false);
  ASSERT_EQ(both.connect(both.plain()), io_status::ok);
  EXPECT_FALSE(both.client.peer_certificate()) << "the last one's";
}

}  // namespace
}  // namespace popquiz::net
