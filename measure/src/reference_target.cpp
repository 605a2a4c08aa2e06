#include <popquiz/measure/reference_target.hpp>

#include <popquiz/mockserver/generated_messages.hpp>
#include <popquiz/mockserver/made_certificates.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/net/md5.hpp>

#include <fmt/format.h>

#include <span>
#include <string_view>
#include <utility>

namespace popquiz::measure {
namespace {

using messages_of_size = std::shared_ptr<const mockserver::generated_messages>;

/// One generated message of each size; nothing is ever removed.
class ladder_snapshot final : public mockserver::maildrop_snapshot {
 public:
  explicit ladder_snapshot(std::span<const messages_of_size> rungs) : rungs_(rungs) {}

  [[nodiscard]] std::size_t messages() const noexcept override { return rungs_.size(); }
  [[nodiscard]] std::uint64_t octets(std::size_t index) const override { return rungs_[index]->octets(1); }
  [[nodiscard]] std::string_view unique_id(std::size_t index) const override {
    unique_id_ = rungs_[index]->unique_id(1);
    return unique_id_;
  }
  [[nodiscard]] std::unique_ptr<mockserver::message_reader> read(std::size_t index) const override {
    return rungs_[index]->read(1);
  }
  bool remove(std::span<const std::size_t> indices) override { return indices.empty(); }

 private:
  std::span<const messages_of_size> rungs_;
  mutable std::string unique_id_;
};

class ladder_maildrop final : public mockserver::maildrop {
 public:
  explicit ladder_maildrop(std::vector<messages_of_size> rungs) : rungs_(std::move(rungs)) {}
  std::unique_ptr<mockserver::maildrop_snapshot> open() override {
    return std::make_unique<ladder_snapshot>(rungs_);
  }

 private:
  std::vector<messages_of_size> rungs_;
};

std::optional<std::vector<messages_of_size>> make_rungs(const std::vector<std::uint64_t>& sizes,
                                                        std::string& why) {
  std::vector<messages_of_size> rungs;
  for (const std::uint64_t octets : sizes) {
    mockserver::generated_mail what;
    what.least_octets = what.most_octets = octets;
    rungs.push_back(mockserver::make_messages(what, why));
    if (rungs.back() == nullptr) {
      return std::nullopt;
    }
  }
  return rungs;
}

}  // namespace

std::optional<reference_target> start_reference(std::size_t accounts, const std::vector<std::uint64_t>& sizes,
                                                target_tls tls, std::string& why) {
  const auto rungs = make_rungs(sizes, why);
  if (!rungs) {
    return std::nullopt;
  }
  reference_target made;
  made.user = "bench{n}";
  made.password = "bench";
  made.where.host = "127.0.0.1";
  mockserver::server_settings settings;
  settings.md5_hex = net::md5_hex;
  mockserver::listener_settings listen;
  listen.connections = accounts + 1;
  if (tls != target_tls::none) {
    const auto authority = mockserver::make_certificates(listen, why);
    if (!authority) {
      return std::nullopt;
    }
    listen.tls_begins =
        tls == target_tls::at_once ? mockserver::tls_start::at_once : mockserver::tls_start::by_stls;
    net::tls_client_settings trust;
    trust.ca_pem = *authority;
    made.where.tls = net::tls_context::for_client(trust, why);
    made.where.implicit_tls = tls == target_tls::at_once;
    if (!made.where.tls) {
      return std::nullopt;
    }
  }
  made.server = mockserver::embedded_server::start(std::move(settings), std::move(listen), why);
  if (made.server == nullptr) {
    return std::nullopt;
  }
  made.where.port = made.server->port();
  made.server->apply([&](mockserver::reference_server& server) {
    for (std::size_t i = 1; i <= accounts; ++i) {
      server.set_account(fmt::format("bench{}", i), made.password, std::make_shared<ladder_maildrop>(*rungs));
    }
  });
  return made;
}

}  // namespace popquiz::measure
