#include "transcript_file.hpp"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace popquiz::cli {

std::unique_ptr<transcript_file> transcript_file::open(const std::string& path, std::string& why) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  std::FILE* const stream = file < 0 ? nullptr : ::fdopen(file, "w");
  if (stream == nullptr) {
    why = fmt::format("cannot write {}: {}", path, std::generic_category().message(errno));
    if (file >= 0) {
      static_cast<void>(::close(file));
    }
    return nullptr;
  }
  return std::unique_ptr<transcript_file>(new transcript_file(stream));
}

void transcript_file::client_said(std::string_view octets_masked) noexcept {
  say('C', octets_masked);
}

void transcript_file::server_said(std::string_view octets) noexcept {
  say('S', octets);
}

// A line is printed as it comes; a CRLF at its end goes without saying, as in a script.
void transcript_file::say(char who, std::string_view octets) noexcept {
  std::FILE* const out = file_.get();
  if (speaking_ != 0 && speaking_ != who) {
    static_cast<void>(std::fputs("\n", out));
    speaking_ = 0;
  }
  for (const char c : octets) {
    if (speaking_ == 0) {
      static_cast<void>(std::fprintf(out, "%c: ", who));
      speaking_ = who;
    }
    if (c == '\n') {
      static_cast<void>(std::fputc('\n', out));
      speaking_ = 0;
    } else if (c == '\\') {
      static_cast<void>(std::fputs("\\\\", out));
    } else if (c >= ' ' && c <= '~') {
      static_cast<void>(std::fputc(c, out));
    } else if (c != '\r') {
      static_cast<void>(std::fprintf(out, "\\x%02X", static_cast<unsigned>(static_cast<unsigned char>(c))));
    }
  }
}

}  // namespace popquiz::cli
