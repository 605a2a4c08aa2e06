#include <popquiz/client/language_ops.hpp>

#include <algorithm>

namespace popquiz::client {

using parser::append_command;
using parser::verb;

void utf8_op::begin() {
  send(verb::utf8, append_command(fresh_line(), verb::utf8), false);
}

void lang_op::begin() {
  if (tag_.empty()) {
    send(verb::lang, append_command(fresh_line(), verb::lang), false);
  } else {
    send(verb::lang, append_command(fresh_line(), verb::lang, tag_, limit()), true);
  }
}

void lang_op::on_line(std::string_view text, std::uint64_t) {
  const std::size_t space = std::min(text.find(' '), text.size());
  languages_.push_back(
      {std::string(text.substr(0, space)), std::string(text.substr(std::min(space + 1, text.size())))});
}

}  // namespace popquiz::client
