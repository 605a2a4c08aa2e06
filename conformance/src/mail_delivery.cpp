#include <popquiz/conformance/mail_delivery.hpp>

#include <popquiz/client/file_system.hpp>
#include <popquiz/client/open_store.hpp>

#include "smtp_delivery.hpp"

#include <fmt/format.h>

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <system_error>

namespace popquiz::conformance {
namespace {

std::string failure(std::string_view doing, const std::string& path, int error) {
  return fmt::format("cannot {} {}: {}", doing, path, std::generic_category().message(error));
}

std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) {
    return "localhost";
  }
  std::string text = name.data();
  // maildir(5): what a file name must not have
  std::ranges::replace_if(text, [](char c) { return c == '/' || c == ':'; }, '_');
  return text;
}

/// A server does not run as root: what root puts into its folder must be its own.
int give_to_owner_of(const std::string& folder, const std::string& file) {
  struct stat owner{};
  if (::geteuid() != 0) {
    return 0;
  }
  return ::stat(folder.c_str(), &owner) == 0 && ::chown(file.c_str(), owner.st_uid, owner.st_gid) == 0
             ? 0
             : errno;
}

int write_file(const std::string& path, std::string_view octets) {
  std::unique_ptr<client::open_file> file;
  int error = client::posix_file_system().open(path, client::open_how::create_new, file);
  if (error == 0) {
    error = file->write({&octets, 1});
  }
  return error == 0 ? file->sync() : error;
}

bool deliver_to_maildir(const mail_delivery& how, const fixture_mail& mail, std::vector<std::string>& files,
                        std::string& why) {
  client::file_system& system = client::posix_file_system();
  const std::string host = host_name();
  for (const char* const folder : {"/new", "/cur", "/tmp"}) {
    struct stat found{};
    if (::stat((how.where + folder).c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) {
      why = fmt::format("{} is no Maildir: it has no folder {}", how.where, folder + 1);
      return false;
    }
  }
  const std::time_t now = std::time(nullptr);
  for (const fixture_message& message : mail.messages()) {
    // Microseconds that count the messages: servers number them by these names.
    const std::string name =
        fmt::format("{}.M{:06}P{}Q{}.{}", now, files.size() + 1, ::getpid(), files.size() + 1, host);
    const std::string temporary = how.where + "/tmp/" + name;
    const std::string delivered = how.where + "/new/" + name;
    int error = write_file(temporary, message.octets);
    error = error == 0 ? give_to_owner_of(how.where + "/new", temporary) : error;
    error = error == 0 ? system.rename(temporary, delivered) : error;
    if (error != 0) {
      static_cast<void>(system.remove(temporary));
      why = failure("deliver", delivered, error);
      return false;
    }
    files.push_back(name);
  }
  return true;
}

bool deliver_to_store(const mail_delivery& how, const fixture_mail& mail, std::string& why) {
  client::store_result result;
  const bool is_mbox = how.way == delivery_way::mbox;
  const auto store =
      client::open_store((is_mbox ? "mbox:" : "pipe:") + how.where, result, client::posix_file_system(),
                         is_mbox ? std::chrono::seconds(0) : how.limit);
  if (store != nullptr) {
    result = store->open();
  }
  for (const fixture_message& message : mail.messages()) {
    if (!result) {
      break;
    }
    const std::string_view octets = message.octets;
    client::body_sink& sink =
        store->begin({"popquiz", message.name + '-' + mail.run(), 0, false}, octets.size());
    if (sink.on_body({&octets, 1}) == client::sink_verdict::abort ||
        sink.on_end() == client::sink_verdict::abort) {
      result = store->failure();
    }
  }
  std::vector<client::delivered_message> delivered;
  if (result) {
    result = store->commit(delivered);
  }
  if (store != nullptr) {
    store->settle();
    store->close();
  }
  why = result.what;
  return static_cast<bool>(result);
}

}  // namespace

bool deliver(const mail_delivery& how, const fixture_mail& mail, std::vector<std::string>& files,
             std::string& why) {
  switch (how.way) {
    case delivery_way::maildir:
      return deliver_to_maildir(how, mail, files, why);
    case delivery_way::mbox:
    case delivery_way::command:
      return deliver_to_store(how, mail, why);
    case delivery_way::smtp:
      break;
  }
  return deliver_by_smtp(how, mail, why);
}

bool remove_delivered(const std::string& maildir, const std::vector<std::string>& files, std::string& why) {
  client::file_system& system = client::posix_file_system();
  for (const std::string& folder : {maildir + "/new/", maildir + "/cur/"}) {
    std::vector<std::string> found;
    const int listed = system.list(folder, [&](std::string_view entry) {
      // A server adds ":2,FLAGS", and some a size in front of that.
      if (std::ranges::any_of(files, [entry](const std::string& name) {
            return entry == name ||
                   (entry.starts_with(name) && (entry[name.size()] == ':' || entry[name.size()] == ','));
          })) {
        found.emplace_back(entry);
      }
    });
    if (listed != 0) {
      why = failure("read the folder", folder, listed);
      return false;
    }
    for (const std::string& name : found) {
      if (const int error = system.remove(folder + name); error != 0 && error != ENOENT) {
        why = failure("remove", folder + name, error);
        return false;
      }
    }
  }
  return true;
}

}  // namespace popquiz::conformance
