#include "mail/standard_output.hpp"

#include "options/octet_stream.hpp"
#include "options/remark.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace popquiz::cli {
namespace {

constexpr std::size_t block_octets = 65536;

}  // namespace

void standard_output::flush() {
  const std::array<std::string_view, 1> pieces{block_};
  if (error_ == 0 && !block_.empty() && !write_octets(STDOUT_FILENO, pieces)) {
    error_ = errno;
  }
  block_.clear();
}

bool standard_output::put(std::string_view octets) {
  block_ += octets;
  if (block_.size() >= block_octets) {
    flush();
  }
  return error_ == 0;
}

sysexit standard_output::end(sysexit otherwise) {
  flush();
  if (error_ == 0) {
    return otherwise;
  }
  if (error_ != EPIPE) {
    remark("standard output can't be written: " + std::generic_category().message(error_));
  }
  return sysexit::io_error;
}

}  // namespace popquiz::cli
