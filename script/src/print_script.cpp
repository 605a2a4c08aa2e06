#include <popquiz/script/parse.hpp>

#include "blocks.hpp"
#include "header_text.hpp"
#include "step_text.hpp"

namespace popquiz::script {

namespace {

void print_block(std::string& out, const block& steps, std::size_t indentation) {
  for (const step& s : steps) {
    out.append(indentation, ' ');
    out += std::visit([](const auto& kind) { return print(kind); }, s.what);
    out += '\n';
    if (const block* body = body_of(s.what)) {
      print_block(out, *body, indentation + 2);
    }
  }
}

}  // namespace

std::string print_script(const script& s) {
  std::string out = print_header(s);
  print_block(out, s.steps, 0);
  return out;
}

}  // namespace popquiz::script
