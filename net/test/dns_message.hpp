#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::net {

inline std::string u16(std::size_t number) {
  return {static_cast<char>(number >> 8U & 255U), static_cast<char>(number & 255U)};
}

/// "mail.example" as labels behind their lengths.
inline std::string wire_name(std::string_view name) {
  std::string wire;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    wire += static_cast<char>(label.size());
    wire += label;
    name.remove_prefix(label.size() == name.size() ? label.size() : label.size() + 1);
  }
  return wire + '\0';
}

/// RFC 1035 §4.1.4: "as at that octet of the message"
inline std::string pointer(std::size_t at) {
  return u16(0xC000U | at);
}

inline constexpr std::size_t question_at = 12;  ///< where the name of the question lies
inline constexpr std::size_t type_cname = 5;
inline constexpr std::size_t type_srv = 33;

inline std::string srv_data(std::size_t priority, std::size_t weight, std::size_t port,
                            std::string_view target) {
  return u16(priority) + u16(weight) + u16(port) + std::string(target);
}

inline std::string dns_record(std::string_view owner, std::size_t type, std::string_view data,
                              std::size_t dns_class = 1) {
  return std::string(owner) + u16(type) + u16(dns_class) + u16(0) + u16(60) + u16(data.size()) +
         std::string(data);
}

/// What follows the number of a message: flags, counts, the question for `name`, the answers.
struct dns_reply {
  std::string name = "_pop3s._tcp.user.example";
  std::size_t code = 0;
  std::size_t count = 1;  ///< of answers, as the message says
  std::string answers = {};
  std::size_t flags = 0x8180;  ///< a reply, recursion desired and available

  [[nodiscard]] std::string text(std::string_view number = "id") const {
    return std::string(number) + u16(flags | code) + u16(1) + u16(count) + u16(0) + u16(0) + wire_name(name) +
           u16(type_srv) + u16(1) + answers;
  }
};

}  // namespace popquiz::net
