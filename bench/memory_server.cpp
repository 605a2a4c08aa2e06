#include "memory_server.hpp"

#include <algorithm>
#include <cstring>

namespace popquiz::bench {

void memory_server::hear(std::string_view commands) {
  for (std::size_t end = commands.find('\n'); end != std::string_view::npos; end = commands.find('\n')) {
    answer(commands.substr(0, end));
    commands.remove_prefix(end + 1);
  }
}

std::size_t memory_server::say(std::span<char> into) {
  const std::size_t octets = std::min(into.size(), replies_.size() - said_);
  std::memcpy(into.data(), replies_.data() + said_, octets);
  said_ += octets;
  if (said_ == replies_.size()) {
    replies_.clear();
    said_ = 0;
  }
  return octets;
}

void memory_server::answer(std::string_view command) {
  replies_ += "+OK";
  const std::string size = std::to_string(body_.size());
  if (command.starts_with("STAT")) {
    replies_ += ' ' + std::to_string(messages_) + ' ' + std::to_string(messages_ * body_.size());
  }
  replies_ += "\r\n";
  const bool listing = command.starts_with("LIST");
  if (listing || command.starts_with("UIDL")) {
    for (std::size_t n = 1; n <= messages_; ++n) {
      const std::string number = std::to_string(n);
      replies_ += number + (listing ? ' ' + size : " 00000a670f9a3b" + number) + "\r\n";
    }
    replies_ += ".\r\n";
  } else if (command.starts_with("CAPA")) {
    replies_ += "USER\r\nUIDL\r\nPIPELINING\r\n.\r\n";
  } else if (command.starts_with("RETR")) {
    replies_.append(body_).append(".\r\n");
  }
}

}  // namespace popquiz::bench
