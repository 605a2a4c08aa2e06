#include "options/man_page.hpp"

#include "options/help_text.hpp"
#include "options/manual.hpp"

#include <fmt/format.h>

namespace popquiz::cli {
namespace {

/// Text that troff prints as it is: a backslash and a leading dot or quote mean something there, and
/// a bare hyphen may be printed as a dash.
std::string troff(std::string_view text) {
  std::string out;
  if (text.starts_with('.') || text.starts_with('\'')) {
    out += "\\&";
  }
  for (const char octet : text) {
    if (octet == '\\') {
      out += "\\e";
    } else if (octet == '-') {
      out += "\\-";
    } else if (octet == '\n') {
      out += ' ';
    } else {
      out += octet;
    }
  }
  return out;
}

std::string options_text(const CLI::App& of) {
  std::string out;
  for (const option_text& o : options(of)) {
    out += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", troff(o.names),
                       o.value.empty() ? "" : " \\fI" + troff(o.value) + "\\fR", troff(o.description));
  }
  return out;
}

std::string command_text(const CLI::App& of) {
  const manual_section& section = manual_of(full_name(of));
  std::string out = fmt::format(".SS {}\n\\fB{}\\fR\n.PP\n{}\n", troff(full_name(of)), troff(usage(of)),
                                troff(section.description));
  out += options_text(of);
  for (const example& e : section.examples) {
    out += fmt::format(".PP\n{}\n.PP\n.nf\n.RS\n{}\n.RE\n.fi\n", troff(e.what), troff(e.command_line));
  }
  if (!section.exit_codes.empty()) {
    out += ".PP\nExit codes:\n";
  }
  for (const exit_code_text& code : section.exit_codes) {
    out += fmt::format(".TP\n.B {}\n{}\n", code.code, troff(code.meaning));
  }
  return out;
}

std::string commands_text(const CLI::App& below) {
  std::string out;
  for (const CLI::App* const each : below.get_subcommands({})) {
    out += each->get_subcommands({}).empty() ? command_text(*each) : commands_text(*each);
  }
  return out;
}

}  // namespace

std::string man_page(const CLI::App& program, std::string_view program_version) {
  return fmt::format(
             ".TH POPQUIZ 1 \"\" \"popquiz {}\" \"User Commands\"\n"
             ".SH NAME\npopquiz \\- {}\n"
             ".SH SYNOPSIS\n\\fB{}\\fR\n"
             ".SH DESCRIPTION\n{}\n"
             ".SH OPTIONS\n{}"
             ".SH COMMANDS\n",
             program_version, troff(program.get_description()), troff(usage(program)),
             troff(manual_of(full_name(program)).description), options_text(program)) +
         commands_text(program);
}

}  // namespace popquiz::cli
