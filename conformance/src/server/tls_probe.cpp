#include "server/tls_probe.hpp"

#include <popquiz/client/stls_op.hpp>

#include "run/conversation.hpp"
#include "server/capability_probe.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <utility>

namespace popquiz::conformance {
namespace {

constexpr std::array<std::pair<net::tls_version, std::string_view>, 4> versions{
    {{net::tls_version::v1_3, "TLS 1.3"},
     {net::tls_version::v1_2, "TLS 1.2"},
     {net::tls_version::v1_1, "TLS 1.1"},
     {net::tls_version::v1_0, "TLS 1.0"}}};

/// What error texts begin with when the handshake came to the certificate, and it was refused.
constexpr std::string_view refusal = "certificate";

std::string time_text(std::chrono::sys_seconds time) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
}

/// STLS and the handshake. What is behind it is noted; false when there is nothing.
bool begin_tls(subject& server, conversation& with, tls_profile& into) {
  client::stls_op stls(with.session());
  const bool begun = with.run(stls);
  if (!begun) {
    const client::client_errc code = stls.result().code;
    if (code == client::client_errc::refused) {
      into.fault = "STLS is refused: -ERR " + with.printable(stls.result().text);
    } else {
      const bool is_of_tls = code == client::client_errc::tls_failed && !server.error_text().empty();
      into.fault = is_of_tls ? server.error_text() : std::string(client::describe(code));
    }
    return false;
  }
  into.fault.clear();
  into.begins = tls_beginning::by_stls;
  into.cipher = server.tls();
  bool answered = false;
  std::vector<std::string> found;
  if (ask_capa(with, answered, found); answered) {
    into.capabilities = std::move(found);
  }
  with.quit();
  return true;
}

enum class finding_out : std::uint8_t { taken, refused, unknown };

finding_out try_version(subject& server, const script::player_settings& who, const tls_look& how,
                        tls_beginning begins) {
  conversation with(server, who);
  bool alive = with.open_to_look(how);
  if (alive && begins == tls_beginning::by_stls) {
    client::stls_op stls(with.session());
    alive = with.run(stls);
  }
  // A certificate that is not the one seen before comes with a version that is taken all the same.
  if (!server.tls().empty() || server.error_text().starts_with(refusal)) {
    if (alive) {
      with.quit();
    }
    return finding_out::taken;
  }
  switch (with.code()) {
    case client::client_errc::tls_failed:
    case client::client_errc::connection_reset:
      return finding_out::refused;
    default:
      return finding_out::unknown;
  }
}

}  // namespace

std::optional<certificate_profile> certificate_shown_by(const subject& server) {
  const auto facts = server.certificate();
  if (!facts) {
    return std::nullopt;
  }
  certificate_profile shown;
  shown.subject = facts->subject;
  shown.issuer = facts->issuer;
  shown.names = facts->hosts;
  shown.valid_from = time_text(facts->not_before);
  shown.valid_until = time_text(facts->not_after);
  const auto left = facts->not_after - std::chrono::system_clock::now();
  shown.days_left = std::chrono::floor<std::chrono::days>(left).count();
  shown.sha256 = facts->sha256;
  return shown;
}

tls_profile look_behind_stls(subject& server, const script::player_settings& who) {
  tls_profile seen;
  std::string untrusted;
  {
    conversation with(server, who);
    if (!with.open()) {
      seen.fault = with.why();
      return seen;
    }
    const bool begun = begin_tls(server, with, seen);
    seen.certificate = certificate_shown_by(server);
    if (begun) {
      return seen;
    }
    if (with.code() == client::client_errc::tls_failed && server.error_text().starts_with(refusal)) {
      untrusted = server.error_text();
    }
  }
  if (seen.certificate && !untrusted.empty()) {
    seen.certificate->untrusted = untrusted;
    conversation with(server, who);
    if (with.open_to_look({seen.certificate->sha256})) {
      begin_tls(server, with, seen);
    }
  }
  return seen;
}

void find_versions(subject& server, const script::player_settings& who, tls_profile& of) {
  if (!of.certificate || of.begins == tls_beginning::none) {
    return;
  }
  for (const auto& [version, name] : versions) {
    switch (try_version(server, who, {of.certificate->sha256, version}, of.begins)) {
      case finding_out::taken:
        of.taken.emplace_back(name);
        break;
      case finding_out::refused:
        of.refused.emplace_back(name);
        break;
      case finding_out::unknown:
        return;
    }
  }
}

}  // namespace popquiz::conformance
