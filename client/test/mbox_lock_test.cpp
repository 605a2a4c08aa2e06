// FILE.lock beside an mbox: who holds it, and what a holder leaves that dies.
#include "mbox_lock.hpp"

#include "failing_file_system.hpp"
#include "mail_on_disk.hpp"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

namespace popquiz::client {
namespace {

TEST(mbox_lock, is_held_by_one_and_gone_afterwards) {
  const scratch_folder folder;
  {
    mbox_lock one(posix_file_system(), folder / "box");
    EXPECT_EQ(one.take(), 0);
    EXPECT_EQ(files_in(folder.path()),
              (std::multiset<std::string>{"popquiz " + std::to_string(::getpid()) + '\n'}));
  }
  EXPECT_TRUE(files_in(folder.path()).empty());
}

struct row {
  const char* name;
  std::string octets;  ///< of the lock that is there
  int expected;
};

class lock_that_is_there : public testing::TestWithParam<row> {};

TEST_P(lock_that_is_there, is_taken_over_only_when_its_process_is_known_to_be_gone) {
  const scratch_folder folder;
  std::ofstream(folder / "box.lock") << GetParam().octets;
  mbox_lock lock(posix_file_system(), folder / "box");
  EXPECT_EQ(lock.take(), GetParam().expected);
  lock.release();
  EXPECT_EQ(files_in(folder.path()).size(), GetParam().expected == 0 ? 0U : 1U);
}

INSTANTIATE_TEST_SUITE_P(
    mbox_lock, lock_that_is_there,
    testing::Values(row{"empty", "", EAGAIN}, row{"of_another_program", "12345\n", EAGAIN},
                    row{"of_a_process_that_runs", "popquiz " + std::to_string(::getppid()) + '\n', EAGAIN},
                    row{"of_one_that_is_gone", "popquiz 2147483647\n", 0},
                    row{"of_this_one", "popquiz " + std::to_string(::getpid()) + '\n', 0}),
    [](const auto& of) { return of.param.name; });

TEST(mbox_lock, is_taken_where_files_have_one_name_only) {
  const scratch_folder folder;
  failing_file_system files;
  files.one_name_only = true;
  mbox_lock one(files, folder / "box");
  EXPECT_EQ(one.take(), 0);
  mbox_lock other(files, folder / "box");
  std::ofstream(folder / "box.lock") << "12345\n";
  EXPECT_EQ(other.take(), EAGAIN);
  EXPECT_EQ(files_in(folder.path()).size(), 1U);
}

TEST(mbox_lock, says_whose_it_is_on_the_disk_before_it_is_one) {
  const scratch_folder folder;
  failing_file_system files;
  mbox_lock one(files, folder / "box");
  EXPECT_EQ(one.take(), 0);
  EXPECT_EQ(files.asked, "wsl");
}

TEST(mbox_lock, a_holder_that_is_killed_at_any_call_keeps_nobody_out) {
  int status = 1;
  for (int call = 1; status != 0; ++call) {
    SCOPED_TRACE(call);
    ASSERT_LT(call, 100);
    const scratch_folder folder;
    const pid_t child = ::fork();
    if (child == 0) {
      failing_file_system files;
      files.fail_at = call;
      files.dies = true;
      mbox_lock lock(files, folder / "box");
      ::_exit(lock.take());
    }
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    mbox_lock next(posix_file_system(), folder / "box");
    EXPECT_EQ(next.take(), 0);
  }
}

TEST(mbox_lock, any_call_may_fail_and_then_it_is_not_held) {
  int taken = EAGAIN;
  for (int call = 1; taken != 0; ++call) {
    SCOPED_TRACE(call);
    ASSERT_LT(call, 100);
    const scratch_folder folder;
    failing_file_system files;
    files.error = EIO;
    files.fail_at = call;
    {
      mbox_lock lock(files, folder / "box");
      taken = lock.take();
      files.fail_at = 0;
    }
    mbox_lock next(posix_file_system(), folder / "box");
    EXPECT_EQ(next.take(), 0);
  }
}

}  // namespace
}  // namespace popquiz::client
