// One pass of one scenario, for callgrind to count (bench/gate.py):
//   instruction_count                      lists the kernels and the scenarios that there are
//   instruction_count LAYER KERNEL INPUT   counts one; KERNEL is "-" for a layer that has none
// Under callgrind with --collect-atstart=no only the pass itself is counted. It prints the units of the
// pass, by which the instructions are to be divided: octets, or messages when INPUT says so.

#include "client_passes.hpp"
#include "codec_passes.hpp"
#include "inputs.hpp"
#include "passes.hpp"
#include "server_passes.hpp"
#include "store_passes.hpp"
#include "verify.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>
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
  count_pass(1, [&] { return std::size_t{scan_body(kernel, made.body(), spans, drop_spans{}).complete}; });
  return made.body().size();
}

std::size_t parse(parser::kernel kernel, const input& in) {
  const reply made = verified(in);
  span_storage spans;
  count_pass(1, [&] {
    return std::size_t{parse_reply(kernel, made.whole(), in.read, spans, drop_spans{}).complete};
  });
  return made.whole().size();
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
  all.push_back({"stuffing_encoder", "lf_message", kernels_of::each,
                 [](kernel k) { return count_encoder(k, octets_a_pass, "\n"); }});
  all.push_back({"stuffing_encoder", "crlf_message", kernels_of::each,
                 [](kernel k) { return count_encoder(k, octets_a_pass, "\r\n"); }});
  all.push_back(
      {"command_parser", "commands", kernels_of::none, [](kernel) { return count_commands(octets_a_pass); }});
  all.push_back({"listing", "scan", kernels_of::none,
                 [](kernel) { return count_listings(listing_kind::scan, octets_a_pass); }});
  all.push_back({"listing", "unique_id", kernels_of::none,
                 [](kernel) { return count_listings(listing_kind::unique_id, octets_a_pass); }});
  // A session takes the fastest kernel there is.
  all.push_back({"client", "retr_mail", kernels_of::fastest,
                 [](kernel) { return count_retr(reply(text_kind::mail, octets_a_pass).body()); }});
  all.push_back({"client", "fetch_messages_of_4KiB", kernels_of::fastest, [](kernel) {
                   return count_fetch(messages_a_pass, reply(text_kind::mail, message_octets).body());
                 }});
  all.push_back({"server", "retr_mail", kernels_of::fastest,
                 [](kernel) { return count_server(1, octets_a_pass) * octets_a_pass; }});
  all.push_back({"server", "retr_messages_of_4KiB", kernels_of::fastest,
                 [](kernel) { return count_server(messages_a_pass, message_octets); }});
  for (const std::string_view kind : {"maildir", "mbox"}) {
    all.push_back(
        {"store", std::string(kind).append("_messages_of_4KiB"), kernels_of::fastest, [kind](kernel) {
           return count_store(kind, messages_a_pass, mail_message(message_octets, "\r\n"));
         }});
  }
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
