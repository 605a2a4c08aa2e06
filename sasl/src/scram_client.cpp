#include "scram_client.hpp"

#include <popquiz/sasl/scram_proof.hpp>

#include "base64.hpp"
#include "bounded_exchange.hpp"
#include "saslname.hpp"
#include "scram_message.hpp"
#include "secrets.hpp"

#include <gsasl.h>

#include <algorithm>
#include <array>
#include <utility>

namespace popquiz::sasl {
namespace {

using sansio::digest_kind;
using sansio::sasl_answer;
using sansio::sasl_progress;

class scram_client final : public bounded_exchange {
 public:
  scram_client(const mechanism_info& info, const client_credentials& who, const client_context& context,
               std::string nonce)
      : bounded_exchange(info),
        digest_(info.name.starts_with("SCRAM-SHA-1") ? digest_kind::sha_1 : digest_kind::sha_256),
        hmac_(context.hmac),
        password_(who.password),
        nonce_(std::move(nonce)) {
    // RFC 5802 s6: "p" binds; "y" could, but saw no -PLUS offered, which a server that offers it takes for
    // an attack; "n" can't.
    header_ = info.needs_channel_binding ? "p=" + context.binding->type : context.binding ? "y" : "n";
    header_ += who.authorization_id.empty() ? ",," : ",a=" + to_saslname(who.authorization_id) + ',';
    bare_ = "n=" + to_saslname(who.user) + ",r=" + nonce_;
    bound_ = base64_of(header_ + (info.needs_channel_binding ? context.binding->octets : std::string()));
  }

  [[nodiscard]] bool peer_proven() const noexcept override { return state_ == state::proven; }

 private:
  enum class state : std::uint8_t { to_speak, to_prove, to_be_proven, proven };

  [[nodiscard]] sasl_answer next(std::optional<std::string_view> heard, bool /*is_first*/) override {
    switch (state_) {
      case state::to_speak:
        if (heard && !heard->empty()) {
          return fail("the server spoke first");
        }
        state_ = state::to_prove;
        return {sasl_progress::more, header_ + bare_};
      case state::to_prove:
        return prove(heard.value_or(""));
      case state::to_be_proven:
        return judge(heard.value_or(""));
      case state::proven:
        break;
    }
    return fail(is_over);
  }

  [[nodiscard]] sasl_answer prove(std::string_view message) {
    std::string_view why;
    const auto first = parse_server_first(message, nonce_, why);
    if (!first) {
      return fail(why);
    }
    std::string last = "c=" + bound_ + ",r=" + std::string(first->nonce);
    const std::string all = bare_ + ',' + std::string(message) + ',' + last;
    auto shown = prove_scram(
        password_.text(),
        {.digest = digest_, .salt = first->salt, .iterations = first->iterations, .auth_message = all},
        hmac_);
    if (!shown) {
      return fail("no keys can be derived from the password, or the system has no HMAC for them");
    }
    signature_ = std::move(shown->signature);
    last += ",p=" + base64_of(shown->proof);
    state_ = state::to_be_proven;
    return {sasl_progress::more, std::move(last)};
  }

  [[nodiscard]] sasl_answer judge(std::string_view message) {
    std::string_view why;
    const auto signature = parse_server_final(message, why);
    if (!signature) {
      return fail(why);
    }
    if (!equal_in_constant_time(*signature, signature_)) {
      return fail("the server's signature is wrong: it does not know the password");
    }
    state_ = state::proven;
    return {sasl_progress::done, std::nullopt};
  }

  digest_kind digest_;
  sansio::hmac_function hmac_;
  secret_text password_;
  std::string nonce_;
  std::string header_;  ///< gs2-header
  std::string bare_;    ///< client-first-message-bare
  std::string bound_;   ///< cbind-input, in base64
  std::string signature_;
  state state_ = state::to_speak;
};

/// cb-name, and something to bind to (RFC 5802 s7).
bool can_bind_to(const sansio::channel_binding& binding) {
  const auto is_good = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  return !binding.type.empty() && std::ranges::all_of(binding.type, is_good) && !binding.octets.empty();
}

}  // namespace

std::unique_ptr<sansio::sasl_exchange> make_scram_client(const mechanism_info& mechanism,
                                                         const client_credentials& credentials,
                                                         const client_context& context, std::string nonce,
                                                         std::string& why) {
  if (context.hmac == nullptr) {
    why = "there is no HMAC";
  } else if (context.binding && !can_bind_to(*context.binding)) {
    why = "the channel binding has no name or no octets";
  } else if (nonce.empty()) {
    why = "the system has no random octets";
  } else {
    return std::make_unique<scram_client>(mechanism, credentials, context, std::move(nonce));
  }
  return nullptr;
}

std::string fresh_nonce() {
  std::array<char, 18> octets{};
  return gsasl_nonce(octets.data(), octets.size()) == GSASL_OK ? base64_of({octets.data(), octets.size()})
                                                               : "";
}

}  // namespace popquiz::sasl
