#include "retr_bare.hpp"
#include "bare_stream.hpp"
#include "octet_buffer.hpp"
#include "written_file.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <stdexcept>

namespace popquiz::bench {
namespace {

void ask(bare_stream& server, std::string_view command) {
  server.write(command);
  if (!server.read_lines().starts_with("+OK")) {
    throw std::runtime_error("the server refused");
  }
}

}  // namespace

bare_retr retr_bare(const retr_job& job) {
  const ssl_context tls = job.certificate_file.empty() ? nullptr : make_client_context(job.read_ahead);
  bare_stream server = bare_stream::connect(job.port, tls.get());
  ask(server, "");
  ask(server, "USER " + job.user + "\r\n");
  ask(server, "PASS " + job.password + "\r\n");
  std::optional<written_file> file;
  if (!job.file.empty()) {
    file.emplace(job.file);
  }
  octet_buffer buffer(job.buffer);
  const auto begin = std::chrono::steady_clock::now();
  server.write("RETR 1\r\n");
  std::uint64_t total = 0;
  std::uint64_t status = 0;
  std::string last;  // enough to see the end, however it is cut
  while (last != terminator) {
    const std::size_t got = server.read({buffer.data(), job.buffer});
    if (got == 0) {
      throw std::runtime_error("the server closed in the message");
    }
    const std::string_view piece(buffer.data(), got);
    if (total == 0) {
      status = piece.find('\n') + 1;
    }
    total += got;
    last.append(piece.substr(got - std::min(got, terminator.size())));
    last.erase(0, last.size() - std::min(last.size(), terminator.size()));
    if (file) {
      file->write(piece);
    }
  }
  if (job.durable && file) {
    file->sync();
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  server.write("QUIT\r\n");
  return {total - status - (terminator.size() - 2), took.count()};
}

}  // namespace popquiz::bench
