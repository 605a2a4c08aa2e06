#include "play/script_file.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <memory>
#include <system_error>

namespace popquiz::cli {
namespace {

struct closer {
  void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};

std::string time_text() {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

}  // namespace

std::optional<script::recorder> record_to_file(const std::string& path, std::string_view title,
                                               std::string& why) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  std::FILE* const stream = file < 0 ? nullptr : ::fdopen(file, "w");
  if (stream == nullptr) {
    why = fmt::format("cannot write {}: {}", path, std::generic_category().message(errno));
    if (file >= 0) {
      static_cast<void>(::close(file));
    }
    return std::nullopt;
  }
  const std::shared_ptr<std::FILE> shared(stream, closer());
  const auto write = [shared](std::string_view lines) {
    static_cast<void>(std::fwrite(lines.data(), 1, lines.size(), shared.get()));
    static_cast<void>(std::fflush(shared.get()));
  };
  write(script::recorder::header(title, time_text()));
  return script::recorder(write);
}

}  // namespace popquiz::cli
