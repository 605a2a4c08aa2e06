#include "run/sasl_proof.hpp"

#include <popquiz/net/hmac.hpp>
#include <popquiz/parser/base64.hpp>
#include <popquiz/parser/listing.hpp>
#include <popquiz/sasl/client.hpp>
#include <popquiz/sasl/scram_proof.hpp>

#include <cstddef>
#include <cstdint>

namespace popquiz::conformance {
namespace {

using sansio::digest_kind;

constexpr std::uint64_t most_iterations = 1'000'000;  // seconds of work: a server must not make us do more
constexpr std::size_t cram_digest_size = 32;

/// The value of an attribute of SCRAM's messages, e.g. ",s=" of the salt; empty when there is none.
std::string_view attribute(std::string_view message, std::string_view mark) {
  const std::size_t at = message.find(mark);
  if (at == std::string_view::npos) {
    return {};
  }
  message.remove_prefix(at + mark.size());
  return message.substr(0, message.find(','));
}

std::optional<std::string> of_scram(digest_kind digest, bool is_signature, std::string_view password,
                                    std::string_view about) {
  const auto salt = parser::decode_base64(attribute(about, ",s="));
  const auto iterations = parser::parse_number(attribute(about, ",i="));
  if (!salt || salt->empty() || !iterations || iterations.value == 0 || iterations.value > most_iterations) {
    return std::nullopt;
  }
  const auto shown = sasl::prove_scram(std::string(password),
                                       {.digest = digest,
                                        .salt = *salt,
                                        .iterations = static_cast<std::uint32_t>(iterations.value),
                                        .auth_message = about},
                                       net::hmac);
  if (!shown) {
    return std::nullopt;
  }
  std::string text;
  parser::append_base64(text, is_signature ? shown->signature : shown->proof);
  return text;
}

std::optional<std::string> of_cram_md5(std::string_view password, std::string_view challenge) {
  std::string why;
  sasl::client_credentials who;
  who.user = "anyone";
  who.password = password;
  const auto exchange = sasl::make_client("CRAM-MD5", who, {}, why);
  if (exchange == nullptr || exchange->step(std::nullopt).progress == sansio::sasl_progress::failed) {
    return std::nullopt;
  }
  const std::string said = exchange->step(challenge).octets.value_or("");
  return said.size() > cram_digest_size ? std::optional(said.substr(said.size() - cram_digest_size))
                                        : std::nullopt;
}

}  // namespace

std::optional<std::string> sasl_proof(sansio::sasl_proof kind, std::string_view password,
                                      std::string_view about) {
  switch (kind) {
    case sansio::sasl_proof::scram_sha_1:
      return of_scram(digest_kind::sha_1, false, password, about);
    case sansio::sasl_proof::scram_sha_1_signature:
      return of_scram(digest_kind::sha_1, true, password, about);
    case sansio::sasl_proof::scram_sha_256:
      return of_scram(digest_kind::sha_256, false, password, about);
    case sansio::sasl_proof::scram_sha_256_signature:
      return of_scram(digest_kind::sha_256, true, password, about);
    case sansio::sasl_proof::cram_md5:
      break;
  }
  return of_cram_md5(password, about);
}

}  // namespace popquiz::conformance
