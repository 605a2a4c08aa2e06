#pragma once

#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/net/connection.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::measure {

/// The reference server within this process, to be loaded like any other: an account for each connection,
/// all with the same mail, a generated message of each size. It has a thread of its own, so that with two
/// processors it does not wait for who asks.
struct reference_target {
  std::unique_ptr<mockserver::embedded_server> server;
  net::endpoint where;
  std::string user;  ///< with "{n}" in it
  std::string password;
};

enum class target_tls : std::uint8_t { none, at_once, by_stls };

/// `sizes`: of messages, in octets, each no less than generated_mail::octets_floor. Nothing and `why` set
/// when it can't be started.
[[nodiscard]] std::optional<reference_target> start_reference(std::size_t accounts,
                                                              const std::vector<std::uint64_t>& sizes,
                                                              target_tls tls, std::string& why);

}  // namespace popquiz::measure
