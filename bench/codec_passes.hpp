#pragma once

#include "counted_section.hpp"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <popquiz/parser/kernel.hpp>

namespace popquiz::bench {

// One pass each over some `octets`, counted, with what it hands out compared with what it should be: all
// throw std::runtime_error when it is not. They return the octets that they walked.

/// Runs `pass` and counts it. What it returns must be `expected`.
template <class Pass>
void count_pass(std::size_t expected, Pass pass) {
  std::size_t found = 0;
  {
    const counted_section counted;
    found = pass();
  }
  if (found != expected) {
    throw std::runtime_error("found " + std::to_string(found) + ", expected " + std::to_string(expected));
  }
}

/// The stuffing encoder, of a message with such line ends.
[[nodiscard]] std::size_t count_encoder(parser::kernel kernel, std::size_t octets, std::string_view line_end);
/// The command parser, of commands of a client.
[[nodiscard]] std::size_t count_commands(std::size_t octets);

enum class listing_kind : std::uint8_t { scan, unique_id };
/// Lines of LIST or UIDL, split and parsed.
[[nodiscard]] std::size_t count_listings(listing_kind kind, std::size_t octets);

}  // namespace popquiz::bench
