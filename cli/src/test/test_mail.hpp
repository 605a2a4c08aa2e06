#pragma once

#include "options/arguments.hpp"

#include <popquiz/conformance/fixture_mail.hpp>
#include <popquiz/conformance/mail_delivery.hpp>
#include <popquiz/conformance/remote_subject.hpp>

#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// Mail of popquiz's own that is in the server's maildrop while the checks run: --maildir, --mbox, --deliver
/// or
/// --smtp.
struct test_mail {
  conformance::mail_delivery how;
  conformance::fixture_mail mail;
  std::vector<std::string> files = {};
};

/// What the arguments ask for; nothing when they ask for no mail.
[[nodiscard]] std::optional<test_mail> make_test_mail(const test_server_arguments& arguments);

/// Delivers it and waits until the server shows it. False and `why` set when that fails; what has been
/// delivered is taken back then as below.
[[nodiscard]] bool place(test_mail& mail, conformance::remote_subject& server, bool may_change,
                         std::string& why);

/// Removes what is left of it and delivers it anew, so that another round finds the same mail. False and
/// `why` set when that fails.
[[nodiscard]] bool restock(test_mail& mail, conformance::remote_subject& server, std::string& why);

/// Removes it again: from a Maildir as files, else by DELE. A line on standard error says what is left,
/// which is all of it unless `may_change`.
void take_back(const test_mail& mail, conformance::remote_subject& server, bool may_change);

}  // namespace popquiz::cli
