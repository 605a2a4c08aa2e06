#include "bare_fetch.hpp"

#include "bare_stream.hpp"
#include "octet_buffer.hpp"
#include "written_file.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace popquiz::bench {
namespace {

constexpr std::size_t room = 256U << 10U;
constexpr std::uint64_t window = 500;  // commands that may be outstanding: what two sockets hold of them

class bare_fetch {
 public:
  explicit bare_fetch(const fetch_job& job)
      : job_(job),
        tls_(job.tls ? make_client_context(false) : nullptr),
        server_(bare_stream::connect(job.port, tls_.get())) {}

  void run() {
    line("");
    line("USER " + job_.user + "\r\n");
    line("PASS " + job_.password + "\r\n");
    const std::string stat = line("STAT\r\n");
    const std::uint64_t messages = std::stoull(stat.substr(stat.find(' ') + 1));
    each("RETR ", messages, [this](std::uint64_t number) { take_message(number); });
    if (job_.removes) {
      each("DELE ", messages, [this](std::uint64_t) { static_cast<void>(take_line()); });
    }
    line("QUIT\r\n");
  }

 private:
  [[nodiscard]] std::string_view there() { return {buffer_.data() + begin_, end_ - begin_}; }

  void read_more() {
    if (begin_ != 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
    }
    const std::size_t got = server_.read({buffer_.data() + end_, room - end_});
    if (got == 0) {
      throw std::runtime_error("the server closed");
    }
    end_ += got;
  }

  std::string take_line() {
    std::size_t at = there().find('\n');
    for (; at == std::string_view::npos; at = there().find('\n')) {
      read_more();
    }
    std::string text(there().substr(0, at));
    begin_ += at + 1;
    if (!text.starts_with("+OK")) {
      throw std::runtime_error("the server refused: " + text);
    }
    return text;
  }

  std::string line(std::string_view command) {
    server_.write(command);
    return take_line();
  }

  template <class Take>
  void each(std::string_view verb, std::uint64_t count, Take take) {
    std::uint64_t asked = 0;
    for (std::uint64_t number = 1; number <= count; ++number) {
      if (asked + 1 - number <= window / 2) {
        std::string commands;
        for (; asked < std::min(count, number + window - 1); ++asked) {
          commands.append(verb).append(std::to_string(asked + 1)).append("\r\n");
        }
        server_.write(commands);
      }
      take(number);
    }
  }

  void take_message(std::uint64_t number) {
    static_cast<void>(take_line());
    written_file file(job_.folder + "/" + std::to_string(number));
    for (;;) {
      const std::size_t end = end_of_body();
      if (end != std::string_view::npos) {
        file.write(there().substr(0, end + 2));
        begin_ += end + terminator.size();
        return;
      }
      const std::size_t sure = there().size() - std::min(there().size(), terminator.size() - 1);
      file.write(there().substr(0, sure));
      begin_ += sure;
      read_more();
    }
  }

  [[nodiscard]] std::size_t end_of_body() {
    const std::string_view octets = there();
    const void* const found = ::memmem(octets.data(), octets.size(), terminator.data(), terminator.size());
    return found == nullptr ? std::string_view::npos
                            : static_cast<std::size_t>(static_cast<const char*>(found) - octets.data());
  }

  const fetch_job& job_;
  ssl_context tls_;
  bare_stream server_;
  octet_buffer buffer_{room};
  std::size_t begin_ = 0;  // of what was read and not taken
  std::size_t end_ = 0;
};

}  // namespace

void fetch_bare(const fetch_job& job) {
  bare_fetch(job).run();
}

}  // namespace popquiz::bench
