#pragma once

#include <popquiz/script/script.hpp>

#include <cstdint>
#include <string>

namespace popquiz::script {

enum class play_status : std::uint8_t {
  running,
  passed,    ///< every expectation was met
  mismatch,  ///< the peer did something else than the script expects
  aborted,   ///< the transport failed, or the script asked for what is not known; no verdict about the peer
};

struct play_result {
  play_status status = play_status::running;
  location where;        ///< the step concerned
  std::string expected;  ///< what the script wanted, printable
  std::string came;      ///< what came instead, printable, secrets hidden
  std::string reason;    ///< aborted: why
  /// aborted: what the script asks of the mail is not known of it, and the server has no part in that.
  bool lacks_mail_facts = false;
};

}  // namespace popquiz::script
