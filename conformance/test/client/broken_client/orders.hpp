#pragma once

#include "faults.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace popquiz::broken_client {

enum class transport : std::uint8_t { clear, stls, tls };

/// What the client is to do.
struct orders {
  std::string host;
  std::uint16_t port = 0;
  std::string user;
  std::string password;
  std::filesystem::path mail;  ///< the folder where messages go
  std::string ca_file;
  transport how = transport::clear;
  bool remove = false;
  fault wrong = fault::none;
  std::chrono::seconds patience{10};  ///< for a server that is silent

  [[nodiscard]] bool has(fault which) const noexcept { return wrong == which; }
};

}  // namespace popquiz::broken_client
