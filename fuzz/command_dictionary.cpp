// The dictionary of the target `commands`, made of the command table.
//   fuzz_command_dictionary            prints it
//   fuzz_command_dictionary FILE       says whether FILE is it; exits 1 when it is not
#include <popquiz/parser/command_table.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace {

using popquiz::parser::argument_grammar;

struct example {
  argument_grammar grammar;
  std::string_view arguments;
};

/// Arguments as each grammar wants them; none where it wants none.
constexpr example examples[] = {
    {argument_grammar::text, " pass word"},
    {argument_grammar::name, " name"},
    {argument_grammar::name_and_digest, " name c4c9334bac560ecc979e58001b3e22fb"},
    {argument_grammar::message_number, " 1"},
    {argument_grammar::optional_message_number, " 1"},
    {argument_grammar::message_number_and_lines, " 1 0"},
    {argument_grammar::sasl_mechanism, " PLAIN AHgAeQ=="},
    {argument_grammar::optional_language, " *"},
};

std::string_view arguments_of(argument_grammar grammar) {
  const auto* const found = std::find_if(std::begin(examples), std::end(examples),
                                         [grammar](const example& e) { return e.grammar == grammar; });
  return found == std::end(examples) ? std::string_view() : found->arguments;
}

std::string dictionary() {
  std::string out = "# Made of the command table: ci/fuzz --dictionaries\n";
  for (const auto& command : popquiz::parser::command_table()) {
    out.append("\"").append(command.keyword).append("\"\n\"").append(command.keyword);
    out.append(arguments_of(command.arguments)).append("\\x0D\\x0A\"\n");
  }
  out += "\" \"\n\"  \"\n\"\\x0D\\x0A\"\n\"\\x0D\"\n\"\\x0A\"\n\"\\x00\"\n\"\\x7F\"\n\"\\xC3\\xA9\"\n";
  out += "\"18446744073709551615\"\n\"18446744073709551616\"\n";
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string wanted = dictionary();
  if (argc < 2) {
    std::fputs(wanted.c_str(), stdout);
    return 0;
  }
  std::ifstream file(argv[1], std::ios::binary);
  const std::string found{std::istreambuf_iterator<char>(file), {}};
  if (found != wanted) {
    std::fprintf(stderr, "%s is not what the command table says; run ci/fuzz --dictionaries\n", argv[1]);
    return 1;
  }
  return 0;
}
