#include "server/probe.hpp"

#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/client/message_ops.hpp>

#include "run/conversation.hpp"
#include "server/capability_probe.hpp"
#include "server/tls_probe.hpp"
#include "suite/needs.hpp"

namespace popquiz::conformance {
namespace {

/// A sink for what nobody wants to see.
class no_sink final : public client::body_sink {
 public:
  client::sink_verdict on_body(std::span<const std::string_view> /*spans*/) noexcept override {
    return client::sink_verdict::proceed;
  }
  client::sink_verdict on_end() noexcept override { return client::sink_verdict::proceed; }
};

/// Whether an optional command is there: announced, or tried and not refused. One whose reply is broken
/// is there; to say what is wrong with it is for the checks.
bool offers(conversation& with, std::string_view keyword, client::client_errc tried) {
  if (const auto* const announced = with.session().capabilities();
      announced != nullptr && announced->has(keyword)) {
    return true;
  }
  return tried == client::client_errc::none || tried == client::client_errc::malformed_listing ||
         tried == client::client_errc::protocol_error || tried == client::client_errc::timed_out;
}

/// What is learned once logged in. False when a command that every server has failed.
bool ask_in_transaction(conversation& with, server_profile& profile) {
  if (profile.answers_capa) {
    bool answered = false;
    static_cast<void>(ask_capa(with, answered, profile.capabilities_after_login));
  }
  client::stat_op stat(with.session());
  if (!with.run(stat)) {
    with.explain("STAT", stat.result());
    return false;
  }
  profile.messages = stat.listing().messages;
  profile.octets = stat.listing().octets;
  client::uidl_op uidl(with.session());
  with.run(uidl);
  profile.uidl = offers(with, "UIDL", uidl.result().code);
  no_sink sink;
  client::top_op top(with.session(), 1, 0, sink);
  if (profile.messages != 0) {
    with.run(top);
  }
  profile.top = offers(with, "TOP", top.result().code);
  return true;
}

enum class asking { with_capa, without_capa };

std::optional<server_profile> ask(subject& server, const script::player_settings& who, asking how,
                                  bool& capa_is_fatal, std::string& why) {
  server_profile profile;
  conversation with(server, who);
  if (!with.open()) {
    why = with.why();
    return std::nullopt;
  }
  profile.name = server.name();
  if (profile.tls.cipher = server.tls(); !profile.tls.cipher.empty()) {
    profile.tls.begins = tls_beginning::at_once;
    profile.tls.certificate = certificate_shown_by(server);
  }
  profile.greeting = with.printable(with.session().greeting());
  profile.apop = with.session().timestamp().has_value();
  if (how == asking::with_capa && !ask_capa(with, profile.answers_capa, profile.capabilities_before_login)) {
    capa_is_fatal = true;
    return std::nullopt;
  }
  if (!with.log_in()) {
    why = with.why();
    return std::nullopt;
  }
  profile.user = with.by_user();
  if (!ask_in_transaction(with, profile)) {
    why = with.why();
    return std::nullopt;
  }
  with.quit();
  return profile;
}

}  // namespace

std::optional<server_profile> take_profile(subject& server, const script::player_settings& who,
                                           std::string& why) {
  bool capa_is_fatal = false;
  auto profile = ask(server, who, asking::with_capa, capa_is_fatal, why);
  if (capa_is_fatal) {
    profile = ask(server, who, asking::without_capa, capa_is_fatal, why);
  }
  if (!profile) {
    return profile;
  }
  if (profile->tls.begins == tls_beginning::none &&
      missing_need("capability STLS", *profile, known_mail({}), false).empty()) {
    profile->tls = look_behind_stls(server, who);
  }
  find_versions(server, who, profile->tls);
  return profile;
}

}  // namespace popquiz::conformance
