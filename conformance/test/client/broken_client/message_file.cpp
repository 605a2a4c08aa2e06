#include "message_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

namespace popquiz::broken_client {
namespace {

constexpr std::uint64_t blocks_to_fill = 65536;  // 4 GiB: who forgets the limits loses no more

}  // namespace

message_file::message_file(const orders& given, const std::string& name, std::uint64_t listed)
    : orders_(&given),
      name_((given.mail / name).string()),
      temporary_((given.mail / ("." + std::to_string(::getpid()) + ".part")).string()),
      listed_(listed),
      file_(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)),
      failed_(file_ < 0) {}

message_file::~message_file() {
  if (file_ >= 0) {
    ::close(file_);
    ::unlink(temporary_.c_str());
  }
}

void message_file::write(std::string_view octets) {
  while (!failed_ && !octets.empty()) {
    const ssize_t written = ::write(file_, octets.data(), octets.size());
    failed_ = written < 0 && errno != EINTR;
    octets.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
}

client::sink_verdict message_file::on_body(std::span<const std::string_view> spans) noexcept {
  for (const std::string_view octets : spans) {
    if (changes_octets()) {
      held_ += octets;
    } else {
      write(octets);
    }
  }
  // Whoever looks at what became of it stops at once.
  return failed_ && !orders_->has(fault::ignores_failed_store) &&
                 !orders_->has(fault::deletes_what_was_not_stored)
             ? client::sink_verdict::abort
             : client::sink_verdict::proceed;
}

client::sink_verdict message_file::on_end() noexcept {
  if (changes_octets()) {
    write(changed(*orders_, held_, listed_));
  }
  const std::string block(65536, 'x');
  for (std::uint64_t i = 0; orders_->has(fault::fills_disk) && !failed_ && i < blocks_to_fill; ++i) {
    write(block);
  }
  return client::sink_verdict::proceed;
}

bool message_file::keep() {
  if (file_ < 0 || failed_) {
    return false;
  }
  if (::close(std::exchange(file_, -1)) == 0 && std::rename(temporary_.c_str(), name_.c_str()) == 0) {
    return true;
  }
  ::unlink(temporary_.c_str());
  return false;
}

bool message_file::changes_octets() const noexcept {
  switch (orders_->wrong) {
    case fault::no_unstuffing:
    case fault::unstuffs_twice:
    case fault::drops_cr:
    case fault::lf_to_crlf:
    case fault::drops_nul:
    case fault::nul_ends_line:
    case fault::drops_8th_bit:
    case fault::cuts_lines_at_511:
    case fault::cuts_lines_at_1023:
    case fault::breaks_lines_at_8191:
    case fault::cuts_header_at_2048:
    case fault::cuts_at_listed_size:
    case fault::message_in_memory:
    case fault::fills_disk:
      return true;
    default:
      return false;
  }
}

}  // namespace popquiz::broken_client
