#include <popquiz/net/srv.hpp>

#include "host_name.hpp"

#include <netinet/in.h>

#include <arpa/nameser.h>
#include <resolv.h>

#include <array>
#include <optional>

namespace popquiz::net {
namespace {

constexpr int most_aliases = 8;
constexpr int longest_reply = 65535;  // RFC 1035 §4.2.2
constexpr int srv_fixed_octets = 6;   // priority, weight, port

using name_room = std::array<char, NS_MAXDNAME>;

srv_answer failed(std::string_view why) {
  return {srv_status::failed, {}, std::string(why)};
}

/// One record of the answer section.
struct answer_record {
  std::string owner;
  int type = 0;
  ns_rr raw{};
};

// The name at `at` of the message, "." for the root. dn_expand() follows pointers, and refuses loops.
std::optional<std::string> expand(const ns_msg& message, const unsigned char* at, int room_in_data) {
  name_room name{};
  const int taken = dn_expand(ns_msg_base(message), ns_msg_end(message), at, name.data(), name.size());
  if (taken != room_in_data) {
    return std::nullopt;
  }
  return name.front() == '\0' ? "." : std::string(name.data());
}

bool read_answers(ns_msg& message, std::vector<answer_record>& into) {
  const int count = ns_msg_count(message, ns_s_an);
  for (int i = 0; i < count; ++i) {
    answer_record one;
    if (ns_parserr(&message, ns_s_an, i, &one.raw) != 0) {
      return false;
    }
    if (into.size() == srv_record_limit + most_aliases) {
      return true;
    }
    one.type = ns_rr_type(one.raw);
    if (ns_rr_class(one.raw) == ns_c_in && (one.type == ns_t_srv || one.type == ns_t_cname)) {
      one.owner = ns_rr_name(one.raw);
      into.push_back(std::move(one));
    }
  }
  return true;
}

// The name at the end of the aliases of `name`. Nothing when they have none, or make no sense.
std::optional<std::string> follow_aliases(const ns_msg& message, const std::vector<answer_record>& answers,
                                          std::string_view name) {
  std::string at(name);
  for (int hops = 0; hops <= most_aliases; ++hops) {
    const answer_record* alias = nullptr;
    for (const answer_record& one : answers) {
      if (one.type == ns_t_cname && is_same_name(one.owner, at)) {
        alias = &one;
      }
    }
    if (alias == nullptr) {
      return at;
    }
    auto next = expand(message, ns_rr_rdata(alias->raw), ns_rr_rdlen(alias->raw));
    if (!next) {
      return std::nullopt;
    }
    at = std::move(*next);
  }
  return std::nullopt;
}

std::optional<srv_record> read_record(const ns_msg& message, const ns_rr& raw) {
  if (ns_rr_rdlen(raw) <= srv_fixed_octets) {
    return std::nullopt;
  }
  const unsigned char* const data = ns_rr_rdata(raw);
  auto target = expand(message, data + srv_fixed_octets, ns_rr_rdlen(raw) - srv_fixed_octets);
  if (!target) {
    return std::nullopt;
  }
  const auto number = [data](std::size_t at) {
    return static_cast<std::uint16_t>(data[at] * 256U + data[at + 1]);
  };
  return srv_record{std::move(*target), number(4), number(0), number(2)};
}

}  // namespace

srv_answer read_srv_reply(std::string_view reply, std::string_view name) {
  constexpr std::string_view nonsense = "the name server's reply makes no sense";
  ns_msg message{};
  if (reply.size() > longest_reply || ns_initparse(reinterpret_cast<const unsigned char*>(reply.data()),
                                                   static_cast<int>(reply.size()), &message) != 0) {
    return failed(nonsense);
  }
  const int code = ns_msg_getflag(message, ns_f_rcode);
  if (ns_msg_getflag(message, ns_f_qr) != 1 || ns_msg_getflag(message, ns_f_tc) == 1) {
    return failed(nonsense);
  }
  if (code != ns_r_noerror && code != ns_r_nxdomain) {
    return failed("the name server answered with error " + std::to_string(code));
  }
  if (code == ns_r_nxdomain) {
    return {srv_status::none, {}, {}};
  }
  std::vector<answer_record> answers;
  if (!read_answers(message, answers)) {
    return failed(nonsense);
  }
  const auto owner = follow_aliases(message, answers, without_trailing_dots(name));
  if (!owner) {
    return failed("the name is an alias that leads nowhere");
  }
  srv_answer found{srv_status::none, {}, {}};
  bool any_bad = false;
  for (const answer_record& one : answers) {
    if (one.type != ns_t_srv || !is_same_name(one.owner, *owner)) {
      continue;
    }
    auto record = read_record(message, one.raw);
    if (!record) {
      return failed(nonsense);
    }
    if (record->target != "." && !is_host_name(record->target)) {
      any_bad = true;
    } else if (found.records.size() < srv_record_limit) {
      found.records.push_back(std::move(*record));
    }
  }
  if (!found.records.empty()) {
    found.status = srv_status::found;
  } else if (any_bad) {
    return failed("the name server names no host that could be one");
  }
  return found;
}

}  // namespace popquiz::net
