// A thousand sessions at once on an embedded server, whose thread is not the clients': under the thread
// sanitizer (ci/test tsan) this is what shows that its threads share nothing unguarded.

#include <popquiz/mockserver/embedded_server.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace popquiz::mockserver::test {
namespace {

using boost::asio::ip::tcp;

constexpr std::size_t client_threads = 4;
constexpr std::size_t sessions_a_thread = 250;
constexpr std::size_t sessions = client_threads * sessions_a_thread;
constexpr std::size_t messages = 100;

/// For both ends of each connection; false where the system does not allow that.
bool allow_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return false;
  }
  constexpr rlim_t wanted = 2 * sessions + 100;
  limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, wanted));
  return limit.rlim_cur >= wanted && ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

std::string name_of(std::size_t session) {
  return "u" + std::to_string(session);
}

std::string message_of(std::size_t number) {
  return "Subject: " + std::to_string(number) + "\r\n\r\n.dot\r\n";
}

std::string retrieve_from(std::size_t first) {
  std::string said;
  for (std::size_t n = first; n <= messages; ++n) {
    said += "RETR " + std::to_string(n) + "\r\n";
  }
  return said;
}

std::string replies_from(std::size_t first) {
  std::string heard;
  for (std::size_t n = first; n <= messages; ++n) {
    const std::string message = message_of(n);
    heard += "+OK " + std::to_string(message.size()) + " octets\r\n" + message;
    heard.insert(heard.size() - std::string_view(".dot\r\n").size(), ".");
    heard += ".\r\n";
  }
  return heard;
}

/// Many sessions that one thread holds: it says the same in all of them, then hears all of them.
class client_sessions {
 public:
  client_sessions(std::uint16_t port, std::size_t first) : first_(first) {
    for (std::size_t i = 0; i < sessions_a_thread; ++i) {
      sockets_.emplace_back(io_).connect({boost::asio::ip::address_v4::loopback(), port});
    }
  }

  void say(std::string_view octets) {
    for (tcp::socket& socket : sockets_) {
      boost::asio::write(socket, boost::asio::buffer(octets.data(), octets.size()));
    }
  }
  void log_in() {
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      const std::string said = "USER " + name_of(first_ + i) + "\r\nPASS p\r\n";
      boost::asio::write(sockets_[i], boost::asio::buffer(said));
    }
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      // The greeting, and two replies.
      for (int line = 0; line < 3; ++line) {
        wrong_ += hear_line(sockets_[i]).starts_with("+OK") ? 0U : 1U;
      }
    }
  }
  void hear(const std::string& expected) {
    std::string heard(expected.size(), '\0');
    for (tcp::socket& socket : sockets_) {
      boost::system::error_code error;
      boost::asio::read(socket, boost::asio::buffer(heard), error);
      wrong_ += error || heard != expected ? 1U : 0U;
    }
  }
  /// Until the server ends the connection. What came must be a beginning of `expected`.
  void hear_the_end(const std::string& expected) {
    std::string heard(expected.size() + 1, '\0');
    for (tcp::socket& socket : sockets_) {
      boost::system::error_code error;
      const std::size_t size = boost::asio::read(socket, boost::asio::buffer(heard), error);
      wrong_ += !error || !expected.starts_with(std::string_view(heard).substr(0, size)) ? 1U : 0U;
    }
  }
  [[nodiscard]] std::size_t wrong() const noexcept { return wrong_; }

 private:
  static std::string hear_line(tcp::socket& socket) {
    std::string line;
    char octet = 0;
    boost::system::error_code error;
    while (!line.ends_with('\n') && boost::asio::read(socket, boost::asio::buffer(&octet, 1), error) == 1) {
      line += octet;
    }
    return line;
  }

  std::size_t first_;
  boost::asio::io_context io_;
  std::vector<tcp::socket> sockets_;
  std::size_t wrong_ = 0;
};

TEST(embedded_server, a_thousand_sessions_of_a_hundred_messages_and_its_end_under_load) {
  ASSERT_TRUE(allow_descriptors()) << "ulimit -Hn must be " << 2 * sessions + 100 << " or more";
  std::string why;
  auto server = embedded_server::start({}, {}, why);
  ASSERT_NE(server, nullptr) << why;
  std::vector<std::shared_ptr<memory_maildrop>> drops;
  server->apply([&](reference_server& s) {
    std::vector<std::string> mail;
    for (std::size_t n = 1; n <= messages; ++n) {
      mail.push_back(message_of(n));
    }
    for (std::size_t i = 0; i < sessions; ++i) {
      drops.push_back(std::make_shared<memory_maildrop>(mail));
      s.set_account(name_of(i), "p", drops.back());
    }
  });

  const std::string said = retrieve_from(1);
  const std::string expected = replies_from(1);
  // What is under way when the server ends.
  std::string said_last;
  std::string expected_last;
  for (int again = 0; again < 2; ++again) {
    said_last += retrieve_from(2);
    expected_last += replies_from(2);
  }
  std::barrier together(client_threads + 1);
  std::atomic<std::size_t> wrong = 0;
  std::vector<std::thread> clients;
  for (std::size_t i = 0; i < client_threads; ++i) {
    clients.emplace_back([&, i] {
      client_sessions mine(server->port(), i * sessions_a_thread);
      mine.log_in();
      together.arrive_and_wait();  // all thousand are in
      mine.say(said);
      mine.hear(expected);
      mine.say("DELE 1\r\n");
      mine.hear("+OK message 1 deleted\r\n");
      mine.say(said_last);
      together.arrive_and_wait();
      mine.hear_the_end(expected_last);
      wrong += mine.wrong();
    });
  }
  together.arrive_and_wait();
  // Meanwhile somebody changes the server.
  for (int change = 0; change < 100; ++change) {
    server->apply(
        [&](reference_server& s) { s.set_account("another", std::to_string(change), drops.front()); });
  }
  together.arrive_and_wait();
  server.reset();
  for (std::thread& client : clients) {
    client.join();
  }
  EXPECT_EQ(wrong, 0U);
  for (const auto& drop : drops) {
    ASSERT_EQ(drop->messages(), messages) << "a server that stops updates nothing (RFC 1939 §6)";
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
