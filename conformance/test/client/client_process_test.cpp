#include "process/client_process.hpp"

#include <gmock/gmock.h>
#include <popquiz/testkit/scratch_folder.hpp>

#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <string>
#include <utility>

namespace popquiz::conformance {
namespace {

using testkit::scratch_folder;

using namespace std::chrono_literals;

constexpr std::uint64_t mebi = 1024UL * 1024;

/// A shell's command as client, in a folder of its own.
class client_process : public testing::Test {
 protected:
  process_start shell(const std::string& command) {
    process_start what;
    what.command = {"sh", "-c", command};
    what.environment = {"PATH=/usr/bin:/bin", "HOME=" + folder_.path().string()};
    what.folder = folder_.path();
    what.limits.time = 30s;
    return what;
  }
  process_outcome run(const process_start& what) {
    std::string why;
    auto outcome = run_client_process(what, why);
    EXPECT_TRUE(outcome) << why;
    return outcome.value_or(process_outcome{});
  }
  /// Whether a process whose number stands in a file is still there.
  [[nodiscard]] bool runs(const std::string& file) const {
    pid_t id = 0;
    std::ifstream(folder_.path() / file) >> id;
    EXPECT_GT(id, 1) << file;
    return id > 1 && ::kill(id, 0) == 0;
  }

  scratch_folder folder_;
};

TEST_F(client_process, tells_the_exit_status) {
  const auto outcome = run(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(outcome.end, process_end::exited);
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.output.text(), "out\nerr\n");
}

TEST_F(client_process, tells_the_signal) {
  const auto outcome = run(shell("kill -SEGV $$"));
  EXPECT_EQ(outcome.end, process_end::signalled);
  EXPECT_EQ(outcome.status, SIGSEGV);
}

TEST_F(client_process, has_no_input_and_no_other_environment) {
  const auto outcome = run(shell("cat; env -u PWD -u SHLVL -u _ | sort; pwd"));
  EXPECT_EQ(outcome.output.text(),
            "HOME=" + folder_.path().string() + "\nPATH=/usr/bin:/bin\n" + folder_.path().string() + "\n");
}

TEST_F(client_process, has_a_terminal_where_it_needs_one) {
  auto what = shell("test -t 0 && test -t 1 && test -t 2 && echo yes >/dev/tty");
  what.terminal = true;
  const auto outcome = run(what);
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.output.text(), "yes\r\n");
}

TEST_F(client_process, that_is_not_there_is_told) {
  auto what = shell("");
  what.command = {"no-such-program-of-popquiz"};
  std::string why;
  EXPECT_FALSE(run_client_process(what, why));
  EXPECT_EQ(why, "no-such-program-of-popquiz: there is no such program");
}

TEST_F(client_process, that_ignores_sigterm_is_killed) {
  auto what = shell("trap '' TERM; echo $$ >id; while :; do sleep 0.1; done");
  what.limits.time = 300ms;
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::timed_out);
  EXPECT_LT(outcome.duration, 10s);
  EXPECT_FALSE(runs("id"));
}

TEST_F(client_process, that_ends_at_sigterm_has_hung_all_the_same) {
  auto what = shell("trap 'exit 0' TERM; while :; do sleep 0.1; done");
  what.limits.time = 300ms;
  EXPECT_EQ(run(what).end, process_end::timed_out);
}

TEST_F(client_process, that_waits_for_a_busy_processor_has_not_hung) {
  auto what = shell(
      "exec python3 -c '"
      "import os, time\n"
      "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
      "for each in range(8):\n"
      "    if os.fork() == 0:\n"
      "        while True: pass\n"
      "while time.process_time() < 0.3: pass'");
  what.limits.time = 2000ms;  // a processor's ninth gives it 222 ms meanwhile
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::exited) << outcome.output.text();
  EXPECT_GT(outcome.duration, 2000ms) << "it was not kept waiting";
}

TEST_F(client_process, that_had_a_quarter_of_its_time_on_a_processor_is_not_waited_for) {
  auto what = shell(
      "exec python3 -c '"
      "import os\n"
      "os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
      "os.fork(), os.fork()\n"
      "while True: pass'");
  what.limits.time = 800ms;  // a quarter of a processor gives it 200 ms meanwhile, and it waits for 600
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::timed_out);
  EXPECT_LT(outcome.duration, 2400ms) << "for all that it waits: 3200 ms";
}

