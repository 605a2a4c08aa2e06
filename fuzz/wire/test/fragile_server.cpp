// A POP3 server with five faults, for the fuzzer to find: fragile_server PORT [late-crash]. One process,
// poll(2), mail in memory; the name is "quiz", the password "sesame". It links nothing of popquiz, so nobody
// shares a mistake with the fuzzer.
//   crash      UIDL while a message is marked as deleted; late: 60 ms behind the end of the connection
//   hang       TOP of more than 2,147,483,647 lines
//   leak       each LANG keeps 256 KiB
//   state      STAT is answered before the login once a PASS was wrong
//   stuffing   RETR in small letters does not double the dot of a line that begins with one
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::array<std::string_view, 3> mail{"Subject: one\r\n\r\nfirst\r\n",
                                               "Subject: two\r\n\r\n.dots\r\n..\r\nend\r\n",
                                               "Subject: three\r\n\r\nlast\r\n"};
constexpr std::size_t longest_line = 512;
constexpr std::size_t leaked_octets = 256UL * 1024;
std::vector<std::unique_ptr<std::array<char, leaked_octets>>> never_freed;

bool crashes_late = false;

std::string upper(std::string_view text) {
  std::string made(text);
  std::ranges::transform(made, made.begin(),
                         [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return made;
}

std::string body_of(std::string_view message, bool stuffs) {
  std::string body;
  while (!message.empty()) {
    const std::string_view line = message.substr(0, message.find('\n') + 1);
    body += stuffs && line.starts_with('.') ? "." : "";
    body += line;
    message.remove_prefix(line.size());
  }
  return body + ".\r\n";
}

struct connection {
  int file = -1;
  std::string input;
  std::string user;
  bool logged_in = false;
  bool refused = false;
  bool over = false;
  std::array<bool, mail.size()> deleted{};

  void say(std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(file, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        over = true;
        return;
      }
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// The index of a message that is there; its size when there is none.
  [[nodiscard]] std::size_t message(std::string_view text) const {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    return is_number && number >= 1 && number <= mail.size() && !deleted[number - 1] ? number - 1
                                                                                     : mail.size();
  }

  [[noreturn]] void crash() const {
    if (crashes_late) {
      ::close(file);
      ::usleep(60'000);
    }
    std::abort();
  }

  void list(std::string_view argument, bool is_uidl) {
    const auto entry = [&](std::size_t i) {
      return std::to_string(i + 1) + " " +
             (is_uidl ? "id" + std::to_string(i) : std::to_string(mail[i].size())) + "\r\n";
    };
    if (!argument.empty()) {
      const std::size_t i = message(argument);
      say(i == mail.size() ? "-ERR no such message\r\n" : "+OK " + entry(i));
      return;
    }
    std::string text = "+OK\r\n";
    for (std::size_t i = 0; i < mail.size(); ++i) {
      text += deleted[i] ? "" : entry(i);
    }
    say(text + ".\r\n");
  }

  void stat() {
    std::size_t count = 0;
    std::size_t octets = 0;
    for (std::size_t i = 0; i < mail.size(); ++i) {
      count += deleted[i] ? 0 : 1;
      octets += deleted[i] ? 0 : mail[i].size();
    }
    say("+OK " + std::to_string(count) + " " + std::to_string(octets) + "\r\n");
  }

  void top(std::string_view argument) {
    const std::size_t space = std::min(argument.find(' '), argument.size());
    const std::size_t i = message(argument.substr(0, space));
    long long lines = -1;
    std::string_view count = argument.substr(std::min(space + 1, argument.size()));
    const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), lines);
    if (i == mail.size() || error != std::errc() || end != count.data() + count.size() || lines < 0) {
      say("-ERR no such message or lines\r\n");
      return;
    }
    for (int line = 0; line != lines && lines > 2'147'483'647;) {  // the hang: an int never gets there
      line = line == 1000 ? 0 : line + 1;
      ::usleep(10);
    }
    std::string_view text = mail[i];
    std::size_t kept = text.find("\r\n\r\n") + 4;
    for (; lines > 0 && kept < text.size(); --lines) {
      kept = text.find('\n', kept) + 1;
    }
    say("+OK\r\n" + body_of(text.substr(0, kept), true));
  }

  void before_login(const std::string& keyword, std::string_view argument) {
    if (keyword == "USER" && !argument.empty()) {
      user = argument;
      say("+OK\r\n");
    } else if (keyword == "PASS" && !user.empty()) {
      logged_in = user == "quiz" && argument == "sesame";
      refused = refused || !logged_in;
      user.clear();
      say(logged_in ? "+OK\r\n" : "-ERR no\r\n");
    } else if (keyword == "STAT" && refused) {
      stat();  // the wrong state
    } else {
      say("-ERR not now\r\n");
    }
  }

  void after_login(const std::string& keyword, bool is_lower, std::string_view argument) {
    const bool marks = std::ranges::find(deleted, true) != deleted.end();
    const std::size_t i = message(argument);
    if (keyword == "STAT" && argument.empty()) {
      stat();
    } else if (keyword == "LIST" || keyword == "UIDL") {
      if (keyword == "UIDL" && marks && argument.empty()) {
        crash();
      }
      list(argument, keyword == "UIDL");
    } else if (keyword == "RETR" || keyword == "DELE") {
      if (i == mail.size()) {
        say("-ERR no such message\r\n");
      } else if (keyword == "DELE") {
        deleted[i] = true;
        say("+OK\r\n");
      } else {
        say("+OK\r\n" + body_of(mail[i], !is_lower));  // the stuffing
      }
    } else if (keyword == "TOP") {
      top(argument);
    } else if (keyword == "RSET" && argument.empty()) {
      deleted.fill(false);
      say("+OK\r\n");
    } else if (keyword == "NOOP" && argument.empty()) {
      say("+OK\r\n");
    } else {
      say("-ERR no such command\r\n");
    }
  }

  void take(std::string_view line) {
    const std::size_t space = std::min(line.find(' '), line.size());
    const std::string keyword = upper(line.substr(0, space));
    const std::string_view argument = line.substr(std::min(space + 1, line.size()));
    if (keyword == "QUIT") {
      say("+OK bye\r\n");
      over = true;
    } else if (keyword == "CAPA") {
      say("+OK\r\nUSER\r\nTOP\r\nUIDL\r\nLANG\r\n.\r\n");
    } else if (keyword == "LANG") {
      never_freed.push_back(std::make_unique<std::array<char, leaked_octets>>());  // the leak
      never_freed.back()->fill('x');
      say(argument.empty() ? "+OK\r\nen English\r\n.\r\n" : "-ERR no such language\r\n");
    } else if (logged_in) {
      after_login(keyword, keyword != line.substr(0, space), argument);
    } else {
      before_login(keyword, argument);
    }
  }

  void read() {
    std::array<char, 4096> block{};
    const ssize_t got = ::recv(file, block.data(), block.size(), 0);
    if (got <= 0) {
      over = true;
      return;
    }
    input.append(block.data(), static_cast<std::size_t>(got));
    for (std::size_t end = input.find('\n'); end != std::string::npos && !over; end = input.find('\n')) {
      const std::string line = input.substr(0, end > 0 && input[end - 1] == '\r' ? end - 1 : end);
      input.erase(0, end + 1);
      take(line);
    }
    over = over || input.size() > longest_line;
  }
};

int listen_on(int port) {
  const int file = ::socket(AF_INET, SOCK_STREAM, 0);
  if (file < 0) {
    return -1;
  }
  const int yes = 1;
  ::setsockopt(file, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  where.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool ok =
      ::bind(file, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0 && ::listen(file, 64) == 0;
  return ok ? file : -1;
}

}  // namespace

int main(int count, char** words) {
  crashes_late = count == 3 && std::string_view(words[2]) == "late-crash";
  const int listening = count == 2 || crashes_late ? listen_on(std::atoi(words[1])) : -1;
  if (listening < 0) {
    return 2;
  }
  std::vector<connection> open;
  for (;;) {
    std::vector<pollfd> waiting{{listening, POLLIN, 0}};
    for (const connection& each : open) {
      waiting.push_back({each.file, POLLIN, 0});
    }
    if (::poll(waiting.data(), waiting.size(), -1) < 0) {
      return 1;
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (waiting[i + 1].revents != 0) {
        open[i].read();
      }
    }
    std::erase_if(open, [](const connection& each) { return each.over && ::close(each.file) == 0; });
    if (waiting[0].revents != 0) {
      connection fresh;
      fresh.file = ::accept(listening, nullptr, nullptr);
      const int yes = 1;
      ::setsockopt(fresh.file, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      fresh.say("+OK fragile\r\n");
      open.push_back(fresh);
    }
  }
}
