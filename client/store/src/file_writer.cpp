#include "file_writer.hpp"

#include <cerrno>
#include <cstring>
#include <new>

namespace popquiz::client {
namespace {

// From here on a piece costs less as a system call of its own than as a copy.
constexpr std::size_t straight_octets = 65536;

}  // namespace

void file_writer::begin(open_file& file) noexcept {
  file_ = &file;
  used_ = 0;
  error_ = 0;
  if (buffer_ == nullptr) {
    buffer_.reset(new (std::nothrow) char[buffer_octets]);
    error_ = buffer_ == nullptr ? ENOMEM : 0;
  }
}

void file_writer::write(std::string_view octets) noexcept {
  if (error_ != 0 || octets.empty()) {
    return;
  }
  if (octets.size() > buffer_octets - used_) {
    error_ = flush();
    if (error_ != 0) {
      return;
    }
  }
  if (octets.size() >= straight_octets && used_ == 0) {
    error_ = file_->write({&octets, 1});
    return;
  }
  std::memcpy(buffer_.get() + used_, octets.data(), octets.size());
  used_ += octets.size();
}

void file_writer::write(std::span<const std::string_view> pieces) noexcept {
  std::size_t octets = 0;
  for (const std::string_view piece : pieces) {
    octets += piece.size();
  }
  if (octets < straight_octets || octets / pieces.size() < 1024) {
    for (const std::string_view piece : pieces) {
      write(piece);
    }
    return;
  }
  if (error_ == 0) {
    error_ = flush();
  }
  if (error_ == 0) {
    error_ = file_->write(pieces);
  }
}

int file_writer::flush() noexcept {
  if (error_ == 0 && used_ != 0) {
    const std::string_view octets(buffer_.get(), used_);
    error_ = file_->write({&octets, 1});
    used_ = 0;
  }
  return error_;
}

}  // namespace popquiz::client