TEST_F(client_process, leaves_nothing_behind_in_a_session_of_its_own) {
  const auto outcome =
      run(shell("setsid sh -c 'echo $$ >id; exec sleep 1000' & while ! test -s id; do :; done"));
  EXPECT_EQ(outcome.end, process_end::exited);
  EXPECT_GE(outcome.left_behind, 1U);
  EXPECT_FALSE(runs("id"));
}

TEST_F(client_process, leaves_no_daemon_behind) {
  const auto outcome =
      run(shell("(setsid sh -c 'setsid sh -c \"echo \\$\\$ >id; trap : TERM HUP; while :; do sleep 1; done\" "
                "& exit' &) ; "
                "while ! test -s id; do :; done; exit 7"));
  EXPECT_EQ(outcome.status, 7);
  EXPECT_FALSE(runs("id"));
}

TEST_F(client_process, that_floods_its_output_is_ended) {
  auto what = shell("echo $$ >id; yes");
  what.limits.output_octets = 4 * mebi;
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::stopped);
  EXPECT_EQ(outcome.why, "more than 4 MiB of output");
  EXPECT_LT(outcome.output.text().size(), 3 * kept_output::half_limit);
  EXPECT_FALSE(runs("id"));
}

TEST_F(client_process, that_forks_too_often_is_ended) {
  auto what = shell("echo $$ >id; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 1000 & done; wait");
  what.limits.processes = 5;
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::stopped);
  EXPECT_EQ(outcome.why, "more than 5 processes");
  EXPECT_FALSE(runs("id"));
}

TEST_F(client_process, can_fill_no_disk) {
  auto what = shell("exec head -c 100000000 /dev/zero >big");
  what.limits.file_octets = mebi;
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::stopped);
  EXPECT_EQ(outcome.why, "a file of more than 1 MiB");
  EXPECT_LE(std::filesystem::file_size(folder_.path() / "big"), mebi);
}

TEST_F(client_process, that_fills_the_memory_is_ended) {
  auto what = shell("x=$(head -c 200000000 /dev/zero | tr '\\0' a); while :; do sleep 1; done");
  what.limits.resident = 50 * mebi;
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::stopped);
  EXPECT_EQ(outcome.why, "more than 50 MiB of memory");
  EXPECT_GT(outcome.resident, 50 * mebi);
}

TEST_F(client_process, is_measured) {
  const auto outcome = run(shell("x=$(head -c 200000000 /dev/zero | tr '\\0' a); exit 0"));
  EXPECT_EQ(outcome.status, 0);
  EXPECT_GT(outcome.resident, 150 * mebi);
}

TEST_F(client_process, ends_for_what_the_caller_finds) {
  auto what = shell("while :; do sleep 1; done");
  what.over_limit = [] { return std::string("enough"); };
  const auto outcome = run(what);
  EXPECT_EQ(outcome.end, process_end::stopped);
  EXPECT_EQ(outcome.why, "enough");
}

TEST(kept_output, has_the_beginning_and_the_end) {
  kept_output output;
  output.add("first\n");
  for (int i = 0; i < 10'000; ++i) {
    output.add("in between\n");
  }
  output.add("last but one\r\nlast\n");
  EXPECT_EQ(output.octets(), 6U + 110'000U + 19U);
  const std::string text = output.text();
  EXPECT_LT(text.size(), 2 * kept_output::half_limit + 100);
  EXPECT_TRUE(text.starts_with("first\nin between\n"));
  EXPECT_NE(text.find("octets are left out]"), std::string::npos);
  EXPECT_THAT(output.last_lines(2), testing::ElementsAre("last but one", "last"));
}

TEST(kept_output, that_is_short_is_all_there) {
  kept_output output;
  output.add("one\ntwo");
  EXPECT_EQ(output.text(), "one\ntwo");
  EXPECT_THAT(output.last_lines(9), testing::ElementsAre("one", "two"));
}

}  // namespace
}  // namespace popquiz::conformance
