#include "test/test_server.hpp"

#include "progress.hpp"
#include "test/suite_run.hpp"
#include "test/test_subject.hpp"

#include <popquiz/conformance/check.hpp>
#include <popquiz/conformance/runner.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace popquiz::cli {
namespace {

exit_code run(const test_server_arguments& arguments, test_subject& subject, const conformance::suite& suite,
              conformance::expectations expected) {
  progress shown;
  conformance::run_settings settings = settings_of(arguments, shown);
  settings.allow_changes = arguments.allow_changes || arguments.embedded;
  settings.player = subject.login;
  settings.expected = std::move(expected);
  std::string why_no_mail;
  if (subject.own_mail && settings.allow_changes) {
    settings.restock = [&] {
      shown.clear();
      return restock(*subject.own_mail, *subject.remote, why_no_mail);
    };
  }
  const conformance::run_outcome outcome = conformance::run_suite(suite, subject.servers(), settings);
  shown.clear();
  const exit_code code = report_run(arguments, outcome);
  return why_no_mail.empty() ? code
                             : complain("no mail for another round: " + why_no_mail, exit_code::unreachable);
}

}  // namespace

exit_code run_test_server(const test_server_arguments& arguments) {
  complaint why;
  const auto whole = load_suite(arguments, {conformance::builtin_suite, conformance::suite_with_folder}, why);
  if (!whole) {
    return complain(why.what, why.code);
  }
  const conformance::suite chosen = conformance::select(*whole, arguments.only);
  if (chosen.checks.empty() && arguments.list) {
    return complain(fmt::format("no check's id matches \"{}\"", fmt::join(arguments.only, "\" or \"")),
                    exit_code::nothing_ran);
  }
  if (arguments.list) {
    return list_suite(arguments, chosen);
  }
  auto subject = make_test_subject(arguments, why);
  if (!subject) {
    return complain(why.what, why.code);
  }
  auto expected = load_expectations(arguments, *whole, why);
  if (!expected) {
    return complain(why.what, why.code);
  }
  if (chosen.checks.empty()) {
    return complain(fmt::format("no check ran: none has an id that matches \"{}\"",
                                fmt::join(arguments.only, "\" or \"")),
                    exit_code::nothing_ran);
  }
  if (subject->remote != nullptr && !arguments.mail.empty()) {
    using learned = conformance::remote_subject::learned;
    const learned how = subject->remote->learn(why.what);
    if (how != learned::yes) {
      return complain(why.what, how == learned::other_mail ? exit_code::usage : exit_code::unreachable);
    }
  }
  if (subject->own_mail && !place(*subject->own_mail, *subject->remote, arguments.allow_changes, why.what)) {
    return complain(why.what, exit_code::unreachable);
  }
  const exit_code code = run(arguments, *subject, chosen, std::move(*expected));
  if (subject->own_mail) {
    take_back(*subject->own_mail, *subject->remote, arguments.allow_changes);
  }
  return code;
}

}  // namespace popquiz::cli
