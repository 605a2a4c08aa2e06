#pragma once

#include <cstddef>
#include <cstdint>

namespace popquiz::client {

/// What reading mail allows, whatever the mail is. Beyond a limit the rest is left out, and said to be.
namespace reader_limits {

inline constexpr std::size_t messages = 5'000'000;            ///< a mailbox
inline constexpr std::size_t header_octets = 1U << 20U;       ///< a message's header part
inline constexpr std::size_t part_header_octets = 1U << 16U;  ///< the header part of a part within
inline constexpr std::size_t fields = 10'000;                 ///< of a header part
inline constexpr std::size_t field_octets = 1U << 16U;        ///< of one field that are decoded
inline constexpr std::size_t structured_octets = 1U << 13U;   ///< the same, of addresses and parameters
inline constexpr std::size_t boundary_octets = 256;           ///< of a multipart (RFC 2046 §5.1.1 has 70)
inline constexpr std::size_t depth = 50;                      ///< multiparts within multiparts
inline constexpr std::size_t parts = 10'000;                  ///< of a message, multiparts not counted
inline constexpr std::size_t part_name_octets = 1024;         ///< of the name a part came with
inline constexpr std::size_t file_name_octets = 200;          ///< of a name that is made of an attachment's

}  // namespace reader_limits
}  // namespace popquiz::client
