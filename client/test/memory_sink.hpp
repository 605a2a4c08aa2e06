#pragma once

#include <popquiz/client/body_sink.hpp>

#include <cstddef>
#include <string>

namespace popquiz::client {

/// Keeps a message; gives up when it would pass `limit` octets.
class memory_sink final : public body_sink {
 public:
  explicit memory_sink(std::size_t limit = std::size_t{1} << 30U) : limit_(limit) {}
  sink_verdict on_body(std::span<const std::string_view> spans) noexcept override {
    for (const std::string_view span : spans) {
      message += span;
    }
    return message.size() > limit_ ? sink_verdict::abort : sink_verdict::proceed;
  }
  sink_verdict on_end() noexcept override {
    complete = true;
    return at_end;
  }
  std::string message;
  bool complete = false;
  sink_verdict at_end = sink_verdict::proceed;

 private:
  std::size_t limit_;
};

}  // namespace popquiz::client
