#pragma once

#include "conversation.hpp"

#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::mockserver::test {

inline constexpr const char* log_in = "USER mrose\r\nPASS tan staaf\r\n";

/// Stands in for MD5 where a core's test must not link a cryptographic library.
inline std::string toy_digest(std::string_view octets) {
  std::string digest(32, '0');
  std::size_t sum = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    sum = sum * 31 + static_cast<unsigned char>(octets[i]);
    digest[i % digest.size()] = "0123456789abcdef"[sum % 16];
  }
  return digest;
}

inline std::vector<std::string> two_messages() {
  return {"From: a\r\nSubject: one\r\n\r\nfirst\r\nsecond\r\nthird\r\n", "Subject: two\n\n.dot\nno line end"};
}

/// A server with one account, "mrose" and "tan staaf", and its mail.
struct served_mail {
  explicit served_mail(std::vector<std::string> messages = two_messages(), server_settings settings = {})
      : drop(std::make_shared<memory_maildrop>(std::move(messages))), server(std::move(settings)) {
    server.set_account("mrose", "tan staaf", drop);
  }

  /// A session that has just entered TRANSACTION. `before`: commands that come before the login.
  conversation transaction(std::string_view before = {}) {
    conversation c(server);
    static_cast<void>(c.say(before));
    EXPECT_EQ(c.say(log_in).substr(0, 24), "+OK send the password\r\n+");
    return c;
  }

  /// The `on` blocks below bend the server from now on.
  void bend(std::string_view on_blocks) { server.set_overrides(parse(on_blocks, "bent.pop3")); }

  /// Null and a failure when they are no good.
  static std::shared_ptr<const script::script> parse(std::string_view on_blocks, std::string_view file) {
    auto parsed = script::parse_script("title: bent\nsubject: client\n\n" + std::string(on_blocks), file);
    EXPECT_TRUE(parsed.value) << parsed.error.text();
    return parsed.value ? std::make_shared<const script::script>(std::move(*parsed.value)) : nullptr;
  }

  std::shared_ptr<memory_maildrop> drop;
  reference_server server;
};

/// The first word of each line.
inline std::string statuses(std::string_view octets) {
  std::string all;
  while (!octets.empty()) {
    const std::size_t end = std::min(octets.find("\r\n"), octets.size());
    const std::string_view line = octets.substr(0, end);
    all += all.empty() ? "" : " ";
    all += line.substr(0, line.find(' '));
    octets.remove_prefix(std::min(end + 2, octets.size()));
  }
  return all;
}

}  // namespace popquiz::mockserver::test
