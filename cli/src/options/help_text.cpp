#include "options/help_text.hpp"

#include "options/manual.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace popquiz::cli {
namespace {

constexpr std::size_t text_width = 80;
constexpr std::size_t option_column = 26;

/// `text` broken at spaces, every line but the first indented.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t column) {
  std::string out;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (column > indent && column + 1 + word.size() > text_width) {
      out += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  return out;
}

std::string entry(const option_text& o) {
  std::string head = "  " + o.names + (o.value.empty() ? "" : " " + o.value);
  if (head.size() + 2 > option_column) {
    head += '\n' + std::string(option_column, ' ');
  } else {
    head.resize(option_column, ' ');
  }
  return head + wrapped(o.description, option_column, option_column) + "\n";
}

std::string option_names(const CLI::Option& o) {
  std::string names;
  for (const std::string& name : o.get_lnames()) {
    names += (names.empty() ? "--" : ", --") + name;
  }
  for (const std::string& name : o.get_snames()) {
    names += ", -" + name;
  }
  return names;
}

}  // namespace

std::string full_name(const CLI::App& of) {
  const CLI::App* const parent = of.get_parent();
  return parent == nullptr ? of.get_name() : full_name(*parent) + " " + of.get_name();
}

std::string usage(const CLI::App& of) {
  std::string line = full_name(of);
  if (!of.get_subcommands({}).empty()) {
    return line + " COMMAND";
  }
  for (const CLI::Option* const o :
       of.get_options([](const CLI::Option* each) { return each->get_positional(); })) {
    line += " [" + o->get_type_name() + "]" + (o->get_expected_max() > 1 ? "..." : "");
  }
  return line + " [OPTION]...";
}

std::vector<option_text> options(const CLI::App& of) {
  std::vector<option_text> arguments;
  std::vector<option_text> all;
  for (const CLI::Option* const o : of.get_options({})) {
    std::string description = o->get_description();
    if (!o->get_default_str().empty()) {
      description += fmt::format(" (default: {})", o->get_default_str());
    }
    const std::string value = o->get_expected_max() == 0 ? "" : o->get_type_name();  // a flag has none
    if (o->get_positional()) {
      arguments.push_back({value, "", description});
    } else {
      all.push_back({option_names(*o), value, description});
    }
  }
  arguments.insert(arguments.end(), all.begin(), all.end());
  return arguments;
}

std::string help_text(const CLI::App& of) {
  const manual_section& manual = manual_of(full_name(of));
  std::string out = fmt::format("usage: {}\n\n{}\n", usage(of), wrapped(manual.description, 0, 0));
  const auto commands = of.get_subcommands({});
  if (!commands.empty()) {
    out += "\nCommands:\n";
    for (const CLI::App* const each : commands) {
      out += entry({each->get_name(), "", each->get_description()});
    }
  }
  out += "\nOptions:\n";
  for (const option_text& o : options(of)) {
    out += entry(o);
  }
  if (!manual.examples.empty()) {
    out += "\nExamples:\n";
    for (const example& e : manual.examples) {
      out += fmt::format("  {}\n      {}\n", e.what, e.command_line);
    }
  }
  if (!manual.exit_codes.empty()) {
    out += "\nExit codes:\n";
    for (const exit_code_text& code : manual.exit_codes) {
      out += fmt::format("  {}  {}\n", code.code, code.meaning);
    }
  }
  return out;
}

}  // namespace popquiz::cli
