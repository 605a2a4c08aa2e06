// Where secrets come from.
#include "account/password.hpp"

#include "account/password_command.hpp"
#include "environment_variable.hpp"

#include <fmt/format.h>
#include <popquiz/testkit/scratch_folder.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <fstream>
#include <string>

namespace popquiz::cli {
namespace {

using testkit::scratch_folder;

using namespace std::chrono_literals;
using std::string_view_literals::operator""sv;

std::string read(const secret_source& source, std::chrono::milliseconds limit = 30s) {
  std::string why;
  const auto found = read_secret(source, {"mrose at h", limit}, why);
  return found ? "found " + found->text() : why;
}

secret_source from(secret_from where, std::string name, secret_kind kind = secret_kind::password) {
  return {where, kind, std::move(name), secret()};
}

secret_source word(std::string_view text) {
  return {secret_from::word, secret_kind::password, {}, secret(std::string(text))};
}

TEST(secret, of_a_file_is_its_first_line) {
  const scratch_folder folder;
  struct row {
    std::string_view text;
    std::string_view read;
  };
  for (const row& each : std::array{
           row{"x y\n", "found x y"},
           row{"x", "found x"},
           row{"x\r\n", "found x"},
           row{"x\nmore\n", "found x"},
           row{" x \n", "found  x "},
           row{"x\r\r\n", "the password in FILE has a line end or a NUL within"},
           row{"a\0b"sv, "the password in FILE has a line end or a NUL within"},
           row{"", "FILE has no password"},
           row{"\nx", "FILE has no password"},
           row{"\r\n", "FILE has no password"},
       }) {
    const std::string file = folder.file("pw", each.text);
    std::string expected(each.read);
    if (const auto at = expected.find("FILE"); at != std::string::npos) {
      expected.replace(at, 4, file);
    }
    EXPECT_EQ(read(from(secret_from::file, file)), expected) << each.text;
  }
  EXPECT_EQ(read(from(secret_from::file, folder.path("none"))),
            folder.path("none") + ": No such file or directory");
  EXPECT_EQ(read(from(secret_from::file, folder.path(""))), folder.path("") + ": is a folder");
}

TEST(secret, is_no_longer_than_its_limit) {
  const std::string longest(secret_limit, 'x');
  EXPECT_EQ(read(word(longest)), "found " + longest);
  EXPECT_EQ(read(word(longest + 'x')), "the password in what was given is longer than 65536 octets");
}

TEST(secret, of_the_environment) {
  {
    const environment_variable set("POPQUIZ_TEST_SECRET", "x y");
    EXPECT_EQ(read(from(secret_from::environment, "POPQUIZ_TEST_SECRET")), "found x y");
  }
  {
    const environment_variable set("POPQUIZ_TEST_SECRET", "x\n");
    EXPECT_EQ(read(from(secret_from::environment, "POPQUIZ_TEST_SECRET")),
              "the password in the environment variable POPQUIZ_TEST_SECRET has a line end or a NUL within");
  }
  {
    const environment_variable set("POPQUIZ_TEST_SECRET", "");
    EXPECT_EQ(read(from(secret_from::environment, "POPQUIZ_TEST_SECRET", secret_kind::token)),
              "the environment variable POPQUIZ_TEST_SECRET has no token");
  }
  EXPECT_EQ(read(from(secret_from::environment, "POPQUIZ_TEST_SECRET")),
            "the environment variable POPQUIZ_TEST_SECRET is not set");
}

TEST(secret, that_is_given_as_a_word) {
  EXPECT_EQ(read(word("x y")), "found x y");
  EXPECT_EQ(read(word("")), "what was given has no password");
  EXPECT_EQ(read(word("x\r\nDELE 1")), "the password in what was given has a line end or a NUL within");
  EXPECT_NE(warning_about(word("x")), "");
  EXPECT_EQ(warning_about(from(secret_from::command, "x")), "");
}

TEST(secret, of_a_command_is_the_first_line_that_it_prints) {
  struct row {
    std::string_view command;
    std::string_view read;
  };
  for (const row& each : std::array{
           row{"echo x y", "found x y"},
           row{"printf x", "found x"},
           row{"printf 'x\\r\\n'", "found x"},
           row{"echo x; echo more", "found x"},
           row{"echo x; head -c 300000 /dev/zero", "found x"},  // more than a pipe holds
           row{"echo x | tr x y", "found y"},
           row{"exec 0</dev/null; echo x; exit 0", "found x"},
           row{"true", "the password command's output has no password"},
           row{"echo; echo x", "the password command's output has no password"},
           row{"printf 'a\\0b'",
               "the password in the password command's output has a line end or a NUL within"},
           row{"echo x; exit 3", "the password command exited with 3"},
           row{"echo x; false", "the password command exited with 1"},
           row{"/dev/null/none 2>/dev/null", "the password command exited with 127"},
           row{"echo x; kill -TERM $$", "the password command was ended by signal 15"},
           row{"head -c 65537 /dev/zero", "the password command's first line is longer than 65536 octets"},
       }) {
    EXPECT_EQ(read(from(secret_from::command, std::string(each.command))), each.read) << each.command;
  }
}

bool is_gone(pid_t process) {
  // Killed, and perhaps not yet reaped by whoever inherited it.
  std::ifstream stat("/proc/" + std::to_string(process) + "/stat");
  std::string word;
  for (int i = 0; i < 3 && stat >> word; ++i) {
  }
  return !stat || word == "Z" || word == "X";
}

TEST(secret, of_a_command_that_does_not_end_is_given_up_and_all_of_it_is_killed) {
  const scratch_folder folder;
  for (const std::string& rest :
       std::array<std::string, 3>{" sleep 3600", " sleep 3600; echo x", " exec >&-; sleep 3600; true"}) {
    const std::string file = folder.path("pids");
    // The command's own process and one that it has started.
    const std::string command = fmt::format("sleep 3600 & echo $$ $! >{}; echo x;{}", file, rest);
    EXPECT_EQ(read(from(secret_from::command, command), 1s), "the password command was not over after 1 s");
    std::ifstream pids(file);
    pid_t shell = 0;
    pid_t child = 0;
    ASSERT_TRUE(pids >> shell >> child) << rest;
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!(is_gone(shell) && is_gone(child)) && std::chrono::steady_clock::now() < deadline) {
    }
    EXPECT_TRUE(is_gone(shell)) << rest;
    EXPECT_TRUE(is_gone(child)) << rest;
  }
}

TEST(secret, of_a_command_when_nobody_waits_for_children) {
  struct sigaction before{};
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGCHLD, &ignore, &before);
  EXPECT_EQ(read(from(secret_from::command, "echo x")), "found x");
  ::sigaction(SIGCHLD, &before, nullptr);
}

