#include "bearer.hpp"
#include "bearer_message.hpp"
#include "bounded_exchange.hpp"
#include "secrets.hpp"

namespace popquiz::sasl {
namespace {

using sansio::sasl_answer;
using sansio::sasl_progress;

class bearer_client final : public bounded_exchange {
 public:
  bearer_client(const mechanism_info& info, std::string message)
      : bounded_exchange(info), message_(std::move(message)) {}

  /// A server that has said that it failed has nothing to say +OK to.
  [[nodiscard]] bool peer_proven() const noexcept override { return !refused_; }

 private:
  [[nodiscard]] sasl_answer next(std::optional<std::string_view> heard, bool is_first) override {
    if (is_first) {
      return !heard || heard->empty() ? sasl_answer{sasl_progress::done, message_.text()}
                                      : fail("the server spoke first");
    }
    if (answered_) {
      return fail(is_over);
    }
    answered_ = true;
    refused_ = !heard.value_or("").empty();
    explain("the server refuses the token");
    // RFC 7628 s3.2.3; XOAUTH2 wants an empty response.
    return {sasl_progress::done, info().name == "XOAUTH2" ? std::string() : std::string("\x01")};
  }

  secret_text message_;
  bool answered_ = false;
  bool refused_ = false;
};

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_bearer_client(const mechanism_info& mechanism,
                                                          const client_credentials& credentials,
                                                          std::string_view host, std::uint16_t port) {
  const std::string& whom =
      credentials.authorization_id.empty() ? credentials.user : credentials.authorization_id;
  return std::make_unique<bearer_client>(
      mechanism, mechanism.name == "XOAUTH2" ? print_xoauth2(credentials.user, credentials.token)
                                             : print_oauthbearer(whom, credentials.token, host, port));
}

}  // namespace popquiz::sasl
