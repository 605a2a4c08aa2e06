#pragma once

#include <popquiz/client/ledger.hpp>
#include <popquiz/client/mail_store.hpp>

#include <cstdint>

namespace popquiz::bench {

/// A destination that counts and keeps nothing, so that only the client's own work is left to measure.
class dropped_mail final : public client::mail_store, public client::body_sink {
 public:
  [[nodiscard]] std::size_t messages() const noexcept { return messages_; }
  [[nodiscard]] std::uint64_t octets() const noexcept { return octets_; }

  client::store_result open() noexcept override { return {}; }
  bool delivered_before(const client::delivery_key&) const noexcept override { return false; }
  client::body_sink& begin(const client::delivery_key&, std::uint64_t) noexcept override { return *this; }
  void abandon() noexcept override {}
  std::string_view last_digest() const noexcept override { return {}; }
  void unstage_last() noexcept override {}
  std::size_t staged_messages() const noexcept override { return staged_; }
  std::uint64_t staged_octets() const noexcept override { return 0; }
  client::store_result commit(std::vector<client::delivered_message>& into) noexcept override {
    into.resize(staged_);
    staged_ = 0;
    return {};
  }
  void settle() noexcept override {}
  const client::store_result& failure() const noexcept override { return good_; }
  void close() noexcept override {}

  client::sink_verdict on_body(std::span<const std::string_view> spans) noexcept override {
    for (const std::string_view span : spans) {
      octets_ += span.size();
    }
    return client::sink_verdict::proceed;
  }
  client::sink_verdict on_end() noexcept override {
    ++messages_;
    ++staged_;
    return client::sink_verdict::proceed;
  }

 private:
  std::size_t messages_ = 0;
  std::size_t staged_ = 0;
  std::uint64_t octets_ = 0;
  client::store_result good_;
};

/// Knows nothing and learns nothing.
class empty_ledger final : public client::ledger {
 public:
  std::optional<client::ledger_entry> find(std::string_view, std::string_view,
                                           client::store_result&) noexcept override {
    return std::nullopt;
  }
  bool has_content(std::string_view, std::string_view, std::string_view,
                   client::store_result&) noexcept override {
    return false;
  }
  client::store_result record(std::string_view, std::span<const client::fetched_message>,
                              std::int64_t) noexcept override {
    return {};
  }
  client::store_result confirm_deleted(std::string_view, std::span<const std::string>) noexcept override {
    return {};
  }
};

}  // namespace popquiz::bench