TEST(secret, is_overwritten_when_it_goes) {
  std::string text(100, 'x');
  const char* const octets = text.data();
  wipe(text);
  EXPECT_EQ(text, "");
  EXPECT_EQ(text.data(), octets);
  EXPECT_TRUE(std::all_of(octets, octets + 100, [](char each) { return each == '\0'; }));

  std::string moved("short");
  const secret taken(std::move(moved));
  EXPECT_EQ(taken.text(), "short");
  // What a short text leaves behind in the string that it was moved from.
  EXPECT_EQ(std::string_view(moved.data(), 5), "\0\0\0\0\0"sv);  // NOLINT(bugprone-use-after-move)
  secret copy = taken;
  const secret other(std::string("other"));
  copy = other;
  EXPECT_EQ(copy.text(), "other");
  EXPECT_EQ(taken.text(), "short");
  secret last;
  last = std::move(copy);
  EXPECT_EQ(last.text(), "other");
}

TEST(choose_secret, finds_the_one_source_that_is_named) {
  struct row {
    std::string secret_options::* option;
    secret_from from;
    secret_kind kind;
  };
  for (const row& each : std::array{
           row{&secret_options::password_file, secret_from::file, secret_kind::password},
           row{&secret_options::password_env, secret_from::environment, secret_kind::password},
           row{&secret_options::password_command, secret_from::command, secret_kind::password},
           row{&secret_options::token_file, secret_from::file, secret_kind::token},
           row{&secret_options::token_env, secret_from::environment, secret_kind::token},
           row{&secret_options::token_command, secret_from::command, secret_kind::token},
       }) {
    secret_options options;
    options.*each.option = "NAME";
    std::string why;
    const auto found = choose_secret(options, why);
    ASSERT_TRUE(found) << why;
    EXPECT_EQ(found->from, each.from);
    EXPECT_EQ(found->kind, each.kind);
    EXPECT_EQ(found->name, "NAME");
  }
  secret_options asked;
  asked.password_prompt = true;
  std::string why;
  EXPECT_EQ(choose_secret(asked, why)->from, secret_from::prompt);
}

TEST(choose_secret, takes_a_word_out_of_the_options) {
  secret_options options;
  options.password = "x";
  std::string why;
  const auto found = choose_secret(options, why);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->from, secret_from::word);
  EXPECT_EQ(found->word.text(), "x");
  EXPECT_EQ(*options.password, "");
}

TEST(choose_secret, finds_nothing_when_nothing_is_named_and_refuses_two) {
  std::string why;
  secret_options none;
  EXPECT_FALSE(choose_secret(none, why));
  EXPECT_EQ(why, "");
  secret_options two;
  two.password = "Xyzzy-47";
  two.token_env = "T";
  EXPECT_FALSE(choose_secret(two, why));
  EXPECT_EQ(why, "--password and --token-env can't be given together");
  EXPECT_EQ(*two.password, "");
  secret_options unused;
  unused.password_file = "pw";
  unused.password = "Xyzzy-47";
  EXPECT_FALSE(choose_secret(unused, why));
  EXPECT_EQ(why, "--password-file and --password can't be given together");
  EXPECT_EQ(*unused.password, "");
}

TEST(find_password, prefers_the_file_then_the_variable_then_the_other) {
  const scratch_folder folder;
  const environment_variable set("POPQUIZ_TEST_SECRET", "of-env");
  std::string why;
  EXPECT_EQ(find_password(folder.file("pw", "of-file\n"), "POPQUIZ_TEST_SECRET", "other", why), "of-file");
  EXPECT_EQ(find_password("", "POPQUIZ_TEST_SECRET", "other", why), "of-env");
  EXPECT_EQ(find_password("", "", "other", why), "other");
  EXPECT_EQ(why, "");
  EXPECT_EQ(find_password("", "", std::nullopt, why), std::nullopt);
  EXPECT_NE(why, "");
}

}  // namespace
}  // namespace popquiz::cli
