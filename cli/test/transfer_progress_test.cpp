// The moving line on a terminal, and the plain lines elsewhere.
#include "fetch/transfer_progress.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <string>

namespace popquiz::cli {
namespace {

using namespace std::chrono_literals;

constexpr transfer_progress::clock::time_point begin{};

/// Two ends; what is written to `file` can be read back.
class outlet {
 public:
  enum class kind { pipe, terminal };

  explicit outlet(kind which, unsigned short columns = 80) {
    if (which == kind::pipe) {
      std::array<int, 2> ends{};
      EXPECT_EQ(::pipe(ends.data()), 0);
      far_ = ends[0];
      near_ = ends[1];
    } else {
      winsize size{24, columns, 0, 0};
      EXPECT_EQ(::openpty(&far_, &near_, nullptr, nullptr, &size), 0);
    }
    EXPECT_EQ(::fcntl(far_, F_SETFL, O_NONBLOCK), 0);
  }
  ~outlet() {
    ::close(near_);
    ::close(far_);
  }
  outlet(const outlet&) = delete;
  outlet& operator=(const outlet&) = delete;

  [[nodiscard]] int file() const { return near_; }
  void resize(unsigned short columns) const {
    winsize size{24, columns, 0, 0};
    EXPECT_EQ(::ioctl(near_, TIOCSWINSZ, &size), 0);
  }
  [[nodiscard]] std::string taken() const {
    std::string text;
    std::array<char, 4096> block{};
    for (ssize_t got = 0; (got = ::read(far_, block.data(), block.size())) > 0;) {
      text.append(block.data(), static_cast<std::size_t>(got));
    }
    return text;
  }

 private:
  int near_ = -1;
  int far_ = -1;
};

void play(transfer_progress& shown) {
  shown.begin("work", 2, 300, begin);
  shown.message_begins(1, 100, begin);
  shown.received(100, begin + 1s);
  shown.message_ends(true, "delivered", begin + 1s);
  shown.message_begins(2, 200, begin + 1s);
  shown.message_ends(false, "too large", begin + 1s);
  shown.end(begin + 2s);
}

TEST(transfer_progress, elsewhere_tells_the_summary_alone) {
  const outlet to(outlet::kind::pipe);
  transfer_progress shown(talk::normal, to.file());
  play(shown);
  EXPECT_EQ(to.taken(), "work: 1 message, 100 B in 0:02 (50 B/s)\n");
}

TEST(transfer_progress, elsewhere_and_verbose_tells_each_message) {
  const outlet to(outlet::kind::pipe);
  transfer_progress shown(talk::verbose, to.file());
  play(shown);
  EXPECT_EQ(to.taken(),
            "work: #1 (100 B): delivered\n"
            "work: #2 (200 B): too large\n"
            "work: 1 message, 100 B in 0:02 (50 B/s)\n");
}

TEST(transfer_progress, quiet_tells_nothing) {
  for (const auto kind : {outlet::kind::pipe, outlet::kind::terminal}) {
    const outlet to(kind);
    transfer_progress shown(talk::quiet, to.file());
    play(shown);
    EXPECT_EQ(to.taken(), "");
  }
}

TEST(transfer_progress, on_a_terminal_one_line_moves) {
  const outlet to(outlet::kind::terminal);
  transfer_progress shown(talk::normal, to.file());
  shown.begin("", 2, 300, begin);
  EXPECT_EQ(to.taken(), "\r\x1b[K0/2, 0 B/300 B");
  shown.message_begins(1, 100, begin + 1s);
  EXPECT_EQ(to.taken(), "\r\x1b[K0/2, 0 B/300 B, 0 B/s, #1 (100 B)");
  shown.received(100, begin + 2s);
  EXPECT_EQ(to.taken(), "\r\x1b[K0/2, 100 B/300 B, 50 B/s, 0:04 left, #1 (100 B)");
  shown.end(begin + 3s);
  EXPECT_EQ(to.taken(), "\r\x1b[K0 messages, 100 B in 0:03 (33 B/s)\r\n");
}

TEST(transfer_progress, is_drawn_ten_times_a_second_at_most) {
  const outlet to(outlet::kind::terminal);
  transfer_progress shown(talk::normal, to.file());
  shown.begin("", std::nullopt, std::nullopt, begin);
  std::size_t drawn = 0;
  for (int i = 0; i < 1000; ++i) {
    shown.received(10, begin + std::chrono::milliseconds(i));
    const std::string text = to.taken();
    drawn += text.empty() || text.starts_with("\r\x1b[K0, 0 B") ? 0U : 1U;
  }
  EXPECT_EQ(drawn, 9U);
  shown.received(0, begin + 999ms);
  EXPECT_EQ(to.taken(), "");
  shown.received(0, begin + 1000ms);  // behind the one at 900 ms
  EXPECT_NE(to.taken(), "");
  EXPECT_EQ(shown.state().octets, 10'000U);
}

TEST(transfer_progress, is_cut_to_the_width_the_terminal_has_now) {
  const outlet to(outlet::kind::terminal, 20);
  transfer_progress shown(talk::normal, to.file());
  shown.begin("a-long-name-of-an-account", 2, 300, begin);
  EXPECT_EQ(to.taken(), "\r\x1b[Ka-long-name-of-an-a");
  to.resize(12);
  shown.received(1, begin + 1s);
  EXPECT_EQ(to.taken(), "\r\x1b[Ka-long-name");
  to.resize(0);  // it does not say: 80
  shown.received(1, begin + 2s);
  EXPECT_NE(to.taken().find("0/2"), std::string::npos);
}

TEST(transfer_progress, what_is_skipped_is_not_waited_for) {
  const outlet to(outlet::kind::pipe);
  transfer_progress shown(talk::normal, to.file());
  shown.begin("", 2, 300, begin);
  shown.message_begins(1, 200, begin);
  shown.received(50, begin);
  shown.message_ends(false, "too large", begin);
  EXPECT_EQ(shown.state().octets_total, 150U);
  shown.message_begins(2, 1000, begin);  // more than was announced of all
  shown.message_ends(false, "too large", begin);
  EXPECT_EQ(shown.state().octets_total, 0U);
}

TEST(progress, draws_over_and_takes_away) {
  const outlet to(outlet::kind::terminal);
  {
    progress line(to.file());
    line.show("one\ntwo\x1b[31m");
    EXPECT_EQ(to.taken(), "\r\x1b[Kone two [31m");
    line.print("stays");
    EXPECT_EQ(to.taken(), "\r\x1b[Kstays\r\n");
    line.show("x");
    EXPECT_EQ(to.taken(), "\r\x1b[Kx");
  }
  EXPECT_EQ(to.taken(), "\r\x1b[K");
}

TEST(progress, leaves_the_last_column_free) {
  const outlet to(outlet::kind::terminal, 6);
  progress line(to.file());
  line.show("123456");
  EXPECT_EQ(to.taken(), "\r\x1b[K12345");
}

TEST(progress, does_not_move_elsewhere) {
  const outlet to(outlet::kind::pipe);
  {
    progress line(to.file());
    line.show("x");
  }
  EXPECT_EQ(to.taken(), "");
}

}  // namespace
}  // namespace popquiz::cli
