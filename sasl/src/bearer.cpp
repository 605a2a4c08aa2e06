#include "bearer.hpp"

#include "secrets.hpp"

#include <string>
#include <utility>

namespace popquiz::sasl {
namespace {

using sansio::sasl_answer;
using sansio::sasl_progress;

constexpr char separator = '\x01';
constexpr std::string_view bearer = "auth=Bearer ";

/// saslname of RFC 5801 section 4.
std::string saslname(std::string_view name) {
  std::string text;
  for (const char c : name) {
    text += c == ',' ? "=2C" : c == '=' ? "=3D" : std::string(1, c);
  }
  return text;
}

std::string from_saslname(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view escape = text.substr(i, 3);
    if (escape == "=2C" || escape == "=3D") {
      name += escape == "=2C" ? ',' : '=';
      i += 2;
    } else {
      name += text[i];
    }
  }
  return name;
}

class bearer_client final : public sansio::sasl_exchange {
 public:
  bearer_client(const mechanism_info& mechanism, const client_credentials& who, std::string_view host,
                std::uint16_t port)
      : mechanism_(mechanism) {
    if (mechanism.name == "XOAUTH2") {
      message_ = "user=" + who.user + separator;
    } else {
      message_ = "n,a=" + saslname(who.user) + ',' + separator + "host=" + std::string(host) + separator +
                 "port=" + std::to_string(port) + separator;
    }
    message_ += std::string(bearer) + who.token + separator + separator;
  }
  ~bearer_client() override { wipe(message_); }
  bearer_client(const bearer_client&) = delete;
  bearer_client& operator=(const bearer_client&) = delete;

  [[nodiscard]] std::string_view mechanism() const noexcept override { return mechanism_.name; }
  [[nodiscard]] std::string_view why() const noexcept override { return "the exchange is over"; }
  [[nodiscard]] sasl_answer step(std::optional<std::string_view> heard) override {
    switch (step_++) {
      case 0:
        if (!heard || heard->empty()) {
          return {sasl_progress::done, message_};
        }
        break;
      case 1:  // an error in JSON (RFC 7628 s3.2.3)
        return {sasl_progress::done,
                mechanism_.name == "XOAUTH2" ? std::string() : std::string(1, separator)};
      default:
        break;
    }
    return {sasl_progress::failed, std::nullopt};
  }

 private:
  const mechanism_info& mechanism_;
  std::string message_;
  int step_ = 0;
};

class bearer_server final : public sansio::sasl_exchange {
 public:
  bearer_server(const mechanism_info& mechanism, const sansio::sasl_server_request& request)
      : mechanism_(mechanism), password_of_(request.password_of) {}

  [[nodiscard]] std::string_view mechanism() const noexcept override { return mechanism_.name; }
  [[nodiscard]] std::string_view identity() const noexcept override { return user_; }
  [[nodiscard]] std::string_view why() const noexcept override { return "no such user, or another token"; }
  [[nodiscard]] sasl_answer step(std::optional<std::string_view> heard) override {
    if (!heard && !asked_) {
      asked_ = true;
      return {sasl_progress::more, std::nullopt};
    }
    if (told_error_ || !heard || heard->size() > step_limit) {
      return {sasl_progress::failed, std::nullopt};
    }
    if (accepts(*heard)) {
      return {sasl_progress::done, std::nullopt};
    }
    told_error_ = true;
    return {sasl_progress::more, R"({"status":"invalid_token"})"};
  }

 private:
  bool accepts(std::string_view message) {
    const std::size_t user_end =
        message.find(mechanism_.name == "XOAUTH2" ? separator : ',', mechanism_.name == "XOAUTH2" ? 0 : 2);
    const std::string_view head = message.substr(0, user_end);
    if (head.starts_with("user=")) {
      user_ = head.substr(5);
    } else if (head.starts_with("n,a=")) {
      user_ = from_saslname(head.substr(4));
    } else {
      return false;
    }
    const std::size_t at = message.find(std::string(1, separator) + std::string(bearer));
    if (at == std::string_view::npos || !message.ends_with(std::string(2, separator))) {
      return false;
    }
    const std::string_view rest = message.substr(at + 1 + bearer.size());
    const auto token = password_of_(user_);
    return token && equal_in_constant_time(rest.substr(0, rest.find(separator)), *token);
  }

  const mechanism_info& mechanism_;
  std::function<std::optional<std::string>(std::string_view)> password_of_;
  std::string user_;
  bool asked_ = false;
  bool told_error_ = false;
};

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_bearer_client(const mechanism_info& mechanism,
                                                          const client_credentials& credentials,
                                                          std::string_view host, std::uint16_t port) {
  return std::make_unique<bearer_client>(mechanism, credentials, host, port);
}

std::unique_ptr<sansio::sasl_exchange> make_bearer_server(const mechanism_info& mechanism,
                                                          const sansio::sasl_server_request& request) {
  return std::make_unique<bearer_server>(mechanism, request);
}

}  // namespace popquiz::sasl
