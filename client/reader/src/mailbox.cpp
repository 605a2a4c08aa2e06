#include <popquiz/client/mailbox.hpp>

#include "file_mailbox.hpp"
#include "input_file.hpp"
#include "mbox_index.hpp"

#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <vector>

namespace popquiz::client {
namespace {

class mbox_mailbox final : public mailbox {
 public:
  mbox_mailbox(std::shared_ptr<const input_file> file, std::vector<mbox_entry> entries)
      : file_(std::move(file)), entries_(std::move(entries)) {}

  [[nodiscard]] mailbox_kind kind() const noexcept override { return mailbox_kind::mbox; }
  [[nodiscard]] std::size_t size() const noexcept override { return entries_.size(); }
  [[nodiscard]] std::string_view name(std::size_t /*number*/) const noexcept override { return {}; }
  [[nodiscard]] std::optional<mail_flags> flags(std::size_t /*number*/) const noexcept override {
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::size_t> find(std::string_view /*name*/) const noexcept override {
    return std::nullopt;
  }
  std::unique_ptr<message_octets> open(std::size_t number, read_result& why) const override {
    why = {};
    const mbox_entry& entry = entries_[number];
    if (entry.quoted_lines == 0) {
      return std::make_unique<file_octets>(file_, entry.offset, entry.octets);
    }
    return std::make_unique<mbox_octets>(file_, entry);
  }

 private:
  std::shared_ptr<const input_file> file_;
  std::vector<mbox_entry> entries_;
};

/// A kind when `place` names it, and what is behind its name.
std::optional<mailbox_kind> named_kind(std::string_view& place) {
  struct kind_name {
    std::string_view prefix;
    mailbox_kind kind;
  };
  static constexpr std::array<kind_name, 3> names{
      {{"maildir:", mailbox_kind::maildir}, {"dir:", mailbox_kind::folder}, {"mbox:", mailbox_kind::mbox}}};
  for (const kind_name& each : names) {
    if (place.starts_with(each.prefix)) {
      place.remove_prefix(each.prefix.size());
      return each.kind;
    }
  }
  return std::nullopt;
}

bool is_folder(const std::string& path) {
  struct stat status = {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

/// What it is, by a look at it.
mailbox_kind recognised_kind(const std::string& path, read_result& why) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    why = read_failure(errno, "open", path);
    return mailbox_kind::file;
  }
  if (S_ISDIR(status.st_mode)) {
    return is_folder(path + "/new") || is_folder(path + "/cur") ? mailbox_kind::maildir
                                                                : mailbox_kind::folder;
  }
  const auto file = input_file::open(path, why);
  if (file == nullptr || has_eml_suffix(path)) {
    return mailbox_kind::file;
  }
  std::array<char, 5> first{};
  std::size_t got = 0;
  why = file->read_at(0, first, got);
  return got == 0 || std::string_view(first.data(), got) == "From " ? mailbox_kind::mbox : mailbox_kind::file;
}

std::unique_ptr<mailbox> open_mbox(const std::string& path, read_result& why) {
  std::vector<mbox_entry> entries;
  auto file = input_file::open(path, why);
  if (file == nullptr) {
    return nullptr;
  }
  why = index_mbox(file, entries);
  return why ? std::make_unique<mbox_mailbox>(std::move(file), std::move(entries)) : nullptr;
}

}  // namespace

std::unique_ptr<mailbox> open_mailbox(std::string_view place, read_result& why) {
  why = {};
  const std::optional<mailbox_kind> named = named_kind(place);
  std::string path(place);
  if (path.empty() || path.find('\0') != std::string::npos) {
    why = {read_errc::not_found, "a mailbox needs a path"};
    return nullptr;
  }
  const mailbox_kind kind = named ? *named : recognised_kind(path, why);
  if (!why) {
    return nullptr;
  }
  auto box = kind == mailbox_kind::mbox ? open_mbox(path, why) : open_files(path, kind, why);
  if (!named && kind == mailbox_kind::folder && box != nullptr && box->size() == 0) {
    why = {read_errc::not_a_mailbox,
           path + " is no mailbox: neither new/ nor cur/ nor a file NAME.eml is in it"};
    return nullptr;
  }
  return box;
}

}  // namespace popquiz::client
