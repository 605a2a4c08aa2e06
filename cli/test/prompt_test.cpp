// Asking at the terminal: nothing typed is shown, and whatever happens the terminal is as it was.
#include "account/prompt.hpp"

#include "account/password_command.hpp"
#include "in_terminal.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <string>

namespace popquiz::cli {
namespace {

using namespace std::chrono_literals;

std::string ask() {
  std::string why;
  const auto found = ask_secret("Password of mrose at h: ", why);
  return found ? "found " + found->text() : "why " + why;
}

TEST(prompt, does_not_show_what_is_typed) {
  in_terminal at(ask);
  ASSERT_TRUE(at.sees("Password of mrose at h: "));
  EXPECT_FALSE(at.shows_what_is_typed());
  at.type("tan staaf\n");
  EXPECT_EQ(at.result(), "found tan staaf");
  EXPECT_TRUE(at.shows_what_is_typed());
  EXPECT_EQ(at.screen().find("staaf"), std::string::npos);
  EXPECT_EQ(at.status(), 0);
}

TEST(prompt, an_empty_line_is_an_answer) {
  in_terminal at(ask);
  ASSERT_TRUE(at.sees("h: "));
  at.type("\n");
  EXPECT_EQ(at.result(), "found ");
}

TEST(prompt, the_end_of_input_is_none) {
  in_terminal at(ask);
  ASSERT_TRUE(at.sees("h: "));
  at.type("\x04");
  EXPECT_EQ(at.result(), "why nothing was typed");
  EXPECT_TRUE(at.shows_what_is_typed());
}

TEST(prompt, an_interrupt_ends_the_program_and_finds_the_terminal_as_it_was) {
  in_terminal at(ask);
  ASSERT_TRUE(at.sees("h: "));
  at.type("tan\x03");
  const int status = at.status();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status;
  EXPECT_TRUE(at.shows_what_is_typed());
}

TEST(prompt, an_interrupt_that_is_caught_ends_the_question) {
  in_terminal at([] {
    struct sigaction action{};
    action.sa_handler = [](int) {};
    ::sigaction(SIGINT, &action, nullptr);
    return ask();
  });
  ASSERT_TRUE(at.sees("h: "));
  at.type("\x03");
  EXPECT_EQ(at.result(), "why nothing was typed");
  EXPECT_TRUE(at.shows_what_is_typed());
}

TEST(prompt, asks_anew_behind_a_stop) {
  // The child has no shell to continue it, so the system does not let it stop: it goes on at once.
  in_terminal at(ask);
  ASSERT_TRUE(at.sees("h: "));
  at.type("half\x1a");
  ASSERT_TRUE(at.sees("h: "));
  at.type("whole\n");
  EXPECT_EQ(at.result(), "found whole");
}

TEST(prompt, without_a_terminal_there_is_nobody_to_ask) {
  std::string why;
  EXPECT_FALSE(ask_secret("Password: ", why, "/dev/null/none"));
  EXPECT_EQ(why, "there is no terminal to ask at");
  EXPECT_FALSE(ask_secret("Password: ", why, "/dev/null"));
  EXPECT_EQ(why, "the terminal can't be read without showing what is typed");
}

TEST(password_command, can_ask_at_the_terminal_and_gives_it_back) {
  in_terminal at([] {
    std::string why;
    const auto found =
        run_password_command("printf ready: >/dev/tty; read -r word </dev/tty; echo got-$word", 30s, why);
    return (found ? found->text() : why) + '/' + ask();
  });
  ASSERT_TRUE(at.sees("ready:"));
  at.type("it\n");
  ASSERT_TRUE(at.sees("h: "));
  at.type("mine\n");
  EXPECT_EQ(at.result(), "got-it/found mine");
}

TEST(password_command, an_interrupt_from_the_keyboard_ends_it_alone) {
  in_terminal at([] {
    std::string why;
    const auto found = run_password_command("printf ready: >/dev/tty; read -r word </dev/tty", 30s, why);
    return found ? found->text() : why;
  });
  ASSERT_TRUE(at.sees("ready:"));
  at.type("\x03");
  EXPECT_EQ(at.result(), "the password command was ended by signal 2");
}

}  // namespace
}  // namespace popquiz::cli
