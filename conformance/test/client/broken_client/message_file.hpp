#pragma once

#include "orders.hpp"

#include <popquiz/client/body_sink.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace popquiz::broken_client {

/// A message on its way into a file: written beside it, and renamed when it is whole. Which octets are
/// written is the fault's matter.
class message_file final : public client::body_sink {
 public:
  /// `listed`: the size that LIST says.
  message_file(const orders& given, const std::string& name, std::uint64_t listed);
  /// Removes what was not kept.
  ~message_file() override;
  message_file(const message_file&) = delete;
  message_file& operator=(const message_file&) = delete;

  [[nodiscard]] client::sink_verdict on_body(std::span<const std::string_view> spans) noexcept override;
  [[nodiscard]] client::sink_verdict on_end() noexcept override;

  /// Octets that are no message of the server's.
  void write(std::string_view octets);
  /// It is complete, and has its name. False: it could not be written.
  [[nodiscard]] bool keep();

 private:
  [[nodiscard]] bool changes_octets() const noexcept;

  const orders* orders_;
  std::string name_;
  std::string temporary_;
  std::uint64_t listed_;
  std::string held_;  ///< the message, for faults that want all of it
  int file_ = -1;
  bool failed_ = false;
};

/// A message as this fault delivers it.
[[nodiscard]] std::string changed(const orders& given, std::string_view message, std::uint64_t listed);

}  // namespace popquiz::broken_client
