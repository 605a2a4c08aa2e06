#include "gsasl_client.hpp"

#include "gsasl_session.hpp"

namespace popquiz::sasl {
namespace {

using sansio::sasl_answer;
using sansio::sasl_progress;

class gsasl_client final : public gsasl_session {
 public:
  explicit gsasl_client(const mechanism_info& info) noexcept : gsasl_session(info) {}

  [[nodiscard]] bool start(const client_credentials& who) {
    if (!gsasl_session::start(sasl_side::client)) {
      return false;
    }
    set(GSASL_AUTHID, who.user);
    set(GSASL_PASSWORD, who.password);
    // EXTERNAL says whom it is for, or nothing (RFC 4422 appendix A).
    if (!who.authorization_id.empty() || info().needs_certificate) {
      set(GSASL_AUTHZID, who.authorization_id);
    }
    return true;
  }

 private:
  [[nodiscard]] sasl_answer next(std::optional<std::string_view> heard, bool is_first) override {
    if (!info().client_first) {
      if (!heard) {
        return {sasl_progress::more, std::nullopt};  // GNU SASL's LOGIN would say the name unasked
      }
      // What LOGIN is asked with does not matter; CRAM-MD5 signs it.
      const bool is_login = info().name == "LOGIN";
      if (!is_login && (heard->empty() || heard->find('\0') != std::string_view::npos)) {
        return fail("the server's challenge is none");
      }
      return run(heard);
    }
    return is_first && heard && !heard->empty() ? fail("the server spoke first") : run(heard);
  }
};

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_gsasl_client(const mechanism_info& mechanism,
                                                         const client_credentials& credentials) {
  auto made = std::make_unique<gsasl_client>(mechanism);
  return made->start(credentials) ? std::move(made) : nullptr;
}

}  // namespace popquiz::sasl
