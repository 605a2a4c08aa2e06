#include "report/profile_rows.hpp"

#include "report/report_parts.hpp"
#include "server/capability_states.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

constexpr std::size_t names_shown = 8;

class rows {
 public:
  void add(std::string_view name, std::string value, row_kind kind = row_kind::text) {
    if (!value.empty()) {
      all.push_back({name, kind, {std::move(value)}});
    }
  }
  void add_capabilities(std::string_view name, const std::vector<std::string>& lines) {
    all.push_back({name, row_kind::capabilities, lines});
    if (lines.empty()) {
      all.back() = {name, row_kind::text, {"none"}};
    }
  }
  std::vector<profile_row> all;
};

std::string count_text(std::uint64_t n, std::string_view what) {
  return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

std::string days_text(std::int64_t left) {
  const std::string days = count_text(static_cast<std::uint64_t>(left < 0 ? -left : left), "day");
  return left < 0 ? fmt::format("expired {} ago", days) : days + " left";
}

std::string names_text(const std::vector<std::string>& names) {
  const std::size_t shown = std::min(names.size(), names_shown);
  std::string text = joined({names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown)}, ", ");
  return names.size() == shown ? text : fmt::format("{} and {} more", text, names.size() - shown);
}

std::string versions_text(const tls_profile& tls) {
  std::vector<std::string> parts;
  if (!tls.taken.empty()) {
    parts.push_back(joined(tls.taken, ", "));
  }
  if (!tls.refused.empty()) {
    parts.push_back("not " + joined(tls.refused, ", "));
  }
  return joined(parts, "; ");
}

void add_certificate(const certificate_profile& c, rows& to) {
  const std::string subject = c.subject.empty() ? "no subject" : c.subject;
  to.add("certificate", c.issuer == c.subject ? subject + ", self-signed"
                                              : fmt::format("{}, issued by {}", subject, c.issuer));
  to.add("names", c.names.empty() ? "none" : names_text(c.names));
  to.add("valid until",
         fmt::format("{}, {}", c.valid_until.substr(0, c.valid_until.find('T')), days_text(c.days_left)));
  to.add("trusted", c.untrusted.empty() ? "yes" : "no: " + c.untrusted);
}

void add_tls(const tls_profile& tls, rows& to) {
  if (tls.begins == tls_beginning::none) {
    to.add("tls", tls.fault.empty() ? std::string() : "none: " + tls.fault);
  } else {
    to.add("tls", tls.cipher + (tls.begins == tls_beginning::by_stls ? ", by STLS" : ", at once"));
  }
  to.add("tls versions", versions_text(tls));
  if (tls.certificate) {
    add_certificate(*tls.certificate, to);
  }
}

}  // namespace

std::string profile_row::text() const {
  return joined(values, ", ");
}

std::vector<profile_row> profile_rows(const server_profile& p) {
  rows to;
  to.add("greeting", p.greeting, row_kind::octets);
  to.add("apop", p.apop ? "the greeting has a timestamp" : "no timestamp in the greeting");
  add_tls(p.tls, to);
  if (p.answers_capa) {
    to.add_capabilities("offers", p.capabilities_before_login);
    if (p.tls.capabilities && *p.tls.capabilities != p.capabilities_before_login) {
      to.add_capabilities("offers in tls", *p.tls.capabilities);
    }
    if (p.capabilities_after_login != p.capabilities_before_login) {
      to.add_capabilities("after login", p.capabilities_after_login);
    }
  } else {
    to.add("offers", "CAPA is not answered");
  }
  const auto by_state = [&](std::string_view name, std::string_view tag) {
    to.add(name, announced_by_state(p, tag), row_kind::octets);
  };
  by_state("sasl", "SASL");
  by_state("software", "IMPLEMENTATION");
  by_state("expire", "EXPIRE");
  by_state("login delay", "LOGIN-DELAY");
  to.add("maildrop", fmt::format("{}, {}", count_text(p.messages, "message"), count_text(p.octets, "octet")));
  return std::move(to.all);
}

std::vector<profile_row> profile_rows(const run_result& r) {
  if (!r.client) {
    return profile_rows(r.profile);
  }
  rows all;
  all.add("version", r.client->version, row_kind::octets);
  all.add("command", r.client->command, row_kind::octets);
  return std::move(all.all);
}

}  // namespace popquiz::conformance
