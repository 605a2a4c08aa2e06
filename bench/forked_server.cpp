#include "forked_server.hpp"

#include "bare_server.hpp"
#include "bare_stream.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace popquiz::bench {

forked_server::forked_server(std::uint64_t octets, bool tls) {
  if (tls) {
    std::string name = "bench-certificate-XXXXXX";
    const descriptor made(::mkstemp(name.data()));
    certificate_file_ = name;
  }
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    throw std::runtime_error("no pipe can be had");
  }
  const descriptor said(ends[0]);
  {
    const descriptor says(ends[1]);
    process_ = ::fork();
    if (process_ == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      ::dup2(says.number(), STDOUT_FILENO);
      run_bare_server(octets, certificate_file_);
    }
  }
  std::string line;
  std::array<char, 64> piece{};
  while (!line.ends_with('\n')) {
    const ssize_t got = ::read(said.number(), piece.data(), piece.size());
    if (got <= 0) {
      throw std::runtime_error("the bare server did not start");
    }
    line.append(piece.data(), static_cast<std::size_t>(got));
  }
  port_ = static_cast<std::uint16_t>(std::stoul(line.substr(line.rfind(' ') + 1)));
}

forked_server::~forked_server() {
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
  if (!certificate_file_.empty()) {
    ::unlink(certificate_file_.c_str());
  }
}

}  // namespace popquiz::bench
