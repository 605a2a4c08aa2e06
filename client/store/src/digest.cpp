#include "digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <new>

namespace popquiz::client {

struct sha256::state {
  struct deleter {
    void operator()(EVP_MD_CTX* made) const noexcept { EVP_MD_CTX_free(made); }
  };
  std::unique_ptr<EVP_MD_CTX, deleter> context{EVP_MD_CTX_new()};
  bool good = false;

  void begin() { good = EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1; }
};

sha256::sha256() : state_(std::make_unique<state>()) {
  if (state_->context == nullptr) {
    throw std::bad_alloc();
  }
  state_->begin();
}

sha256::~sha256() = default;

void sha256::add(std::string_view octets) noexcept {
  state_->good = state_->good && EVP_DigestUpdate(state_->context.get(), octets.data(), octets.size()) == 1;
}

std::string sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  const bool good = state_->good && EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size) == 1;
  state_->begin();
  std::string text;
  for (unsigned i = 0; good && i < size; ++i) {
    constexpr std::string_view digits = "0123456789abcdef";
    text += digits[digest[i] >> 4U];
    text += digits[digest[i] & 15U];
  }
  return text;
}

std::string delivery_name(const delivery_key& key, std::string_view digest) {
  constexpr std::size_t digits = 40;
  sha256 hash;
  const std::string_view nul("\0", 1);
  // A unique-id may hold NUL: its length goes in front, so that no two keys are one text.
  const std::string size = std::to_string(key.unique_id.size());
  for (const std::string_view part : {std::string_view(key.account), nul, std::string_view(size), nul,
                                      std::string_view(key.unique_id), nul}) {
    hash.add(part);
  }
  hash.add(std::to_string(key.generation));
  if (key.by_content) {
    hash.add(nul);
    hash.add(digest);
  }
  return std::string(our_prefix) + hash.finish().substr(0, digits);
}

}  // namespace popquiz::client
