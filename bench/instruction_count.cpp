// One pass of one scenario, for callgrind to count (bench/gate.py):
//   instruction_count                      lists the kernels and the scenarios that there are
//   instruction_count LAYER KERNEL INPUT   counts one; KERNEL is "-" for a layer that has none
// Under callgrind with --collect-atstart=no only the pass itself is counted. It prints the units of the
// pass, by which the instructions are to be divided: octets, or messages when INPUT says so.

#include "client_passes.hpp"
#include "inputs.hpp"
#include "passes.hpp"
#include "verify.hpp"

#include <popquiz/parser/command_parser.hpp>
#include <popquiz/parser/line_splitter.hpp>
#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

#include <valgrind/callgrind.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::bench {
namespace {

constexpr std::size_t octets_a_pass = 256U << 10U;
constexpr std::size_t octets_by_octet = 4U << 10U;
constexpr std::size_t messages_a_pass = 256;
constexpr std::size_t message_octets = 4U << 10U;

/// Runs `pass` and counts its instructions. What it hands out must be `expected`.
template <class Pass>
void count(std::size_t expected, Pass pass) {
  CALLGRIND_TOGGLE_COLLECT;
  const std::size_t found = pass();
  CALLGRIND_TOGGLE_COLLECT;
  if (found != expected) {
    throw std::runtime_error("found " + std::to_string(found) + ", expected " + std::to_string(expected));
  }
}

reply verified(const input& in) {
  reply made(in.kind, in.read == 0 ? octets_a_pass : octets_by_octet);
  if (const std::string wrong = verify(made, in.read); !wrong.empty()) {
    throw std::runtime_error(wrong);
  }
  return made;
}

std::size_t scan(parser::kernel kernel, const input& in) {
  const reply made = verified(in);
  span_storage spans;
  count(1, [&] { return std::size_t{scan_body(kernel, made.body(), spans, drop_spans{}).complete}; });
  return made.body().size();
}

std::size_t parse(parser::kernel kernel, const input& in) {
  const reply made = verified(in);
  span_storage spans;
  count(1, [&] {
    return std::size_t{parse_reply(kernel, made.whole(), in.read, spans, drop_spans{}).complete};
  });
  return made.whole().size();
}

std::size_t line_count(std::string_view text) {
  std::size_t lines = 0;
  for (const char c : text) {
    lines += c == '\n' ? 1 : 0;
  }
  return lines;
}

std::size_t encode(parser::kernel kernel, std::string_view line_end) {
  const std::string message = mail_message(octets_a_pass, line_end);
  std::size_t dots = message.starts_with('.') ? 1 : 0;
  for (std::size_t at = message.find("\n."); at != std::string::npos; at = message.find("\n.", at + 1)) {
    ++dots;
  }
  const std::size_t line_ends = line_count(message) * (2 - line_end.size());
  span_storage pieces;
  count(message.size() + dots + line_ends + 3, [&] {
    parser::stuffing_encoder encoder(kernel);
    std::size_t octets = 0;
    const auto write = [&](const parser::stuffing_result& result) {
      for (const std::string_view piece : span_batch(pieces).first(result.count)) {
        octets += piece.size();
      }
    };
    std::string_view rest = message;
    while (!rest.empty()) {
      const parser::stuffing_result result = encoder.encode(rest, pieces);
      write(result);
      rest.remove_prefix(result.consumed);
    }
    write(encoder.finish(pieces));
    return octets;
  });
  return message.size();
}

std::size_t parse_commands() {
  const std::string stream = commands(octets_a_pass);
  count(line_count(stream), [&] {
    parser::command_parser parser;
    std::string_view rest = stream;
    std::size_t valid = 0;
    for (;;) {
      const parser::command_result result = parser.next(rest);
      if (result.status != parser::parse_status::event) {
        return valid;
      }
      valid += result.command.error == parser::parse_errc::none ? 1 : 0;
      rest.remove_prefix(result.consumed);
    }
  });
  return stream.size();
}

template <class Parse>
std::size_t parse_listings(const std::string& body, Parse parse_line) {
  count(line_count(body), [&] {
    parser::line_splitter splitter;
    splitter.feed(body);
    std::size_t valid = 0;
    while (const std::optional<std::string_view> line = splitter.next()) {
      valid += std::size_t{static_cast<bool>(parse_line(*line, parser::strictness::strict))};
    }
    return valid;
  });
  return body.size();
}

/// With which kernels a scenario is counted.
enum class kernels_of : std::uint8_t { none, each, fastest };

struct scenario {
  std::string layer;
  std::string input;
  kernels_of use;
  std::function<std::size_t(parser::kernel)> run;  ///< returns the units of the pass
};

std::vector<scenario> scenarios() {
  using parser::kernel;
  std::vector<scenario> all;
  for (const input& in : inputs()) {
    if (in.read == 0) {
      all.push_back({"scan", std::string(in.name), kernels_of::each, [in](kernel k) { return scan(k, in); }});
    }
    all.push_back(
        {"parser", std::string(in.name), kernels_of::each, [in](kernel k) { return parse(k, in); }});
  }
  all.push_back(
      {"stuffing_encoder", "lf_message", kernels_of::each, [](kernel k) { return encode(k, "\n"); }});
  all.push_back(
      {"stuffing_encoder", "crlf_message", kernels_of::each, [](kernel k) { return encode(k, "\r\n"); }});
  all.push_back({"command_parser", "commands", kernels_of::none, [](kernel) { return parse_commands(); }});
  all.push_back({"listing", "scan", kernels_of::none, [](kernel) {
                   return parse_listings(scan_listings(octets_a_pass), parser::parse_scan_listing);
                 }});
  all.push_back({"listing", "unique_id", kernels_of::none, [](kernel) {
                   return parse_listings(unique_id_listings(octets_a_pass), parser::parse_unique_id_listing);
                 }});
  // A session takes the fastest kernel there is.
  all.push_back({"client", "retr_mail", kernels_of::fastest,
                 [](kernel) { return count_retr(reply(text_kind::mail, octets_a_pass).body()); }});
  all.push_back({"client", "fetch_messages_of_4KiB", kernels_of::fastest, [](kernel) {
                   return count_fetch(messages_a_pass, reply(text_kind::mail, message_octets).body());
                 }});
  return all;
}

/// What KERNEL may be.
std::vector<std::string_view> kernel_names(kernels_of use) {
  if (use == kernels_of::none) {
    return {"-"};
  }
  std::vector<std::string_view> names;
  for (const parser::kernel kernel : parser::kernels()) {
    names.push_back(kernel.name());
  }
  names.resize(use == kernels_of::fastest ? 1 : names.size());
  return names;
}

parser::kernel find_kernel(std::string_view name) {
  const auto all = parser::kernels();
  const auto found = std::ranges::find(all, name, &parser::kernel::name);
  return found == all.end() ? parser::kernel() : *found;
}

void list() {
  std::printf("compiler\t%s\n", POPQUIZ_COMPILER);
  for (const std::string_view name : kernel_names(kernels_of::each)) {
    std::printf("kernel\t%s\n", std::string(name).c_str());
  }
  for (const scenario& s : scenarios()) {
    for (const std::string_view kernel : kernel_names(s.use)) {
      std::printf("scenario\t%s\t%s\t%s\n", s.layer.c_str(), std::string(kernel).c_str(), s.input.c_str());
    }
  }
}

int run(std::string_view layer, std::string_view kernel_name, std::string_view input_name) {
  for (const scenario& s : scenarios()) {
    const auto names = kernel_names(s.use);
    if (s.layer == layer && s.input == input_name && std::ranges::find(names, kernel_name) != names.end()) {
      std::printf("units\t%zu\n", s.run(find_kernel(kernel_name)));
      return 0;
    }
  }
  std::fputs("instruction_count: no such scenario, or no such kernel here\n", stderr);
  return 2;
}

}  // namespace
}  // namespace popquiz::bench

int main(int argc, char** argv) {
  try {
    if (argc == 4) {
      return popquiz::bench::run(argv[1], argv[2], argv[3]);
    }
    popquiz::bench::list();
    return argc == 1 ? 0 : 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "instruction_count: %s\n", error.what());
    return 1;
  }
}
