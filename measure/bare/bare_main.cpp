// The bare loop as a client that `popquiz bench client` starts: told by the environment what to do, as any
// client under test is (docs/drivers.md).

#include "bare_fetch.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>

namespace {

std::string told(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

// Built with the address sanitizer it is traced all the same (strace), where leaks can't be looked for.
extern "C" const char*
__asan_default_options();  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char*
__asan_default_options() {  // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
  return "detect_leaks=0";
}

int main() {
  try {
    popquiz::bench::fetch_job job;
    job.port = static_cast<std::uint16_t>(std::stoul(told("POPQUIZ_PORT")));
    job.user = told("POPQUIZ_USER");
    job.password = told("POPQUIZ_PASSWORD");
    job.folder = told("POPQUIZ_OUT") + "/mail";
    job.tls = told("POPQUIZ_TRANSPORT") == "tls";
    job.removes = told("POPQUIZ_AFTERWARDS") == "remove";
    popquiz::bench::fetch_bare(job);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "popquiz-bare: %s\n", error.what());
    return 1;
  }
  return 0;
}
