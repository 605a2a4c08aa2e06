// The programs that bench/client.py runs and takes the processor time of:
//   client_bench serve [--octets N] [--tls FILE]   the bare server; writes its certificate to FILE
//   client_bench serve-memory [--octets N] [--tls ANY]   the mock server, its message held in memory
//   client_bench bare PORT [OPTION...]             the bare loop fetches message 1
//   client_bench popquiz PORT [OPTION...]          popquiz's client does
//   client_bench plot                              standard input, a table, becomes an SVG file
//   (plot_table.hpp)
// Options of the two: --buffer OCTETS, --to FILE, --durable, --tls FILE, --read-ahead. They print the
// octets of the message. Of the bare loop: --user NAME --password-file FILE, and --timed, which prints
// behind the octets the seconds from RETR to the end of the message.

#include "bare_server.hpp"
#include "memory_message_server.hpp"
#include "plot_table.hpp"
#include "retr_popquiz.hpp"

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace popquiz::bench {
namespace {

struct command_line {
  retr_job job;
  bool timed = false;
  std::uint64_t octets = std::uint64_t{1} << 30U;
};

std::string first_line_of(const std::string& file) {
  std::string line;
  if (!std::getline(std::ifstream(file), line)) {
    throw std::runtime_error(file + " has no first line");
  }
  return line;
}

command_line read_options(std::span<char*> options) {
  command_line read;
  for (std::size_t i = 0; i < options.size(); ++i) {
    const std::string_view name = options[i];
    const auto value = [&]() -> std::string {
      if (++i == options.size()) {
        throw std::runtime_error(std::string(name).append(" needs a value"));
      }
      return options[i];
    };
    if (name == "--octets") {
      read.octets = std::stoull(value());
    } else if (name == "--buffer") {
      read.job.buffer = std::stoull(value());
    } else if (name == "--to") {
      read.job.file = value();
    } else if (name == "--tls") {
      read.job.certificate_file = value();
    } else if (name == "--user") {
      read.job.user = value();
    } else if (name == "--password-file") {
      read.job.password = first_line_of(value());
    } else if (name == "--timed") {
      read.timed = true;
    } else if (name == "--durable") {
      read.job.durable = true;
    } else if (name == "--read-ahead") {
      read.job.read_ahead = true;
    } else {
      throw std::runtime_error(std::string("unknown option ").append(name));
    }
  }
  return read;
}

int run(std::span<char*> words) {
  const std::string_view what = words.size() < 2 ? "" : words[1];
  if (what == "serve" || what == "serve-memory") {
    const command_line line = read_options(words.subspan(2));
    if (what == "serve") {
      run_bare_server(line.octets, line.job.certificate_file);
    } else {
      run_memory_message_server(line.octets, !line.job.certificate_file.empty());
    }
    return 0;
  }
  if (what == "plot") {
    const std::string table(std::istreambuf_iterator<char>(std::cin), {});
    std::fputs(plot_table(table).c_str(), stdout);
    return 0;
  }
  if ((what != "bare" && what != "popquiz") || words.size() < 3) {
    std::fputs("usage: client_bench plot | serve | serve-memory | bare PORT | popquiz PORT [OPTION...]\n",
               stderr);
    return 2;
  }
  command_line line = read_options(words.subspan(3));
  line.job.port = static_cast<std::uint16_t>(std::stoul(words[2]));
  if (what == "popquiz") {
    std::printf("%llu\n", static_cast<unsigned long long>(retr_popquiz(line.job)));
    return 0;
  }
  const bare_retr got = retr_bare(line.job);
  std::printf("%llu", static_cast<unsigned long long>(got.octets));
  if (line.timed) {
    std::printf(" %.6f", got.seconds);
  }
  std::puts("");
  return 0;
}

}  // namespace
}  // namespace popquiz::bench

int main(int argc, char** argv) {
  try {
    return popquiz::bench::run({argv, static_cast<std::size_t>(argc)});
  } catch (const std::exception& error) {
    std::fprintf(stderr, "client_bench: %s\n", error.what());
    return 1;
  }
}
