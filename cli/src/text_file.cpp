#include "text_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace popquiz::cli {
namespace {

namespace fs = std::filesystem;

std::string last_error(const std::string& path) {
  return fmt::format("{}: {}", path, std::generic_category().message(errno));
}

}  // namespace

std::optional<std::string> read_text_file(const std::string& path, std::string& why) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  std::string text(text_file_limit + 1, '\0');
  if (!in || fs::is_directory(path)) {
    why = in ? path + ": is a folder" : last_error(path);
    return std::nullopt;
  }
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) {
    why = last_error(path);
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > text_file_limit) {
    why = fmt::format("{}: is larger than {} octets", path, text_file_limit);
    return std::nullopt;
  }
  return text;
}

bool write_text_file(const std::string& path, std::string_view text, std::string& why) {
  std::error_code error;
  // What is no plain file, e.g. /dev/null or a pipe, is written and not replaced.
  const bool in_place = fs::exists(path, error) && !fs::is_regular_file(path, error);
  const std::string target = in_place ? path : path + ".part";
  errno = 0;
  std::ofstream out(target, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) {
    why = last_error(target);
    fs::remove(in_place ? std::string() : target, error);
    return false;
  }
  if (!in_place) {
    fs::rename(target, path, error);
    if (error) {
      why = fmt::format("{}: {}", path, error.message());
      fs::remove(target, error);
      return false;
    }
  }
  return true;
}

}  // namespace popquiz::cli
