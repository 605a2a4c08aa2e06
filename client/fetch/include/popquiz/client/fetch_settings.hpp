#pragma once

#include <popquiz/client/pipeline_op.hpp>
#include <popquiz/client/sign_in_op.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace popquiz::client {

/// What becomes of messages on the server.
enum class deletion : std::uint8_t {
  keep,        ///< they stay
  when_kept,   ///< each goes once it is durable here and the ledger knows it
  after_days,  ///< the same, but only `days` after it was fetched
};

/// Staged messages are made durable together, as few or as many as this: each batch costs the same few
/// syncs, and what a crash makes us fetch anew is one batch at most.
struct batch_limits {
  std::size_t messages = 512;
  std::uint64_t octets = std::uint64_t{32} << 20U;
};

/// Of a message without a limit of the user's: a server that says more than this many times what LIST
/// said, and more than `unbelievable_octets`, is not sending a message.
inline constexpr std::uint64_t unbelievable_factor = 16;
inline constexpr std::uint64_t unbelievable_octets = std::uint64_t{64} << 20U;

struct fetch_settings {
  sign_in_settings sign_in;
  std::string account;  ///< "user@host": for the ledger and the names of messages
  deletion from_server = deletion::keep;
  unsigned days = 0;  ///< for after_days
  /// Messages of more octets are left on the server; one that turns out longer than LIST said is given up.
  std::optional<std::uint64_t> max_octets;
  std::optional<std::size_t> max_messages;  ///< fetched in one go
  bool again = false;                       ///< fetch what the ledger knows, too
  bool survey_only = false;                 ///< fetch and delete nothing
  pipeline_window window;
  batch_limits batch;
  std::size_t survey_octets = std::size_t{1} << 22U;  ///< memory for what LIST and UIDL say: 4 MiB
  std::function<std::int64_t()> wall_clock;           ///< seconds since 1970-01-01 UTC
};

}  // namespace popquiz::client
