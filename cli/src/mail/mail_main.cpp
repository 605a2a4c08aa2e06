// popquiz-mail: what `popquiz mail` becomes (other_program.hpp).
#include "fetch/sysexit.hpp"
#include "mail/mail_export.hpp"
#include "mail/mail_list.hpp"
#include "mail/mail_show.hpp"
#include "options/arguments.hpp"
#include "options/program.hpp"
#include "options/remark.hpp"

#include <CLI/Error.hpp>

#include <clocale>
#include <csignal>
#include <exception>
#include <new>
#include <string>
#include <vector>

namespace popquiz::cli {
namespace {

sysexit run(std::vector<const char*> words) {
  arguments given;
  program definition(given);
  try {
    definition.parser().parse(static_cast<int>(words.size()), words.data());
  } catch (const CLI::CallForHelp&) {
    return print_out(definition.parser().help()) ? sysexit::ok : sysexit::io_error;
  } catch (const CLI::ParseError& error) {
    remark(std::string(error.what()) + " (--help tells more)");
    return sysexit::usage;
  }
  switch (definition.chosen()) {
    case command::mail_list:
      return list_mail(given.mail.list);
    case command::mail_show:
      return show_mail(given.mail.show);
    case command::mail_export:
      return export_mail(given.mail.exported);
    default:
      remark("a command is needed: list, show or export (--help tells more)");
      return sysexit::usage;
  }
}

}  // namespace
}  // namespace popquiz::cli

int main(int count, char** words) {
  using popquiz::cli::remark;
  using popquiz::cli::sysexit;
  // A reader that goes away is an error of writing, not the end.
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  static_cast<void>(std::setlocale(LC_CTYPE, ""));
  sysexit status = sysexit::software;
  try {
    std::vector<const char*> full{"popquiz", "mail"};
    full.insert(full.end(), words + (count > 0 ? 1 : 0), words + count);
    status = popquiz::cli::run(std::move(full));
  } catch (const std::bad_alloc&) {
    remark("there is no memory");
    status = sysexit::os_error;
  } catch (const std::exception& error) {
    remark(error.what());
  }
  return static_cast<int>(status);
}
