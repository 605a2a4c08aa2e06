#include <popquiz/net/pop3_services.hpp>

#include "host_name.hpp"

#include <algorithm>
#include <utility>

namespace popquiz::net {
namespace {

/// One service label of the domain.
struct advertised {
  bool implicit_tls = false;
  srv_answer answer;
  [[nodiscard]] bool is_denied() const {
    return std::any_of(answer.records.begin(), answer.records.end(),
                       [](const srv_record& r) { return r.target == "."; });
  }
};

struct ranked {
  std::uint16_t priority = 0;
  pop3_service service;
};

// Behind those of the same priority that are there.
void add(const advertised& from, std::string_view domain, const random_up_to& random,
         std::vector<ranked>& into) {
  if (from.is_denied()) {
    return;
  }
  for (srv_record& record : in_order_of_choice(from.answer.records, random)) {
    if (record.port == 0) {
      continue;  // nobody can listen there
    }
    const bool foreign = !is_within(record.target, domain);
    const auto at = std::upper_bound(into.begin(), into.end(), record.priority,
                                     [](std::uint16_t p, const ranked& r) { return p < r.priority; });
    into.insert(at, {record.priority, {std::move(record.target), record.port, from.implicit_tls, foreign}});
  }
}

discovery outcome_of(const advertised& one) {
  if (one.answer.status == srv_status::failed) {
    return discovery::failed;
  }
  return one.is_denied() ? discovery::not_offered : discovery::not_advertised;
}

std::string complaint_about(const advertised& one, const std::string& domain) {
  if (one.answer.status != srv_status::failed) {
    return {};
  }
  const std::string label = one.implicit_tls ? "_pop3s" : "_pop3";
  return "looking up " + label + "._tcp." + domain + ": " + one.answer.why;
}

}  // namespace

pop3_services find_pop3_services(const std::string& domain, const srv_lookup& lookup,
                                 const random_up_to& random) {
  const std::string name(without_trailing_dots(domain));
  if (!is_host_name(name)) {
    return {discovery::failed, {}, "not a domain (in ASCII)"};
  }
  const advertised with_tls{true, lookup("_pop3s._tcp." + name)};
  const advertised with_stls{false, lookup("_pop3._tcp." + name)};
  pop3_services found;
  found.why = complaint_about(with_tls, name);
  if (found.why.empty()) {
    found.why = complaint_about(with_stls, name);
  }
  std::vector<ranked> candidates;
  add(with_tls, name, random, candidates);
  add(with_stls, name, random, candidates);
  for (ranked& one : candidates) {
    found.candidates.push_back(std::move(one.service));
  }
  // What failed might have said something; what was denied is more than nothing: as discovery is ordered.
  found.outcome =
      found.candidates.empty() ? std::max(outcome_of(with_tls), outcome_of(with_stls)) : discovery::found;
  return found;
}

}  // namespace popquiz::net
