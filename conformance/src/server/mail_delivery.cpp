#include <popquiz/conformance/mail_delivery.hpp>

#include "client/shell_word.hpp"

#include <popquiz/client/file_system.hpp>
#include <popquiz/client/open_store.hpp>

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

/// What hands a message on its standard input, with LF line ends, to an SMTP server, and says on standard
/// error why that failed, with the server's refusal (RFC 5321 §4.2.1). curl(1) as a program: its library and
/// what that needs would be loaded by every run of ours. "popquiz.example" is what EHLO says.
std::string smtp_command(const mail_delivery& how) {
  return "said=$(curl --disable --silent --show-error --noproxy '*' --connect-timeout 10 --crlf "
         "--dump-header - --upload-file - --mail-from popquiz@popquiz.example --mail-rcpt " +
         shell_word(how.recipient) + ' ' + shell_word("smtp://" + how.where + "/popquiz.example") +
         R"() || { status=$?; printf '%s\n' "$said" | tr -cd ' -~\n' | grep '^[45]' >&2; exit $status; })";
}

std::string store_of(const mail_delivery& how) {
  switch (how.way) {
    case delivery_way::mbox:
      return "mbox:" + how.where;
    case delivery_way::smtp:
      return "pipe:" + smtp_command(how);
    case delivery_way::command:
    case delivery_way::maildir:
      break;
  }
  return "pipe:" + how.where;
}

bool deliver_to_store(const mail_delivery& how, const fixture_mail& mail, std::string& why) {
  client::store_result result;
  const auto store = client::open_store(store_of(how), result, client::posix_file_system(),
                                        how.way == delivery_way::mbox ? std::chrono::seconds(0) : how.limit);
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
  if (!result && how.way == delivery_way::smtp) {
    // without the command, which is not the user's
    why =
        fmt::format("--smtp {}: curl {}", how.where, why.substr(std::min(why.rfind("\" ") + 2, why.size())));
  }
  return static_cast<bool>(result);
}

}  // namespace

bool deliver(const mail_delivery& how, const fixture_mail& mail, std::vector<std::string>& files,
             std::string& why) {
  return how.way == delivery_way::maildir ? deliver_to_maildir(how, mail, files, why)
                                          : deliver_to_store(how, mail, why);
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
