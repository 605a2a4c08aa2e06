#pragma once

#include <popquiz/client/body_sink.hpp>
#include <popquiz/client/command_op.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::client {

/// An operation that brings a message, or its top, to a sink. Only result() == none says that the
/// message is complete: an end of the stream before the terminator is cut_off. `sink` must stay valid
/// until the operation is over. Sizes that LIST or the status line name are not believed.
class message_op : public command_op {
 public:
  /// Octets handed to the sink.
  [[nodiscard]] std::uint64_t octets() const noexcept { return octets_; }

 protected:
  message_op(session& on, body_sink& sink) : command_op(on), sink_(&sink) {}

 private:
  client_errc on_body(std::span<const std::string_view> spans) final;
  client_errc on_body_end() final;

  body_sink* sink_;
  std::uint64_t octets_ = 0;
};

/// RETR (RFC 1939 s5).
class retr_op final : public message_op {
 public:
  retr_op(session& on, std::uint64_t message, body_sink& sink) : message_op(on, sink), message_(message) {}

 private:
  void begin() override;

  std::uint64_t message_;
};

/// TOP: the header and `lines` lines of the body (RFC 1939 s7).
class top_op final : public message_op {
 public:
  top_op(session& on, std::uint64_t message, std::uint64_t lines, body_sink& sink)
      : message_op(on, sink), message_(message), lines_(lines) {}

 private:
  void begin() override;

  std::uint64_t message_;
  std::uint64_t lines_;
};

}  // namespace popquiz::client
