#pragma once

#include <popquiz/client/file_system.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace popquiz::client {

/// Gathers small pieces into large writes. Large pieces go straight to the file. The first error stays.
class file_writer {
 public:
  static constexpr std::size_t buffer_octets = 262144;

  /// Writes to `file` from now on; what was not flushed of an earlier one is dropped.
  void begin(open_file& file) noexcept;
  void write(std::string_view octets) noexcept;
  /// Pieces that come in large numbers and are large together: one system call for all.
  void write(std::span<const std::string_view> pieces) noexcept;
  /// 0, or the errno value of the first write that failed.
  [[nodiscard]] int flush() noexcept;
  [[nodiscard]] int error() const noexcept { return error_; }

 private:
  open_file* file_ = nullptr;
  std::unique_ptr<char[]> buffer_;
  std::size_t used_ = 0;
  int error_ = 0;
};

/// Makes LF of CRLF, whatever the pieces; every other octet stays, a CR alone too.
class line_end_filter {
 public:
  void begin() noexcept { held_cr_ = false; }
  /// Gives what becomes of `octets` to `write`, in pieces that are valid during the call.
  template <class Write>
  void filter(std::string_view octets, Write write) {
    if (held_cr_ && !octets.empty()) {
      held_cr_ = false;
      if (octets.front() != '\n') {
        write(std::string_view("\r", 1));
      }
    }
    while (!octets.empty()) {
      const std::size_t cr = octets.find('\r');
      if (cr == std::string_view::npos) {
        write(octets);
        return;
      }
      if (cr + 1 == octets.size()) {
        held_cr_ = true;
        if (cr != 0) {
          write(octets.substr(0, cr));
        }
        return;
      }
      if (octets[cr + 1] == '\n') {
        if (cr != 0) {
          write(octets.substr(0, cr));
        }
        octets.remove_prefix(cr + 1);  // the LF begins the next piece
        const std::size_t next = octets.find('\r');
        const std::size_t end = next == std::string_view::npos ? octets.size() : next;
        write(octets.substr(0, end));
        octets.remove_prefix(end);
      } else {
        write(octets.substr(0, cr + 1));
        octets.remove_prefix(cr + 1);
      }
    }
  }
  /// The message is over.
  template <class Write>
  void end(Write write) {
    if (held_cr_) {
      held_cr_ = false;
      write(std::string_view("\r", 1));
    }
  }

 private:
  bool held_cr_ = false;  ///< a CR at a piece's end, perhaps half a line end
};

}  // namespace popquiz::client
