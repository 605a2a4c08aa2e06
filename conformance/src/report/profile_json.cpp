#include "report/profile_json.hpp"

#include "report/json_member.hpp"
#include "report/report_json_parts.hpp"
#include "server/capability_states.hpp"

#include <boost/json/array.hpp>

#include <array>
#include <string_view>
#include <utility>

namespace popquiz::conformance {
namespace {

namespace json = boost::json;

constexpr std::string_view at_once = "at once";
constexpr std::string_view by_stls = "STLS";

/// What CAPA says of the server itself, wherever it says it; made anew of its lines when it is read.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> announced{
    {{"implementation", "IMPLEMENTATION"}, {"expire", "EXPIRE"}, {"login_delay", "LOGIN-DELAY"}}};

json::object certificate_json(const certificate_profile& c) {
  json::object o{{"subject", json_text_of(c.subject)},
                 {"issuer", json_text_of(c.issuer)},
                 {"names", json_texts_of(c.names)},
                 {"valid_from", json_text_of(c.valid_from)},
                 {"valid_until", json_text_of(c.valid_until)},
                 {"days_left", c.days_left},
                 {"sha256", json_text_of(c.sha256)}};
  if (!c.untrusted.empty()) {
    o["untrusted"] = json_text_of(c.untrusted);
  }
  return o;
}

json::object sasl_json(const server_profile& p) {
  const auto mechanisms = [](const std::vector<std::string>& lines) {
    return json_texts_of(arguments_of(lines, "SASL"));
  };
  json::object o{{"before_login", mechanisms(p.capabilities_before_login)}};
  if (p.tls.capabilities) {
    o["in_tls"] = mechanisms(*p.tls.capabilities);
  }
  o["after_login"] = mechanisms(p.capabilities_after_login);
  return o;
}

void add_tls(const tls_profile& tls, json::object& to) {
  to["tls"] = json_text_of(tls.cipher);
  if (tls.begins != tls_beginning::none) {
    to["tls_begins"] = json_text_of(tls.begins == tls_beginning::at_once ? at_once : by_stls);
  }
  if (!tls.fault.empty()) {
    to["tls_fault"] = json_text_of(tls.fault);
  }
  if (!tls.taken.empty() || !tls.refused.empty()) {
    to["tls_versions"] =
        json::object{{"taken", json_texts_of(tls.taken)}, {"refused", json_texts_of(tls.refused)}};
  }
  if (tls.certificate) {
    to["certificate"] = certificate_json(*tls.certificate);
  }
}

certificate_profile read_certificate(const json_member& in) {
  certificate_profile c;
  c.subject = in.text("subject");
  c.issuer = in.text("issuer");
  c.names = in.texts("names");
  c.valid_from = in.text("valid_from");
  c.valid_until = in.text("valid_until");
  c.days_left = in.integer("days_left");
  c.sha256 = in.text("sha256");
  c.untrusted = in.text_if_any("untrusted");
  return c;
}

tls_beginning read_beginning(const json_member& in, const tls_profile& tls) {
  if (!in.has("tls_begins")) {  // versions before this member tested nothing but TLS at once
    return tls.cipher.empty() ? tls_beginning::none : tls_beginning::at_once;
  }
  const std::string word = in.text("tls_begins");
  if (word != at_once && word != by_stls) {
    in.fault("\"at once\" or \"STLS\"", "tls_begins");
  }
  return word == at_once ? tls_beginning::at_once : tls_beginning::by_stls;
}

tls_profile read_tls(const json_member& in) {
  tls_profile tls;
  tls.cipher = in.text("tls");
  tls.begins = read_beginning(in, tls);
  tls.fault = in.text_if_any("tls_fault");
  if (in.has("tls_versions")) {
    const json_member versions = in.object("tls_versions");
    tls.taken = versions.texts("taken");
    tls.refused = versions.texts("refused");
  }
  if (in.has("certificate")) {
    tls.certificate = read_certificate(in.object("certificate"));
  }
  if (in.has("capabilities_in_tls")) {
    tls.capabilities = in.texts("capabilities_in_tls");
  }
  return tls;
}

}  // namespace

json::object profile_json(const server_profile& p) {
  json::object o{{"name", json_text_of(p.name)},
                 {"greeting", json_text_of(p.greeting)},
                 {"answers_capa", p.answers_capa},
                 {"capabilities_before_login", json_texts_of(p.capabilities_before_login)}};
  if (p.tls.capabilities) {
    o["capabilities_in_tls"] = json_texts_of(*p.tls.capabilities);
  }
  o["capabilities_after_login"] = json_texts_of(p.capabilities_after_login);
  o["sasl"] = sasl_json(p);
  for (const auto& [member, tag] : announced) {
    if (const std::string text = announced_by_state(p, tag); !text.empty()) {
      o[member] = json_text_of(text);
    }
  }
  o["apop"] = p.apop;
  o["top"] = p.top;
  o["uidl"] = p.uidl;
  o["user"] = p.user;
  add_tls(p.tls, o);
  o["messages"] = p.messages;
  o["octets"] = p.octets;
  return o;
}

server_profile read_profile(const json_member& in) {
  server_profile p;
  p.name = in.text("name");
  p.greeting = in.text("greeting");
  p.answers_capa = in.flag("answers_capa");
  p.capabilities_before_login = in.texts("capabilities_before_login");
  p.capabilities_after_login = in.texts("capabilities_after_login");
  p.apop = in.flag("apop");
  p.top = in.flag("top");
  p.uidl = in.flag("uidl");
  p.user = in.flag("user");
  p.tls = read_tls(in);
  p.messages = in.number("messages");
  p.octets = in.number("octets");
  return p;
}

}  // namespace popquiz::conformance
