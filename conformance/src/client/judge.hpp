#pragma once

#include "client/client_speech.hpp"
#include "client/delivered_mail.hpp"

#include <popquiz/conformance/result.hpp>
#include <popquiz/script/judgement.hpp>
#include <popquiz/script/script.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// How a client came to its end.
enum class client_end : std::uint8_t {
  success,      ///< exit status 0
  error,        ///< another one, or SIGPIPE
  crashed,      ///< by a signal that is a fault's, or a sanitizer has spoken
  hung,         ///< its time was over
  over_limits,  ///< it was ended for what it used
};

/// All that was seen of a client in one scenario.
struct client_observations {
  client_end end = client_end::success;
  std::string end_text;            ///< "exit status 3", "SIGSEGV", "more than 200 processes"
  bool status_has_meaning = true;  ///< false: its driver says that the exit status tells nothing
  bool connected = false;
  client_speech said;
  delivered_mail mail;
  std::vector<std::uint64_t> deleted;  ///< message-numbers
  std::chrono::milliseconds duration{};
  std::optional<std::uint64_t> resident;  ///< octets; nothing: not to be judged
  std::uint64_t disk = 0;                 ///< octets that it left
  std::uint64_t connections = 0;
  std::filesystem::path scratch;  ///< its own folder
};

/// Whether a fact holds; nothing: it can't be known.
[[nodiscard]] std::optional<bool> holds(const script::fact& what, const client_observations& seen);

/// What comes of the rules of a scenario.
struct judged {
  verdict outcome = verdict::fail;
  script::judgement manner = script::judgement::wrong;
  std::string expected;    ///< the rules that would do
  std::string came;        ///< what of it is wrong, and all that was seen
  std::string seen;        ///< all that was seen
  std::uint32_t line = 0;  ///< of the rule that decided, or of `judge`
};

/// By the rules of docs/scenarios.md.
[[nodiscard]] judged judge(const script::script& scenario, const client_observations& seen);

/// What was seen, in one sentence: "delivered message 1 exactly; deleted nothing; reported success". A secret
/// in clear is told only where none may be.
[[nodiscard]] std::string describe(const client_observations& seen, script::connect_kind how);

}  // namespace popquiz::conformance
