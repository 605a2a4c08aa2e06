// Wall time of what stands above the scan and the reply parser (parser_bench.cpp), each beside its floor in
// the same run: LAYER/WHAT/WHO. Every pass checks what came of it.

#include "client_passes.hpp"
#include "codec_passes.hpp"
#include "forked_server.hpp"
#include "inputs.hpp"
#include "retr_bare.hpp"
#include "retr_popquiz.hpp"
#include "server_passes.hpp"
#include "store_passes.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <string>

namespace popquiz::bench {
namespace {

constexpr std::size_t codec_octets = 256U << 10U;
constexpr std::size_t session_octets = 4U << 20U;
constexpr std::size_t messages = 1000;
constexpr std::size_t message_octets = 4U << 10U;
constexpr std::uint64_t loopback_octets = std::uint64_t{256} << 20U;

/// What a pass walked.
struct walked {
  std::size_t octets = 0;
  std::size_t items = 0;
};
using pass = std::function<walked()>;

/// Only the counted sections of the pass are timed.
void add(const std::string& name, pass run) {
  benchmark::RegisterBenchmark(name.c_str(), [run = std::move(run)](benchmark::State& state) {
    walked all;
    for (auto _ : state) {
      static_cast<void>(counted_section::take_seconds());
      try {
        const walked one = run();
        all.octets += one.octets;
        all.items += one.items;
      } catch (const std::exception& error) {
        state.SkipWithError(error.what());
        break;
      }
      state.SetIterationTime(counted_section::take_seconds());
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(all.octets));
    state.SetItemsProcessed(static_cast<std::int64_t>(all.items));
  })->UseManualTime();
}

std::size_t copy(const std::string& from) {
  static std::string to(session_octets * 2, '\0');
  count_pass(from.size(), [&] {
    benchmark::DoNotOptimize(std::memcpy(to.data(), from.data(), from.size()));
    benchmark::ClobberMemory();
    return from.size();
  });
  return from.size();
}

/// The floor of all that only look at octets or pass them on: memchr and memcpy of as many.
void add_floors(const std::string& layer, const std::string& octets) {
  add(layer + "/memchr", [octets] {
    count_pass(0, [&] {
      const void* found = std::memchr(octets.data(), absent_octet, octets.size());
      benchmark::DoNotOptimize(found);
      return std::size_t{found != nullptr};
    });
    return walked{octets.size(), 1};
  });
  add(layer + "/memcpy", [octets] { return walked{copy(octets), 1}; });
}

void add_codecs() {
  const std::string stream = commands(codec_octets);
  const auto lines = static_cast<std::size_t>(std::count(stream.begin(), stream.end(), '\n'));
  add_floors("command_parser/commands", stream);
  add("command_parser/commands/popquiz", [lines] { return walked{count_commands(codec_octets), lines}; });
  add_floors("stuffing/crlf_message", mail_message(codec_octets, "\r\n"));
  for (const parser::kernel kernel : parser::kernels()) {
    const std::string name(kernel.name());
    add("stuffing/crlf_message/" + name,
        [kernel] { return walked{count_encoder(kernel, codec_octets, "\r\n"), 1}; });
    add("stuffing/lf_message/" + name,
        [kernel] { return walked{count_encoder(kernel, codec_octets, "\n"), 1}; });
  }
}

void add_memory_sessions() {
  static const reply body(text_kind::mail, session_octets);
  static const reply small(text_kind::mail, message_octets);
  const std::string mail(body.body());
  add_floors("session/retr", mail);
  add("session/retr/popquiz", [] { return walked{count_retr(body.body()), 1}; });
  add("session/fetch_messages_of_4KiB/popquiz",
      [] { return walked{count_fetch(messages, small.body()) * small.body().size(), messages}; });
  add("server/retr/popquiz", [] { return walked{count_server(1, session_octets) * session_octets, 1}; });
  add("server/retr_messages_of_4KiB/popquiz",
      [] { return walked{count_server(messages, message_octets) * message_octets, messages}; });
}

/// RETR of one large message from a process that does nothing but send.
void add_loopback(const std::string& layer, const forked_server& server) {
  for (const bool ours : {false, true}) {
    add(layer + "/retr/" +
            (ours             ? "popquiz"
             : layer == "tls" ? "SSL_read"
                              : "recv"),
        [&server, ours] {
          retr_job job;
          job.port = server.port();
          job.certificate_file = server.certificate_file();
          const counted_section counted;
          const std::uint64_t octets = ours ? retr_popquiz(job) : retr_bare(job).octets;
          if (octets < loopback_octets / 2) {
            throw std::runtime_error("the message is not whole");
          }
          return walked{static_cast<std::size_t>(octets), 1};
        });
  }
}

void add_stores() {
  const std::string message = mail_message(message_octets, "\r\n");
  const walked all{messages * message.size(), messages};
  add("store/messages_of_4KiB/open_write_close_syncfs", [=] {
    static_cast<void>(count_bare_files(messages, message));
    return all;
  });
  for (const char* const kind : {"maildir", "mbox", "dir"}) {
    add(std::string("store/messages_of_4KiB/") + kind, [=] {
      static_cast<void>(count_store(kind, messages, message));
      return all;
    });
  }
}

}  // namespace
}  // namespace popquiz::bench

int main(int argc, char** argv) {
  using namespace popquiz::bench;
  // Before there is a thread.
  const forked_server plain(loopback_octets, false);
  const forked_server tls(loopback_octets, true);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  add_codecs();
  add_memory_sessions();
  add_loopback("tcp", plain);
  add_loopback("tls", tls);
  add_stores();
  const std::size_t matching = benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return matching == 0 ? 2 : 0;
}
