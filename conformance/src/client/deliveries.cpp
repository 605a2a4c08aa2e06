#include <popquiz/conformance/driver.hpp>

#include "client/delivery_form.hpp"
#include "client/mbox_messages.hpp"
#include "process/file_descriptor.hpp"

#include <fmt/format.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

namespace popquiz::conformance {
namespace {

constexpr std::size_t message_limit = 100'000;

/// What a client has delivered, read with suspicion: by descriptors, so that no symbolic link is followed,
/// and within limits, so that a client which never ends does not end us.
class delivery_reader {
 public:
  delivery_reader(std::uint64_t octets, std::string& why) : octets_left_(octets), why_(&why) {}

  /// The file or folder `path` below `folder`; not open when it is not there, or a link is on the way.
  [[nodiscard]] file_descriptor open_below(const std::filesystem::path& folder, const std::string& path,
                                           int how) {
    file_descriptor at(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const std::filesystem::path parts(path);
    for (auto part = parts.begin(); at && part != parts.end(); ++part) {
      const bool is_last = std::next(part) == parts.end();
      at = open_at(at.get(), part->c_str(), is_last ? how : O_DIRECTORY);
    }
    return at;
  }

  void read_folder(file_descriptor folder) {
    if (!folder) {
      return;
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::fdopendir(folder.get()), ::closedir);
    if (entries == nullptr) {
      complain("a folder", errno);
      return;
    }
    const int at = folder.release();  // closedir() closes it
    while (const dirent* const entry = ::readdir(entries.get())) {
      if (entry->d_name[0] == '.') {
        continue;
      }
      if (messages.size() == message_limit) {
        note(fmt::format("more than {} messages are delivered: the rest is left out", message_limit));
        return;
      }
      if (auto octets = read_file(open_at(at, entry->d_name, 0))) {
        messages.push_back(std::move(*octets));
      }
    }
  }

  /// Nothing when it is not open or no regular file.
  [[nodiscard]] std::optional<std::string> read_file(file_descriptor file) {
    struct stat found{};
    if (!file || ::fstat(file.get(), &found) != 0 || !S_ISREG(found.st_mode)) {
      return std::nullopt;
    }
    std::string octets;
    std::array<char, 65536> block{};
    for (;;) {
      const ssize_t got = ::read(file.get(), block.data(), block.size());
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got < 0) {
        complain("a delivered message", errno);
      }
      if (got <= 0) {
        return octets;
      }
      const std::uint64_t taken = std::min(octets_left_, static_cast<std::uint64_t>(got));
      octets.append(block.data(), static_cast<std::size_t>(taken));
      octets_left_ -= taken;
      if (taken < static_cast<std::uint64_t>(got)) {
        note("more octets are delivered than the limit allows: the rest is left out");
        return octets;
      }
    }
  }

  std::vector<std::string> messages;

 private:
  /// A FIFO does not make it wait.
  [[nodiscard]] file_descriptor open_at(int folder, const char* name, int how) {
    file_descriptor file(::openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | how));
    if (!file && errno != ENOENT && errno != ELOOP && errno != ENOTDIR && errno != ENXIO) {
      complain("what is delivered", errno);
    }
    return file;
  }
  void complain(std::string_view what, int error) {
    note(fmt::format("{} can't be read: {}", what, std::generic_category().message(error)));
  }
  void note(std::string what) {
    if (why_->empty()) {
      *why_ = std::move(what);
    }
  }

  std::uint64_t octets_left_;
  std::string* why_;
};

}  // namespace

std::vector<std::string> read_deliveries(const delivery_form& form, const std::filesystem::path& scratch,
                                         std::uint64_t octet_limit, std::string& why) {
  why.clear();
  delivery_reader reader(octet_limit, why);
  switch (form.kind) {
    case delivery_form::place::folder:
      reader.read_folder(reader.open_below(scratch, form.path, O_DIRECTORY));
      break;
    case delivery_form::place::maildir:
      for (const char* const part : {"/new", "/cur"}) {
        reader.read_folder(reader.open_below(scratch, form.path + part, O_DIRECTORY));
      }
      break;
    case delivery_form::place::mbox:
      if (const auto octets = reader.read_file(reader.open_below(scratch, form.path, 0))) {
        reader.messages = mbox_messages(*octets, form.quotes_from_lines, message_limit + 1);
        if (reader.messages.size() > message_limit) {
          reader.messages.pop_back();
          why = fmt::format("more than {} messages are delivered: the rest is left out", message_limit);
        }
      }
      break;
  }
  for (std::string& message : reader.messages) {
    const std::string_view own = without_added_fields(form, message);
    message.erase(0, message.size() - own.size());
  }
  return std::move(reader.messages);
}

}  // namespace popquiz::conformance
