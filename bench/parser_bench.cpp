// Wall time of the parser and of what it is compared with. Names: INPUT/SIZE/PATH[/KERNEL].

#include "inputs.hpp"
#include "naive/naive_reply_parser.hpp"
#include "passes.hpp"
#include "verify.hpp"

#include <benchmark/benchmark.h>

#include <array>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace popquiz::bench {
namespace {

struct input_size {
  std::string_view name;
  std::size_t octets;
};
constexpr std::array sizes{input_size{"4KiB", 4U << 10U}, input_size{"256KiB", 256U << 10U},
                           input_size{"64MiB", 64U << 20U}};
constexpr std::size_t largest_size = sizes.back().octets;
constexpr std::size_t largest_size_by_octet = 256U << 10U;  // more would only take longer

/// A reply that every path gave the right result for, and the one way all paths get at it.
struct measured_input {
  reply made;
  std::string wrong;
};

span_storage spans;

octet_buffer& copy_target() {
  static octet_buffer buffer(largest_size);
  return buffer;
}

std::string& getline_target() {
  static std::string out(largest_size, '\0');
  out.clear();
  return out;
}

const measured_input& prepare(const input& in, std::size_t octets) {
  static std::map<std::pair<std::string_view, std::size_t>, std::unique_ptr<const measured_input>> all;
  auto& place = all[{in.name, octets}];
  if (!place) {
    auto fresh = std::make_unique<measured_input>(measured_input{reply(in.kind, octets), {}});
    fresh->wrong = verify(fresh->made, in.read);
    (void)copy_target();  // made now, lest their making be timed
    (void)getline_target();
    place = std::move(fresh);
  }
  return *place;
}

/// One pass; returns the octets it walked.
using pass = std::function<std::size_t(const reply&)>;

void add(const input& in, input_size size, const std::string& path, pass run) {
  const std::string name = std::string(in.name).append("/").append(size.name).append("/").append(path);
  benchmark::RegisterBenchmark(name.c_str(), [&in, size, run = std::move(run)](benchmark::State& state) {
    const measured_input& ready = prepare(in, size.octets);
    if (!ready.wrong.empty()) {
      state.SkipWithError(ready.wrong.c_str());
      return;
    }
    std::size_t octets = 0;
    for (auto _ : state) {
      octets = run(ready.made);
      benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(octets));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(ready.made.lines()));
  });
}

void add_parser(const input& in, input_size size) {
  for (const parser::kernel kernel : parser::kernels()) {
    add(in, size, std::string("parser/").append(kernel.name()), [kernel, read = in.read](const reply& made) {
      benchmark::DoNotOptimize(parse_reply(kernel, made.whole(), read, spans, drop_spans{}));
      return made.whole().size();
    });
  }
  add(in, size, "naive", [](const reply& made) {
    benchmark::DoNotOptimize(
        naive::read_reply(made.whole(), parser::reply_shape::multi_line, parser::strictness::strict));
    return made.whole().size();
  });
}

/// The paths that have no use for a reply that comes in pieces.
void add_whole(const input& in, input_size size) {
  add(in, size, "memchr", [](const reply& made) {
    const std::string_view body = made.body();
    benchmark::DoNotOptimize(std::memchr(body.data(), absent_octet, body.size()));
    return body.size();
  });
  add(in, size, "memcpy", [](const reply& made) {
    const std::string_view body = made.body();
    benchmark::DoNotOptimize(std::memcpy(copy_target().data(), body.data(), body.size()));
    return body.size();
  });
  for (const parser::kernel kernel : parser::kernels()) {
    add(in, size, std::string("scan/").append(kernel.name()), [kernel](const reply& made) {
      benchmark::DoNotOptimize(scan_body(kernel, made.body(), spans, drop_spans{}));
      return made.body().size();
    });
  }
  add(in, size, "getline", [](const reply& made) {
    std::string& out = getline_target();
    copy_by_getline(made.whole(), out);
    benchmark::DoNotOptimize(out.data());
    return made.whole().size();
  });
}

void add_all() {
  for (const input& in : inputs()) {
    for (const input_size size : sizes) {
      if (in.read != 0 && size.octets > largest_size_by_octet) {
        continue;
      }
      add_parser(in, size);
      if (in.read == 0) {
        add_whole(in, size);
      }
    }
  }
}

}  // namespace
}  // namespace popquiz::bench

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) {
    return 2;
  }
  benchmark::AddCustomContext("compiler", POPQUIZ_COMPILER);
  benchmark::AddCustomContext("kernel", std::string(popquiz::parser::kernel().name()));
  popquiz::bench::add_all();
  const std::size_t matching = benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return matching == 0 ? 2 : 0;
}
