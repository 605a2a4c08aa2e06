#pragma once

#include <popquiz/mockserver/reference_server.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::mockserver {

/// What a name and a password give access to. Sessions share it, so that replacing an account does not
/// pull it away from under them.
struct account {
  std::string password;
  std::shared_ptr<maildrop> drop;
  bool locked = false;
  std::optional<sansio::time_point> last_login = std::nullopt;  ///< for LOGIN-DELAY
};

/// The exclusive-access lock of RFC 1939 §4, held as long as the object lives.
class maildrop_lock {
 public:
  maildrop_lock() = default;
  /// Precondition: `of` is not locked.
  explicit maildrop_lock(std::shared_ptr<account> of) : held_(std::move(of)) { held_->locked = true; }
  maildrop_lock(maildrop_lock&& other) noexcept : held_(std::move(other.held_)) {}
  maildrop_lock& operator=(maildrop_lock&& other) noexcept {
    if (this != &other) {
      release();
      held_ = std::move(other.held_);
    }
    return *this;
  }
  maildrop_lock(const maildrop_lock&) = delete;
  maildrop_lock& operator=(const maildrop_lock&) = delete;
  ~maildrop_lock() { release(); }

  void release() noexcept {
    if (held_ != nullptr) {
      held_->locked = false;
      held_.reset();
    }
  }

 private:
  std::shared_ptr<account> held_;
};

/// Scripts whose `on` blocks bend a server, those of the first before those of the second.
using override_scripts = std::vector<std::shared_ptr<const script::script>>;

/// What the sessions of one server share.
class reference_server::shared_state {
 public:
  explicit shared_state(server_settings settings);

  [[nodiscard]] const server_settings& settings() const noexcept { return settings_; }

  void set_account(std::string user, std::string password, std::shared_ptr<maildrop> drop);
  /// Null when nobody is called so.
  [[nodiscard]] std::shared_ptr<account> find_account(std::string_view user) const;
  /// The first account by name; null when there is none.
  [[nodiscard]] std::shared_ptr<account> first_account() const;

  /// None of them is null.
  void set_overrides(override_scripts overrides);
  /// Sessions share them.
  [[nodiscard]] const std::shared_ptr<const override_scripts>& overrides() const noexcept {
    return overrides_;
  }
  /// Counts one session more; its number since the overrides were set, from 1.
  [[nodiscard]] std::uint64_t count_session() noexcept { return ++sessions_; }

  /// Counts one use more of a `cut everywhere`; which it is since the overrides were set, from 1.
  [[nodiscard]] std::uint64_t count_cut(const script::cut_step& cut) { return ++cuts_[&cut]; }

  /// A timestamp for one greeting, angle brackets included; empty when APOP is off (RFC 1939 §7).
  [[nodiscard]] std::string make_timestamp();

  /// `keep lock`: holds it until the overrides change.
  void keep(maildrop_lock lock) { kept_.push_back(std::move(lock)); }

  /// Notes what an override asked for that can't be done; the first is kept.
  void note_problem(std::string what);
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

 private:
  server_settings settings_;
  std::map<std::string, std::shared_ptr<account>, std::less<>> accounts_;
  std::shared_ptr<const override_scripts> overrides_ = std::make_shared<const override_scripts>();
  std::vector<maildrop_lock> kept_;
  std::string problem_;
  std::uint64_t sessions_ = 0;
  std::map<const script::cut_step*, std::uint64_t> cuts_;
  std::uint64_t timestamps_ = 0;
};

}  // namespace popquiz::mockserver
