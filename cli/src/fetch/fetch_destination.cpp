#include "fetch/fetch_destination.hpp"

#include <popquiz/client/open_store.hpp>

#include <cstdlib>
#include <filesystem>

namespace popquiz::cli {
namespace {

/// What `--list` needs of a store: nothing is ever delivered to it.
class no_store final : public client::mail_store, private client::body_sink {
 public:
  [[nodiscard]] client::store_result open() noexcept override { return {}; }
  [[nodiscard]] bool delivered_before(const client::delivery_key&) const noexcept override { return false; }
  [[nodiscard]] client::body_sink& begin(const client::delivery_key&, std::uint64_t) noexcept override {
    return *this;
  }
  void abandon() noexcept override {}
  [[nodiscard]] std::string_view last_digest() const noexcept override { return {}; }
  void unstage_last() noexcept override {}
  [[nodiscard]] std::size_t staged_messages() const noexcept override { return 0; }
  [[nodiscard]] std::uint64_t staged_octets() const noexcept override { return 0; }
  [[nodiscard]] client::store_result commit(std::vector<client::delivered_message>&) noexcept override {
    return {};
  }
  void settle() noexcept override {}
  [[nodiscard]] const client::store_result& failure() const noexcept override { return none_; }
  void close() noexcept override {}

 private:
  client::sink_verdict on_body(std::span<const std::string_view>) noexcept override {
    return client::sink_verdict::abort;
  }
  client::sink_verdict on_end() noexcept override { return client::sink_verdict::abort; }

  client::store_result none_;
};

// SQLite's name for a database that is nowhere.
constexpr const char* in_memory = ":memory:";

std::string state_folder() {
  if (const char* const state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') {
    return std::string(state) + "/popquiz";
  }
  const char* const home = std::getenv("HOME");
  return home == nullptr ? std::string() : std::string(home) + "/.local/state/popquiz";
}

}  // namespace

std::string default_ledger(const std::string& destination) {
  const std::size_t colon = destination.find(':');
  const std::string kind = destination.substr(0, colon);
  const std::string place = colon == std::string::npos ? std::string() : destination.substr(colon + 1);
  if (kind == "maildir" || kind == "dir") {
    return place + "/.popquiz-ledger";
  }
  if (kind == "mbox") {
    return place + ".popquiz-ledger";
  }
  const std::string state = state_folder();
  if (kind != "pipe" || state.empty()) {
    return in_memory;
  }
  std::error_code ignored;  // the ledger tells when the folder is not there
  std::filesystem::create_directories(state, ignored);
  return state + "/pipe-ledger";
}

std::optional<fetch_destination> open_destination(const account& of, bool needed, client::store_result& why) {
  fetch_destination opened;
  if (of.to.empty() && needed) {
    why = {client::store_errc::not_found,
           "a destination is needed: --to maildir:DIR, mbox:FILE, dir:DIR, pipe:COMMAND or -"};
    return std::nullopt;
  }
  // The ledger first: its lock keeps another fetch into the same destination out.
  const std::string kind = of.to.substr(0, of.to.find(':'));
  if (kind == "maildir" || kind == "dir") {
    std::error_code ignored;  // the ledger tells when the folder is not there
    std::filesystem::create_directory(of.to.substr(std::min(kind.size() + 1, of.to.size())), ignored);
  }
  opened.known = client::ledger::open(of.ledger.empty() ? default_ledger(of.to) : of.ledger, why);
  if (opened.known == nullptr) {
    return std::nullopt;
  }
  if (of.to.empty()) {
    opened.store = std::make_unique<no_store>();
  } else if (opened.store = client::open_store(of.to, why); opened.store != nullptr) {
    why = opened.store->open();
  }
  return opened.store != nullptr && why ? std::optional(std::move(opened)) : std::nullopt;
}

}  // namespace popquiz::cli
