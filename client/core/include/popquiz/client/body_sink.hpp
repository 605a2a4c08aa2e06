#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::client {

enum class sink_verdict : std::uint8_t { proceed, abort };

/// Takes a message as it comes. Octets are unstuffed, line ends are as they came, the terminator is
/// not among them (RFC 1939 s3).
class body_sink {
 public:
  virtual ~body_sink() = default;
  /// The next octets, cut anywhere, never empty, ready for a scatter write. The spans and what they
  /// point to are valid during the call. abort ends the operation with sink_aborted.
  [[nodiscard]] virtual sink_verdict on_body(std::span<const std::string_view> spans) noexcept = 0;
  /// The terminator has come: the message is complete. Without this call it is not, whatever was
  /// seen. abort (say, the disk is full at the last flush) makes the result sink_aborted.
  [[nodiscard]] virtual sink_verdict on_end() noexcept = 0;

 protected:
  body_sink() = default;
  body_sink(const body_sink&) = default;
  body_sink& operator=(const body_sink&) = default;
};

}  // namespace popquiz::client
