#include "file_names.hpp"

#include <popquiz/parser/listing.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

namespace popquiz::mockserver {
namespace {

bool is_graphic(char octet) {
  return octet > 0x20 && octet < 0x7F;
}

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = 0xCBF29CE484222325U ^ seed;  // FNV-1a, 64 bits
  for (const char octet : text) {
    hash = (hash ^ static_cast<unsigned char>(octet)) * 0x100000001B3U;
  }
  return hash;
}

/// What is readable of the name, and 16 digits of its hash.
std::string clean(std::string_view name, std::uint64_t seed) {
  std::array<char, 20> digits{};
  std::snprintf(digits.data(), digits.size(), "-%016llx",
                static_cast<unsigned long long>(hash_of(name, seed)));
  std::string text;
  std::copy_if(name.begin(), name.end(), std::back_inserter(text), is_graphic);
  text.resize(std::min<std::size_t>(text.size(), 50));
  return text + digits.data();
}

}  // namespace

std::string unique_id_maker::make(std::string_view name) {
  const bool fits = !name.empty() && name.size() <= parser::unique_id_limit &&
                    std::all_of(name.begin(), name.end(), is_graphic);
  std::string made = fits ? std::string(name) : clean(name, 0);
  for (std::uint64_t seed = 1; !given_.insert(made).second; ++seed) {
    made = clean(name, seed);
  }
  return made;
}

std::string_view maildir_base_name(std::string_view name) noexcept {
  return name.substr(0, name.find(':'));
}

std::uint64_t maildir_time(std::string_view name) noexcept {
  const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
  const auto time = parser::parse_number(name.substr(0, digits));
  return time ? time.value : 0;
}

}  // namespace popquiz::mockserver
