#include "file_mailbox.hpp"

#include "input_file.hpp"

#include <popquiz/client/reader_limits.hpp>

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <tuple>
#include <vector>

namespace popquiz::client {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view eml = ".eml";

struct stored_file {
  std::string path;          ///< below the root, "new/..."
  std::int64_t seconds = 0;  ///< when it arrived
  std::int64_t nanoseconds = 0;

  [[nodiscard]] std::string_view file_name() const noexcept {
    return std::string_view(path).substr(path.rfind('/') + 1);
  }
  [[nodiscard]] std::string_view base_name() const noexcept {
    return is_maildir() ? file_name().substr(0, file_name().rfind(":2,")) : file_name();
  }
  [[nodiscard]] bool is_maildir() const noexcept { return path.find('/') != std::string::npos; }
};

class file_mailbox final : public mailbox {
 public:
  file_mailbox(std::string root, mailbox_kind kind, std::vector<stored_file> files)
      : root_(std::move(root)), kind_(kind), files_(std::move(files)) {}

  [[nodiscard]] mailbox_kind kind() const noexcept override { return kind_; }
  [[nodiscard]] std::size_t size() const noexcept override { return files_.size(); }
  [[nodiscard]] std::string_view name(std::size_t number) const noexcept override {
    return files_[number].base_name();
  }
  [[nodiscard]] std::optional<mail_flags> flags(std::size_t number) const noexcept override {
    if (kind_ != mailbox_kind::maildir) {
      return mail_flags();
    }
    mail_flags flags = flags_of_maildir_name(files_[number].file_name());
    if (files_[number].path.starts_with("new/")) {
      flags.add(mail_flag::fresh);
    }
    return flags;
  }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const noexcept override {
    for (std::size_t i = 0; i < files_.size(); ++i) {
      const std::string_view base = files_[i].base_name();
      const bool without_suffix = has_eml_suffix(base) && base.substr(0, base.size() - eml.size()) == name;
      if (base == name || files_[i].file_name() == name || without_suffix) {
        return i;
      }
    }
    return std::nullopt;
  }
  std::unique_ptr<message_octets> open(std::size_t number, read_result& why) const override {
    auto file = input_file::open(root_ + files_[number].path, why);
    return file == nullptr ? nullptr : std::make_unique<file_octets>(std::move(file));
  }

 private:
  std::string root_;  ///< ends in a slash, or is empty
  mailbox_kind kind_;
  std::vector<stored_file> files_;
};

/// The time a Maildir's name begins with, as in "1714554000.M1P2.host"; 0 when it does not.
std::int64_t time_in_name(std::string_view name) {
  std::int64_t time = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), time);
  const bool good = error == std::errc() && end != name.data() + name.size() && *end == '.';
  return good && time > 0 ? time : 0;
}

read_result add_files(const std::string& root, const std::string& below, bool eml_only,
                      std::vector<stored_file>& into) {
  std::error_code error;
  const std::string folder = below.empty() ? root : root + below;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    const std::string name = at->path().filename().string();
    std::error_code ignored;  // gone already
    if (name.starts_with('.') || (eml_only && !has_eml_suffix(name)) || !at->is_regular_file(ignored)) {
      continue;
    }
    if (into.size() == reader_limits::messages) {
      return {read_errc::too_many,
              root + " has more than " + std::to_string(reader_limits::messages) + " messages"};
    }
    stored_file file{below + name, below.empty() ? 0 : time_in_name(name), 0};
    struct stat status = {};
    if (file.seconds == 0 && ::stat((root + file.path).c_str(), &status) == 0) {
      file.seconds = status.st_mtim.tv_sec;
      file.nanoseconds = status.st_mtim.tv_nsec;
    }
    into.push_back(std::move(file));
  }
  return error ? read_failure(error.value(), "read the folder", folder) : read_result{};
}

bool arrives_before(const stored_file& a, const stored_file& b) {
  return std::forward_as_tuple(a.seconds, a.nanoseconds, a.file_name()) <
         std::forward_as_tuple(b.seconds, b.nanoseconds, b.file_name());
}

}  // namespace

bool has_eml_suffix(std::string_view name) noexcept {
  if (name.size() < eml.size()) {
    return false;
  }
  name.remove_prefix(name.size() - eml.size());
  return std::ranges::equal(
      name, eml, {}, [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c + 0; },
      [](char c) { return c + 0; });
}

std::unique_ptr<mailbox> open_files(const std::string& path, mailbox_kind kind, read_result& why) {
  why = {};
  if (kind == mailbox_kind::file) {
    const std::size_t slash = path.rfind('/') + 1;  // 0 where there is none
    std::vector<stored_file> one;
    one.push_back({path.substr(slash), 0, 0});
    return std::make_unique<file_mailbox>(path.substr(0, slash), kind, std::move(one));
  }
  std::vector<stored_file> files;
  const std::string root = path.ends_with('/') ? path : path + '/';
  if (kind == mailbox_kind::folder) {
    why = add_files(root, "", true, files);
  } else {
    // One of the two is enough: they are made when they are needed.
    why = add_files(root, "new/", false, files);
    const bool has_new = static_cast<bool>(why);
    if (has_new || why.code == read_errc::not_found) {
      read_result cur = add_files(root, "cur/", false, files);
      why = has_new && cur.code == read_errc::not_found ? read_result{} : std::move(cur);
    }
    if (why.code == read_errc::not_found) {
      why = {read_errc::not_a_mailbox, path + " is no Maildir: neither new/ nor cur/ is in it"};
    }
  }
  if (!why) {
    return nullptr;
  }
  std::ranges::sort(files, arrives_before);
  return std::make_unique<file_mailbox>(root, kind, std::move(files));
}

}  // namespace popquiz::client
