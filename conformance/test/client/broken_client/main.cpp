// A mail client that is right, or wrong in one thing: what scenarios for clients have to find out.
//
//     popquiz-broken-client [--fault NAME] [--patience SECONDS] clear|stls|tls keep|remove
//     popquiz-broken-client --faults
//
// All else comes from POPQUIZ_HOST, _PORT, _USER, _PASSWORD, _CA and _OUT, below which mail/ is.
#include "fetcher.hpp"
#include "orders.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>

namespace popquiz::broken_client {
namespace {

constexpr unsigned longest_run = 600;  // seconds: nothing of this stays for ever, whoever forgets to end it

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<orders> read_orders(int count, char** words) {
  orders given;
  int at = 1;
  if (at + 1 < count && std::string(words[at]) == "--fault") {
    const auto found = find_fault(words[at + 1]);
    if (!found) {
      std::fprintf(stderr, "broken client: no fault is called %s: --faults lists them\n", words[at + 1]);
      return std::nullopt;
    }
    given.wrong = *found;
    at += 2;
  }
  if (at + 1 < count && std::string(words[at]) == "--patience") {
    given.patience = std::chrono::seconds(std::max(1, std::atoi(words[at + 1])));
    at += 2;
  }
  const std::string how = at < count ? words[at] : "";
  const std::string then = at + 1 < count ? words[at + 1] : "";
  if ((how != "clear" && how != "stls" && how != "tls") || (then != "keep" && then != "remove")) {
    std::fputs(
        "usage: popquiz-broken-client [--fault NAME] [--patience SECONDS] clear|stls|tls keep|remove\n",
        stderr);
    return std::nullopt;
  }
  given.how = how == "clear" ? transport::clear : how == "stls" ? transport::stls : transport::tls;
  given.remove = then == "remove";
  given.host = variable("POPQUIZ_HOST");
  given.port = static_cast<std::uint16_t>(std::atoi(variable("POPQUIZ_PORT").c_str()));
  given.user = variable("POPQUIZ_USER");
  given.password = variable("POPQUIZ_PASSWORD");
  given.ca_file = variable("POPQUIZ_CA");
  given.mail = std::filesystem::path(variable("POPQUIZ_OUT")) / "mail";
  return given;
}

/// Faults that are none of the protocol's.
void misbehave(const orders& given) {
  if (given.has(fault::ignores_sigterm)) {
    static_cast<void>(std::signal(SIGTERM, SIG_IGN));
    for (;;) {
      ::pause();
    }
  }
  if (given.has(fault::spins)) {
    for (volatile unsigned i = 0;;) {
      i = i + 1;
    }
  }
  while (given.has(fault::floods_output)) {
    std::puts("the quick brown fox jumps over the lazy dog, and so it goes on and on");
  }
  if (given.has(fault::leaves_child) && ::fork() == 0) {
    ::setsid();
    ::alarm(longest_run);
    for (;;) {
      ::pause();
    }
  }
  if (given.has(fault::crashes)) {
    std::abort();
  }
}

int run(int count, char** words) {
  const std::string first = count > 1 ? words[1] : "";
  if (first == "--faults") {
    for (const fault_text& each : all_faults()) {
      std::printf("%.*s\t%.*s\n", static_cast<int>(each.name.size()), each.name.data(),
                  static_cast<int>(each.meaning.size()), each.meaning.data());
    }
    return 0;
  }
  if (first == "--version") {
    std::puts("popquiz-broken-client");
    return 0;
  }
  const auto given = read_orders(count, words);
  if (!given) {
    return 2;
  }
  ::alarm(longest_run);
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  if (given->has(fault::never_connects)) {
    return 0;
  }
  bool went_well = fetcher(*given).run();
  while (!went_well && given->has(fault::reconnects)) {
    went_well = fetcher(*given).run();
  }
  if (!went_well && given->has(fault::failure_crash)) {
    std::abort();
  }
  misbehave(*given);
  return went_well ? 0 : 1;
}

}  // namespace
}  // namespace popquiz::broken_client

int main(int count, char** words) {
  return popquiz::broken_client::run(count, words);
}
