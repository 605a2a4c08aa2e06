#pragma once

#include <popquiz/client/mail_structure.hpp>
#include <popquiz/client/message_octets.hpp>
#include <popquiz/client/part_decoder.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

namespace popquiz::client {

/// A message in memory that gives at most so many octets a call.
class memory_message final : public message_octets {
 public:
  explicit memory_message(std::string octets, std::size_t most = SIZE_MAX)
      : octets_(std::move(octets)), most_(most) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return octets_.size(); }
  [[nodiscard]] read_result read(std::span<char> into, std::size_t& got) override {
    got = std::min({into.size(), most_, octets_.size() - at_});
    std::copy_n(octets_.data() + at_, got, into.data());
    at_ += got;
    return {};
  }
  [[nodiscard]] read_result seek(std::uint64_t offset) override {
    at_ = std::min<std::size_t>(offset, octets_.size());
    return {};
  }

 private:
  std::string octets_;
  std::size_t most_;
  std::size_t at_ = 0;
};

/// A message of endless length: `head`, and `repeated` again and again.
class long_message final : public message_octets {
 public:
  long_message(std::string head, std::string repeated, std::uint64_t size)
      : head_(std::move(head)), repeated_(std::move(repeated)), size_(size) {}

  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
  [[nodiscard]] read_result read(std::span<char> into, std::size_t& got) override {
    got = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size_ - at_));
    for (std::size_t i = 0; i < got; ++i, ++at_) {
      into[i] = at_ < head_.size() ? head_[at_] : repeated_[(at_ - head_.size()) % repeated_.size()];
    }
    return {};
  }
  [[nodiscard]] read_result seek(std::uint64_t offset) override {
    at_ = std::min(offset, size_);
    return {};
  }

 private:
  std::string head_;
  std::string repeated_;
  std::uint64_t size_;
  std::uint64_t at_ = 0;
};

inline mail_structure structure_of(message_octets& message) {
  mail_structure structure;
  EXPECT_TRUE(read_structure(message, structure));
  return structure;
}

inline std::string decoded(message_octets& message, const mail_part& part, part_form form) {
  std::string text;
  EXPECT_TRUE(decode_part(message, part, form, [&text](std::string_view piece) {
    text += piece;
    return true;
  }));
  return text;
}

}  // namespace popquiz::client
