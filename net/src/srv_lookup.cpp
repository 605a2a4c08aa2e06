#include <popquiz/net/srv.hpp>

#include "host_name.hpp"

#include <netinet/in.h>

#include <arpa/nameser.h>
#include <resolv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <system_error>
#include <type_traits>

namespace popquiz::net {
namespace {

/// libresolv writes to TCP sockets in a way that raises SIGPIPE when the name server has gone.
class without_sigpipe {
 public:
  without_sigpipe() {
    sigset_t pending{};
    sigpending(&pending);
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~without_sigpipe() {
    constexpr timespec now{};
    while (!was_pending_ && sigtimedwait(&sigpipe_, nullptr, &now) == -1 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  without_sigpipe(const without_sigpipe&) = delete;
  without_sigpipe& operator=(const without_sigpipe&) = delete;

 private:
  sigset_t sigpipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// A state of libresolv's of its own, so that any thread may look up.
class resolver_state {
 public:
  resolver_state() : good_(res_ninit(&state_) == 0) {}
  ~resolver_state() {
    if (good_) {
      res_nclose(&state_);
    }
  }
  resolver_state(const resolver_state&) = delete;
  resolver_state& operator=(const resolver_state&) = delete;

  [[nodiscard]] bool good() const noexcept { return good_; }

  void apply(const dns_settings& settings) {
    state_.retrans = static_cast<int>(std::clamp<std::chrono::seconds::rep>(settings.timeout.count(), 1, 30));
    state_.retry = std::clamp(settings.tries, 1, 5);
    if (settings.server) {
      sockaddr_in& to = state_.nsaddr_list[0];
      to = {};
      to.sin_family = AF_INET;
      to.sin_port = htons(settings.server->port);
      to.sin_addr.s_addr = htonl(settings.server->address.to_uint());
      state_.nscount = 1;
    }
  }

  /// A reply to a question for the SRV records of `name`; empty when none came.
  [[nodiscard]] std::string ask(const std::string& name) {
    std::array<unsigned char, NS_PACKETSZ> question{};
    const int size = res_nmkquery(&state_, ns_o_query, name.c_str(), ns_c_in, ns_t_srv, nullptr, 0, nullptr,
                                  question.data(), static_cast<int>(question.size()));
    if (size <= 0) {
      return {};
    }
    std::string reply(65535, '\0');
    const int got = res_nsend(&state_, question.data(), size, reinterpret_cast<unsigned char*>(reply.data()),
                              static_cast<int>(reply.size()));
    reply.resize(got <= 0 ? 0 : std::min(static_cast<std::size_t>(got), reply.size()));
    return reply;
  }

 private:
  std::remove_pointer_t<res_state> state_{};
  bool good_;
};

}  // namespace

srv_lookup system_srv_lookup(const dns_settings& settings) {
  return [settings](const std::string& name) -> srv_answer {
    if (!is_host_name(without_trailing_dots(name))) {
      return {srv_status::failed, {}, "not a name that DNS can look up"};
    }
    resolver_state resolver;
    if (!resolver.good()) {
      return {srv_status::failed, {}, "the system's resolver cannot be set up"};
    }
    resolver.apply(settings);
    int error = 0;
    const std::string reply = [&] {
      const without_sigpipe guard;
      errno = 0;
      std::string came = resolver.ask(name);
      error = errno;
      return came;
    }();
    if (reply.empty()) {
      return {srv_status::failed, {}, "no name server answered: " + std::generic_category().message(error)};
    }
    return read_srv_reply(reply, name);
  };
}

}  // namespace popquiz::net
