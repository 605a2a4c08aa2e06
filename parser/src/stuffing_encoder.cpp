#include <popquiz/parser/stuffing_encoder.hpp>

#include "scan.hpp"

#include <cassert>

namespace popquiz::parser {

stuffing_result stuffing_encoder::encode(std::string_view chunk, std::span<std::string_view> out) noexcept {
  assert(out.size() >= 4);
  stuffing_result result;
  std::size_t begin = 0;  // of what is not out yet
  std::size_t at = 0;
  // Room for two pieces: what stands before an insertion, and the insertion.
  while (at < chunk.size() && result.count + 2 <= out.size()) {
    std::string_view insertion;
    if (at_line_start_ && chunk[at] == '.') {
      insertion = ".";
      at_line_start_ = false;
    } else if (chunk[at] == '\n' && !after_cr_) {
      insertion = "\r";
      after_cr_ = true;
    } else {
      at += kernel_.functions().message(chunk.substr(at));
      at_line_start_ = chunk[at - 1] == '\n';
      after_cr_ = chunk[at - 1] == '\r';
      continue;
    }
    if (at != begin) {
      out[result.count++] = chunk.substr(begin, at - begin);
    }
    out[result.count++] = insertion;
    begin = at;
  }
  if (at != begin) {
    out[result.count++] = chunk.substr(begin, at - begin);
  }
  result.consumed = at;
  result.complete = at == chunk.size();
  return result;
}

stuffing_result stuffing_encoder::finish(std::span<std::string_view> out) noexcept {
  assert(!out.empty());
  out[0] = at_line_start_ ? ".\r\n" : "\r\n.\r\n";
  at_line_start_ = true;
  after_cr_ = false;
  return {0, 1, true};
}

std::uint64_t maildrop_size(std::string_view message) noexcept {
  std::uint64_t size = message.size();
  std::size_t at = 0;
  for (std::size_t lf = message.find('\n'); lf != std::string_view::npos; lf = message.find('\n', at)) {
    if (lf == 0 || message[lf - 1] != '\r') {
      ++size;
    }
    at = lf + 1;
  }
  return at == message.size() ? size : size + 2;
}

}  // namespace popquiz::parser
