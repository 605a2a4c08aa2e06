#include <popquiz/conformance/driver.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

bool make_folder(const fs::path& folder, std::string& why) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    why = fmt::format("{} can't be made: {}", folder.string(), error.message());
  }
  return !error;
}

int write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR) {
      return errno;
    }
    text.remove_prefix(written < 0 ? 0 : static_cast<std::size_t>(written));
  }
  return 0;
}

/// A new file: a secret may be in it.
bool write_file(const fs::path& path, std::string_view text, std::string& why) {
  const mode_t mode = text.starts_with("#!") ? S_IRWXU : S_IRUSR | S_IWUSR;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  int error = file < 0 ? errno : write_all(file, text);
  if (file >= 0 && ::close(file) != 0 && error == 0) {
    error = errno;
  }
  if (error != 0) {
    why = fmt::format("{} can't be written: {}", path.string(), std::generic_category().message(error));
  }
  return error == 0;
}

bool make_place(const delivery_form& form, const fs::path& scratch, std::string& why) {
  const fs::path place = scratch / form.path;
  switch (form.kind) {
    case delivery_form::place::folder:
      return make_folder(place, why);
    case delivery_form::place::maildir:
      return make_folder(place / "new", why) && make_folder(place / "cur", why) &&
             make_folder(place / "tmp", why);
    case delivery_form::place::mbox:
      break;
  }
  return make_folder(place.parent_path(), why) && write_file(place, "", why);
}

}  // namespace

bool lay_out(const filled_driver& of, const delivery_form& form, const fs::path& scratch, std::string& why) {
  for (const auto& [path, text] : of.files) {
    if (!make_folder(path.parent_path(), why) || !write_file(path, text, why)) {
      return false;
    }
  }
  return make_place(form, scratch, why);
}

}  // namespace popquiz::conformance
