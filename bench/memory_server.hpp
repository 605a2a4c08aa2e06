#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace popquiz::bench {

/// A POP3 server without a transport that says +OK to everything, announces PIPELINING, and has `messages`
/// messages that are all the same.
class memory_server {
 public:
  /// `body_on_wire`: byte-stuffed, without its terminator; must outlive the server.
  memory_server(std::size_t messages, std::string_view body_on_wire)
      : messages_(messages), body_(body_on_wire) {}

  /// Whole commands.
  void hear(std::string_view commands);
  /// As many octets as `into` has room for; 0 when everything was said.
  [[nodiscard]] std::size_t say(std::span<char> into);

 private:
  void answer(std::string_view command);

  std::size_t messages_;
  std::string_view body_;
  std::string replies_ = "+OK in memory\r\n";
  std::size_t said_ = 0;  ///< of replies_
};

}  // namespace popquiz::bench
