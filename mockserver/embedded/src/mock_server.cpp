#include <popquiz/mock_server.hpp>

#include "mock_setup.hpp"
#include "session_log.hpp"

#include <popquiz/mockserver/embedded_server.hpp>

#include <functional>
#include <string_view>

namespace popquiz {

class mock_server::running {
 public:
  /// Null and `why` set when it can't be started.
  [[nodiscard]] static std::unique_ptr<running> start(const mock_script& script,
                                                      const mock_server_settings& settings,
                                                      std::string& why) {
    auto setup = make_setup(script, settings, why);
    if (!setup) {
      return nullptr;
    }
    std::unique_ptr<running> made(new running);
    made->drop_ = setup->drop;
    made->at_start_ = setup->drop->open();
    if (made->at_start_ == nullptr) {
      why = "the maildrop can't be opened";
      return nullptr;
    }
    made->ca_pem_ = std::move(setup->ca_pem);
    const auto how = settings.transcripts_show_secrets ? script::recorder::secrets::shown
                                                       : script::recorder::secrets::masked;
    setup->listen.record = [log = made->log_, how](std::uint64_t) { return log->begin(how); };
    setup->listen.on_session_end = [log = made->log_] { log->end_connection(); };
    made->server_ =
        mockserver::embedded_server::start(std::move(setup->server), std::move(setup->listen), why);
    if (made->server_ == nullptr) {
      return nullptr;
    }
    made->server_->apply([&](mockserver::reference_server& server) {
      server.set_account(settings.user, settings.password, setup->drop);
      server.set_overrides(std::move(setup->overrides));
    });
    return made;
  }

  [[nodiscard]] std::uint16_t port() const noexcept { return server_->port(); }
  [[nodiscard]] const std::string& ca_pem() const noexcept { return ca_pem_; }
  [[nodiscard]] std::size_t connections() const { return server_->connections(); }
  [[nodiscard]] const session_log& log() const noexcept { return *log_; }

  [[nodiscard]] std::string problem() const {
    std::string found;
    server_->apply([&](mockserver::reference_server& server) { found = server.override_problem(); });
    return found;
  }

  /// What is still there keeps its order, so one look at each is enough.
  [[nodiscard]] std::vector<std::size_t> deleted() const {
    std::vector<std::size_t> gone;
    look([&](const mockserver::maildrop_snapshot& now) {
      std::size_t next = 0;
      for (std::size_t i = 0; i < at_start_->messages(); ++i) {
        if (next < now.messages() && now.unique_id(next) == at_start_->unique_id(i)) {
          ++next;
        } else {
          gone.push_back(i + 1);
        }
      }
    });
    return gone;
  }

  [[nodiscard]] std::size_t messages() const {
    std::size_t count = 0;
    look([&](const mockserver::maildrop_snapshot& now) { count = now.messages(); });
    return count;
  }

 private:
  running() = default;

  /// At the maildrop as a session that began now would see it.
  void look(const std::function<void(const mockserver::maildrop_snapshot&)>& at) const {
    server_->apply([&](mockserver::reference_server&) {
      if (const auto now = drop_->open()) {
        at(*now);
      }
    });
  }

  std::shared_ptr<session_log> log_ = std::make_shared<session_log>(transcript_limit);
  std::shared_ptr<mockserver::maildrop> drop_;               // used on the server's thread only
  std::unique_ptr<mockserver::maildrop_snapshot> at_start_;  // the same, once that runs
  std::string ca_pem_;
  std::unique_ptr<mockserver::embedded_server> server_;  // the last: its thread ends first
};

mock_server::mock_server(std::unique_ptr<running> started) noexcept : running_(std::move(started)) {}

mock_server::mock_server(const mock_script& script, const mock_server_settings& settings) {
  std::string why;
  running_ = running::start(script, settings, why);
  if (running_ == nullptr) {
    throw mock_server_error(why);
  }
}

std::optional<mock_server> mock_server::start(const mock_script& script, const mock_server_settings& settings,
                                              std::string& why) {
  auto started = running::start(script, settings, why);
  return started ? std::optional(mock_server(std::move(started))) : std::nullopt;
}

mock_server::~mock_server() = default;
mock_server::mock_server(mock_server&& other) noexcept = default;
mock_server& mock_server::operator=(mock_server&& other) noexcept = default;

std::uint16_t mock_server::port() const noexcept {
  return running_->port();
}
const std::string& mock_server::ca_pem() const noexcept {
  return running_->ca_pem();
}
std::size_t mock_server::sessions() const {
  return running_->log().sessions();
}
std::size_t mock_server::connections() const {
  return running_->connections();
}
bool mock_server::wait_until_ended(std::size_t connections, std::chrono::milliseconds at_most) const {
  return running_->log().wait_until_ended(connections, at_most);
}
std::size_t mock_server::client_lines() const {
  return running_->log().client_lines();
}
std::string mock_server::transcript(std::size_t session) const {
  return running_->log().transcript(session);
}

std::vector<std::string> mock_server::commands(std::size_t session) const {
  constexpr std::string_view mark = "C: ";
  const std::string text = transcript(session);
  std::vector<std::string> said;
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view line = std::string_view(text).substr(at, text.find('\n', at) - at);
    if (line.starts_with(mark)) {
      said.emplace_back(line.substr(mark.size()));
    }
    at += line.size() + 1;
  }
  return said;
}

std::vector<std::size_t> mock_server::deleted() const {
  return running_->deleted();
}
std::size_t mock_server::messages() const {
  return running_->messages();
}
std::string mock_server::problem() const {
  return running_->problem();
}

}  // namespace popquiz
