#include "sign_in.hpp"

#include "raw_op.hpp"

#include <popquiz/client/auth_op.hpp>
#include <popquiz/client/capa_op.hpp>
#include <popquiz/client/greeting_op.hpp>
#include <popquiz/client/login_choice.hpp>
#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/stls_op.hpp>
#include <popquiz/net/hmac.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/parser/base64.hpp>
#include <popquiz/sasl/client.hpp>
#include <popquiz/sasl/saslprep.hpp>

#include <algorithm>
#include <array>

namespace popquiz::broken_client {
namespace {

using client::client_errc;

enum class outcome : std::uint8_t {
  signed_in,
  failed,
  tls_failed,
};

constexpr std::array mechanisms{
    client::mechanism_option{"SCRAM-SHA-256"},
    client::mechanism_option{"SCRAM-SHA-1"},
    client::mechanism_option{"CRAM-MD5"},
    client::mechanism_option{"PLAIN", true},
};

bool lists_mechanism(const parser::capability_set* announced, std::string_view name) {
  return announced != nullptr && announced->has_argument("SASL", name);
}

std::string base64_of(std::string_view octets) {
  std::string text;
  parser::append_base64(text, octets);
  return text;
}

/// Of UTF-8 that has no more than Latin-1 has.
std::string in_latin_1(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto octet = static_cast<unsigned char>(text[at]);
    const bool is_lead = (octet == 0xC2 || octet == 0xC3) && at + 1 < text.size();
    out += is_lead ? static_cast<char>(static_cast<unsigned char>(text[++at]) + (octet == 0xC3 ? 0x40 : 0))
                   : text[at];
  }
  return out;
}

/// The name as it is.
std::string scram_first(const std::string& name) {
  return "AUTH SCRAM-SHA-1 " + base64_of("n,,n=" + name + ",r=fyko+d2lbbFgONRv9qkxdawL");
}

/// One try on one connection.
class attempt {
 public:
  attempt(connection& on, const orders& given) : on_(&on), orders_(&given) {}

  outcome run(transport how) {
    client::greeting_op greeting(on_->session());
    if (!on_->run(greeting)) {
      return outcome::failed;
    }
    if (orders_->has(fault::password_before_stls) && how == transport::stls && user_and_pass()) {
      return outcome::signed_in;
    }
    if (!capabilities()) {
      return outcome::failed;
    }
    if (how == transport::stls) {
      switch (start_tls()) {
        case client_errc::none:
          if (!on_->session().in_tls()) {
            break;  // in clear, then
          }
          if (!orders_->has(fault::keeps_capabilities_over_stls) && !capabilities()) {
            return outcome::failed;
          }
          break;
        case client_errc::tls_failed:
          return outcome::tls_failed;
        default:
          return outcome::failed;
      }
    }
    return log_in() ? outcome::signed_in : outcome::failed;
  }

 private:
  /// False when the connection is lost: who has no CAPA may be talked to all the same.
  bool capabilities() {
    client::capa_op capa(on_->session());
    return !is_fatal(on_->run(capa).code);
  }

  client_errc start_tls() {
    const parser::capability_set* const announced = on_->session().capabilities();
    if (announced == nullptr && orders_->has(fault::clear_when_capa_fails)) {
      return client_errc::none;
    }
    if (announced != nullptr && !announced->has("STLS")) {
      return orders_->has(fault::clear_when_stls_missing) ? client_errc::none : client_errc::stls_not_offered;
    }
    saw_cram_md5_ = lists_mechanism(announced, "CRAM-MD5");
    for (;;) {
      client::stls_op stls(on_->session());
      const client_errc code = on_->run(stls).code;
      if (code != client_errc::refused) {
        return code;
      }
      if (orders_->has(fault::clear_when_stls_refused)) {
        return client_errc::none;
      }
      if (!orders_->has(fault::retries_stls)) {
        return client_errc::stls_not_offered;
      }
    }
  }

  /// By USER, PASS and APOP (RFC 6856 §2.2).
  [[nodiscard]] bool may_say_credentials() const {
    const parser::capability_set* const announced = on_->session().capabilities();
    const auto is_ascii = [](char octet) { return static_cast<unsigned char>(octet) < 0x80; };
    return std::ranges::all_of(orders_->user + orders_->password, is_ascii) ||
           (announced != nullptr && announced->has_argument("UTF8", "USER"));
  }

  client::op_result user_and_pass() {
    std::string password = orders_->password;
    if (orders_->has(fault::trims_passwords)) {
      std::erase(password, ' ');
    }
    client::login_op login(on_->session(), orders_->user, password);
    return on_->run(login);
  }

  bool say(parser::verb what, const std::string& line) {
    raw_op op(on_->session(), what, line + "\r\n");
    return static_cast<bool>(on_->run(op));
  }

  std::optional<bool> if_so(bool it_fits, parser::verb what, const std::string& line) {
    return it_fits ? std::optional(say(what, line)) : std::nullopt;
  }

  bool inject() {
    return say(parser::verb::user, "USER " + orders_->user) &&
           say(parser::verb::pass, "PASS " + orders_->password);
  }

  /// As long as the server asks for something, it gets something: the proof is not looked at.
  std::optional<bool> scram_without_proof() {
    if (!lists_mechanism(on_->session().capabilities(), "SCRAM-SHA-1") ||
        !say(parser::verb::auth, scram_first(orders_->user))) {
      return std::nullopt;
    }
    static_cast<void>(say(parser::verb::noop, base64_of("c=biws,r=fyko+d2lbbFgONRv9qkxdawL,p=")));
    static_cast<void>(say(parser::verb::noop, ""));
    return true;
  }

