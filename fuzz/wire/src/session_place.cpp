#include "session_run.hpp"

#include <array>

namespace popquiz::fuzz_wire {

std::string_view describe(reply_class what) noexcept {
  constexpr std::array<std::string_view, reply_classes> words{"+OK",
                                                              "-ERR",
                                                              "a challenge",
                                                              "no POP3 reply",
                                                              "the end of the connection",
                                                              "a reset",
                                                              "no reply in time",
                                                              "a body without end",
                                                              "a failed TLS handshake"};
  return words[static_cast<std::size_t>(what)];
}

std::string describe(const session_place& place) {
  std::string text(parser::describe(place.state));
  text += place.state == parser::session_state::user_given ? " behind USER" : "";
  text += place.has_marks ? " with messages deleted" : "";
  text += place.in_exchange ? " within AUTH" : "";
  return text + (place.in_tls ? " in TLS" : "");
}

unsigned number_of(const session_place& place) noexcept {
  return static_cast<unsigned>(place.state) * 8U + (place.in_tls ? 4U : 0U) + (place.has_marks ? 2U : 0U) +
         (place.in_exchange ? 1U : 0U);
}

}  // namespace popquiz::fuzz_wire
