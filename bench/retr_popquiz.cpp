#include "retr_popquiz.hpp"

#include <popquiz/client/login_ops.hpp>
#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/pop3_client.hpp>
#include <popquiz/client/simple_ops.hpp>

#include <boost/asio/io_context.hpp>

#include <array>
#include <stdexcept>

#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace popquiz::bench {
namespace {

using client::sink_verdict;

class counting_sink final : public client::body_sink {
 public:
  sink_verdict on_body(std::span<const std::string_view>) noexcept override {
    return sink_verdict::proceed;  // retr_op counts already
  }
  sink_verdict on_end() noexcept override { return sink_verdict::proceed; }
};

class file_sink final : public client::body_sink {
 public:
  explicit file_sink(const retr_job& job)
      : file_(::open(job.file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)),
        durable_(job.durable) {}
  file_sink(const file_sink&) = delete;
  file_sink& operator=(const file_sink&) = delete;
  ~file_sink() override { ::close(file_); }

  sink_verdict on_body(std::span<const std::string_view> spans) noexcept override {
    while (!spans.empty()) {
      std::size_t count = 0;
      std::size_t octets = 0;
      for (; count < std::min(spans.size(), pieces_.size()); ++count) {
        // writev() does not write to them.
        pieces_[count] = {const_cast<char*>(spans[count].data()), spans[count].size()};
        octets += spans[count].size();
      }
      if (::writev(file_, pieces_.data(), static_cast<int>(count)) != static_cast<ssize_t>(octets)) {
        return sink_verdict::abort;
      }
      spans = spans.subspan(count);
    }
    return sink_verdict::proceed;
  }
  sink_verdict on_end() noexcept override {
    return !durable_ || ::fsync(file_) == 0 ? sink_verdict::proceed : sink_verdict::abort;
  }

 private:
  int file_;
  bool durable_;
  std::array<iovec, 64> pieces_{};
};

class conversation {
 public:
  explicit conversation(const retr_job& job) : job_(job), client_(io_.get_executor(), settings(job)) {}

  std::uint64_t hold(client::body_sink& sink) {
    net::endpoint where;
    where.host = "127.0.0.1";
    where.port = job_.port;
    if (!job_.certificate_file.empty()) {
      std::string why;
      where.tls = net::tls_context::for_client({job_.certificate_file}, why);
      where.implicit_tls = true;
      if (!where.tls) {
        throw std::runtime_error(why);
      }
    }
    run([&](auto done) {
      client_.async_connect(where, std::chrono::steady_clock::now() + std::chrono::seconds(10), done);
    });
    client::login_op login(client_.session(), "bench", "bench");
    run([&](auto done) { client_.async_run(login, done); });
    client::retr_op retr(client_.session(), 1, sink);
    run([&](auto done) { client_.async_run(retr, done); });
    client::quit_op quit(client_.session());
    run([&](auto done) { client_.async_run(quit, done); });
    return retr.octets();
  }

 private:
  static client::session_settings settings(const retr_job& job) {
    client::session_settings made;
    made.buffer = job.buffer;
    return made;
  }

  template <class Begin>
  void run(Begin begin) {
    client::op_result outcome;
    begin([&](client::op_result r) { outcome = std::move(r); });
    io_.restart();
    io_.run();
    if (!outcome) {
      throw std::runtime_error(std::string(describe(outcome.code)).append(" ").append(outcome.detail));
    }
  }

  const retr_job& job_;
  boost::asio::io_context io_{1};
  client::pop3_client client_;
};

}  // namespace

std::uint64_t retr_popquiz(const retr_job& job) {
  conversation with_server(job);
  if (job.file.empty()) {
    counting_sink sink;
    return with_server.hold(sink);
  }
  file_sink sink(job);
  return with_server.hold(sink);
}

}  // namespace popquiz::bench