  /// A login that the fault has in place of the right one, and whether it was one; nothing: the right one.
  std::optional<bool> wrong_login() {
    const parser::capability_set* const announced = on_->session().capabilities();
    const std::string plain = base64_of(std::string(1, '\0') + orders_->user + '\0' + orders_->password);
    switch (orders_->wrong) {
      case fault::auth_unannounced:
        return if_so(!lists_mechanism(announced, "PLAIN"), parser::verb::auth, "AUTH PLAIN " + plain);
      case fault::long_initial_responses:
        return if_so(lists_mechanism(announced, "PLAIN"), parser::verb::auth, "AUTH PLAIN " + plain);
      case fault::plain_without_first_nul:
        return if_so(lists_mechanism(announced, "PLAIN"), parser::verb::auth,
                     "AUTH PLAIN " + base64_of(orders_->user + '\0' + orders_->password));
      case fault::ok_is_proof:
        return scram_without_proof();
      case fault::names_in_latin_1:
        return if_so(lists_mechanism(announced, "SCRAM-SHA-1"), parser::verb::auth,
                     scram_first(in_latin_1(orders_->user)));
      case fault::unprepared_names:
        return if_so(lists_mechanism(announced, "SCRAM-SHA-1"), parser::verb::auth,
                     scram_first(orders_->user));
      case fault::apop_by_capa:
        return if_so(announced != nullptr && announced->has("APOP"), parser::verb::apop,
                     "APOP " + orders_->user + ' ' + net::md5_hex(orders_->password));
      case fault::keeps_capabilities_over_stls:
        return saw_cram_md5_ ? std::optional(static_cast<bool>(exchange("CRAM-MD5"))) : std::nullopt;
      default:
        return std::nullopt;
    }
  }

  /// Nothing: there is no "<...>" in the greeting.
  std::optional<client::op_result> answer_any_timestamp() {
    const std::string_view greeting = on_->session().greeting();
    const std::size_t begin = greeting.find('<');
    const std::size_t end = greeting.find('>', std::min(begin, greeting.size()));
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string challenge(greeting.substr(begin, end + 1 - begin));
    raw_op apop(on_->session(), parser::verb::apop,
                "APOP " + orders_->user + ' ' + net::md5_hex(challenge + orders_->password) + "\r\n");
    return on_->run(apop);
  }

  [[nodiscard]] bool allows_clear_text() const {
    switch (orders_->wrong) {
      case fault::clear_when_capa_fails:
      case fault::clear_when_stls_missing:
      case fault::clear_when_stls_refused:
      case fault::clear_when_tls_fails:
        return true;
      default:
        return orders_->how == transport::clear;
    }
  }

  client::op_result best_login() {
    const client::login_policy policy{mechanisms, true, {}, {}, allows_clear_text()};
    const client::login_choice choice = client::choose_login(on_->session(), policy);
    client::op_result none;
    none.code = choice.why;
    switch (choice.kind) {
      case client::login_kind::none:
        return none;
      case client::login_kind::user_pass:
        none.code = client_errc::no_way_to_log_in;
        return may_say_credentials() ? user_and_pass() : none;
      case client::login_kind::apop: {
        const auto user = sasl::saslprep(orders_->user, sasl::string_use::query);
        const auto password = sasl::saslprep(orders_->password, sasl::string_use::stored);
        if (!user || !password || !may_say_credentials()) {
          none.code = client_errc::no_way_to_log_in;
          return none;
        }
        client::apop_op apop(on_->session(), *user, *password, net::md5_hex);
        return on_->run(apop);
      }
      case client::login_kind::sasl:
        break;
    }
    return exchange(choice.mechanism);
  }

  client::op_result exchange(std::string_view mechanism) {
    std::string why;
    const auto exchange = sasl::make_client(mechanism, {orders_->user, {}, orders_->password, {}},
                                            {net::hmac, std::nullopt, orders_->host, orders_->port}, why);
    if (exchange == nullptr) {
      client::op_result none;
      none.code = client_errc::sasl_failed;
      return none;
    }
    client::auth_op auth(on_->session(), *exchange);
    return on_->run(auth);
  }

  bool log_in() {
    if (orders_->has(fault::injects_by_name) || orders_->has(fault::pass_behind_refused_user)) {
      return inject();
    }
    if (const auto is_in = wrong_login()) {
      return *is_in;
    }
    if (orders_->has(fault::any_timestamp)) {
      if (const auto result = answer_any_timestamp()) {
        return static_cast<bool>(*result);
      }
    }
    client::op_result result = best_login();
    while (result.code == client_errc::refused && orders_->has(fault::retries_login)) {
      result = best_login();
    }
    if (!result && orders_->has(fault::weaker_login_after_refusal) && !is_fatal(result.code)) {
      return static_cast<bool>(user_and_pass());
    }
    return static_cast<bool>(result);
  }

  connection* on_;
  const orders* orders_;
  bool saw_cram_md5_ = false;  ///< in CAPA's answer before STLS
};

}  // namespace

bool sign_in(connection& on, const orders& given) {
  transport how = given.how;
  for (;;) {
    outcome ended = outcome::tls_failed;
    if (on.open(how)) {
      ended = attempt(on, given).run(how);
    }
    if (ended != outcome::tls_failed) {
      return ended == outcome::signed_in;
    }
    if (on.takes_refused_certificate()) {
      continue;
    }
    if (!given.has(fault::clear_when_tls_fails) || how == transport::clear) {
      return false;
    }
    how = transport::clear;
  }
}

}  // namespace popquiz::broken_client
