#include "mail/mail_choice.hpp"

#include "mail/mail_trouble.hpp"

#include <popquiz/client/read_result.hpp>

#include <fmt/format.h>

#include <charconv>

namespace popquiz::cli {
namespace {

/// The message's place; what is all digits may be a name, too.
std::optional<std::size_t> find(const client::mailbox& box, const std::string& which) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(which.data(), which.data() + which.size(), number);
  if (error == std::errc() && end == which.data() + which.size() && number >= 1 && number <= box.size()) {
    return number - 1;
  }
  if (which.empty()) {
    return box.size() == 1 ? std::optional<std::size_t>(0) : std::nullopt;
  }
  return box.find(which);
}

std::string expectation(const client::mailbox& box) {
  return box.size() == 1 ? "1" : fmt::format("a number from 1 to {}", box.size());
}

}  // namespace

std::optional<chosen_mail> choose_mail(const std::string& path, const std::string& which, sysexit& status) {
  if (path.empty()) {
    status = mail_trouble("the PATH of a mailbox is needed (--help tells more)", sysexit::usage);
    return std::nullopt;
  }
  client::read_result why;
  chosen_mail chosen;
  chosen.box = client::open_mailbox(path, why);
  if (chosen.box == nullptr) {
    status = mail_trouble(why);
    return std::nullopt;
  }
  if (chosen.box->size() == 0) {
    status = mail_trouble(path + " has no messages", sysexit::no_input);
    return std::nullopt;
  }
  const auto number = find(*chosen.box, which);
  if (!number) {
    const char* const or_name = chosen.box->kind() == client::mailbox_kind::mbox ? "" : " or a file's name";
    const std::string expected = fmt::format("expected {}{}", expectation(*chosen.box), or_name);
    status = which.empty()
                 ? mail_trouble(fmt::format("which message of {}? {}", path, expected), sysexit::usage)
                 : mail_trouble(fmt::format("{} has no message \"{}\": {}", path, which, expected),
                                sysexit::no_input);
    return std::nullopt;
  }
  chosen.number = *number;
  chosen.octets = chosen.box->open(*number, why);
  if (chosen.octets == nullptr) {
    status = mail_trouble(why);
    return std::nullopt;
  }
  return chosen;
}

}  // namespace popquiz::cli
