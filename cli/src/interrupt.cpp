#include "interrupt.hpp"

#include <csignal>

namespace popquiz::cli {
namespace {

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

extern "C" void on_interrupt(int signal) {
  interrupted = true;
  static_cast<void>(std::signal(signal, SIG_DFL));
}

}  // namespace

const std::atomic<bool>& catch_interrupt() {
  static_cast<void>(std::signal(SIGINT, on_interrupt));
  return interrupted;
}

}  // namespace popquiz::cli
