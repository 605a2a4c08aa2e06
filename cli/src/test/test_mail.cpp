#include "test/test_mail.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <random>

namespace popquiz::cli {
namespace {

using conformance::delivery_way;

// How long mail may be on its way once it has been accepted.
constexpr auto file_patience = std::chrono::seconds(10);
constexpr auto delivery_patience = std::chrono::seconds(30);

std::string make_run() {
  std::random_device random;
  return fmt::format("{:08x}{:08x}", random(), random());
}

bool deliver(test_mail& mail, conformance::remote_subject& server, std::string& why) {
  const bool by_file = mail.how.way == delivery_way::maildir || mail.how.way == delivery_way::mbox;
  return conformance::deliver(mail.how, mail.mail, mail.files, why) &&
         server.await_fixtures(
             by_file ? sansio::duration(file_patience) : sansio::duration(delivery_patience), why) ==
             conformance::remote_subject::learned::yes;
}

bool remove(const test_mail& mail, conformance::remote_subject& server, std::string& why) {
  return mail.how.way == delivery_way::maildir
             ? conformance::remove_delivered(mail.how.where, mail.files, why)
             : server.delete_fixtures(why);
}

}  // namespace

std::optional<test_mail> make_test_mail(const test_server_arguments& arguments) {
  conformance::mail_delivery how;
  if (!arguments.maildir.empty()) {
    how.where = arguments.maildir;
  } else if (!arguments.mbox.empty()) {
    how.way = delivery_way::mbox;
    how.where = arguments.mbox;
  } else if (!arguments.deliver.empty()) {
    how.way = delivery_way::command;
    how.where = arguments.deliver;
  } else if (!arguments.smtp.empty()) {
    how.way = delivery_way::smtp;
    how.where = arguments.smtp;
    how.recipient = arguments.smtp_to.empty() ? arguments.user : arguments.smtp_to;
    if (how.recipient.find('@') == std::string::npos) {
      how.recipient += "@localhost";
    }
  } else {
    return std::nullopt;
  }
  return test_mail{how, conformance::fixture_mail(how.way, make_run())};
}

bool place(test_mail& mail, conformance::remote_subject& server, bool may_change, std::string& why) {
  if (!server.note_what_is_there(why)) {
    return false;
  }
  const bool placed = deliver(mail, server, why);
  if (!placed) {
    take_back(mail, server, may_change);
  }
  return placed;
}

bool restock(test_mail& mail, conformance::remote_subject& server, std::string& why) {
  if (!remove(mail, server, why)) {
    return false;
  }
  mail.files.clear();
  return deliver(mail, server, why);
}

void take_back(const test_mail& mail, conformance::remote_subject& server, bool may_change) {
  if (!may_change) {
    fmt::print(
        stderr,
        "popquiz: its messages stay in the maildrop (X-Popquiz-Fixture: ...-{}); with --allow-changes they "
        "are removed\n",
        mail.mail.run());
    return;
  }
  std::string why;
  if (!remove(mail, server, why)) {
    fmt::print(stderr,
               "popquiz: messages of its own (X-Popquiz-Fixture: ...-{}) may be left in the maildrop: {}\n",
               mail.mail.run(), why);
  }
}

}  // namespace popquiz::cli
