#include <popquiz/sasl/saslprep.hpp>
#include "bearer.hpp"
#include "bearer_message.hpp"
#include "bounded_exchange.hpp"
#include "secrets.hpp"

namespace popquiz::sasl {
namespace {

using sansio::sasl_answer;
using sansio::sasl_progress;

class bearer_server final : public bounded_exchange {
 public:
  bearer_server(const mechanism_info& info, const sansio::sasl_server_request& request)
      : bounded_exchange(info), password_of_(request.password_of) {}

  [[nodiscard]] std::string_view identity() const noexcept override { return user_; }

 private:
  [[nodiscard]] sasl_answer next(std::optional<std::string_view> heard, bool /*is_first*/) override {
    if (!heard) {
      return {sasl_progress::more, std::nullopt};
    }
    if (is_over_) {
      return fail(is_over);
    }
    is_over_ = true;
    if (told_error_) {
      return fail("no such user, or another token");  // whatever the client says to that
    }
    const bool is_xoauth2 = info().name == "XOAUTH2";
    const auto message = is_xoauth2 ? parse_xoauth2(*heard) : parse_oauthbearer(*heard);
    if (!message) {
      return fail("the client's message is malformed");
    }
    if (accepts(*message)) {
      return {sasl_progress::done, std::nullopt};
    }
    is_over_ = false;
    told_error_ = true;
    return {sasl_progress::more,
            is_xoauth2 ? R"({"status":"401","schemes":"bearer"})" : R"({"status":"invalid_token"})"};
  }

  [[nodiscard]] bool accepts(const bearer_message& message) {
    auto user = saslprep(message.user, string_use::query);
    if (!user || message.token.empty()) {
      return false;
    }
    auto token = password_of_(*user);
    if (!token) {
      return false;
    }
    const secret_text wanted(std::move(*token));
    if (!equal_in_constant_time(message.token, wanted.text())) {
      return false;
    }
    user_ = std::move(*user);
    return true;
  }

  std::function<std::optional<std::string>(std::string_view)> password_of_;
  std::string user_;
  bool is_over_ = false;
  bool told_error_ = false;
};

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_bearer_server(const mechanism_info& mechanism,
                                                          const sansio::sasl_server_request& request) {
  return std::make_unique<bearer_server>(mechanism, request);
}

}  // namespace popquiz::sasl
