#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/corpus/fixture.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/sasl_offers.hpp>
#include <popquiz/net/md5.hpp>

#include "server/memory_link.hpp"

#include <algorithm>

namespace popquiz::conformance {
namespace {

// Where time begins: any number will do but the smallest, so that a deadline may lie before it.
constexpr sansio::time_point first_moment{std::chrono::hours(24)};

/// Actions of the sessions without time going on; more is a session that never comes to rest.
constexpr std::size_t steps_limit = 1'000'000;

mockserver::server_settings complete(mockserver::server_settings settings) {
  if (settings.md5_hex == nullptr) {
    settings.md5_hex = net::md5_hex;
  }
  if (!settings.unique_text) {
    settings.unique_text = [count = 0]() mutable { return "quiz." + std::to_string(++count); };
  }
  if (!settings.sasl) {
    mockserver::offer_sasl(settings);
  }
  return settings;
}

}  // namespace

memory_subject::memory_subject(account_settings account, mockserver::server_settings settings)
    : account_(std::move(account)),
      settings_(std::move(settings)),
      server_(complete(settings_)),
      now_(first_moment) {
  std::string why;
  static_cast<void>(prepare({}, why));  // the default fixture is always there
}

memory_subject::~memory_subject() = default;

void memory_subject::set_overrides(std::shared_ptr<const script::script> overrides) {
  drop_all();
  overrides_ = overrides;
  server_.set_overrides(std::move(overrides));
}

std::unique_ptr<subject> memory_subject::another(std::string& /*why*/) const {
  auto same = std::make_unique<memory_subject>(account_, settings_);
  same->set_overrides(overrides_);
  return same;
}

const std::string& memory_subject::override_problem() const noexcept {
  return server_.override_problem();
}

bool memory_subject::prepare(const script::script& dialogue, std::string& why) {
  const corpus::fixture* const found = corpus::find_fixture(dialogue.maildrop);
  if (found == nullptr) {
    why = "no fixture is called \"" + dialogue.maildrop + "\"";
    return false;
  }
  set_mail(std::vector<std::string>(found->messages.begin(), found->messages.end()));
  return true;
}

void memory_subject::set_mail(const std::vector<std::string>& messages) {
  mail_ = known_mail(messages);
  server_.set_account(account_.user, account_.password,
                      std::make_shared<mockserver::memory_maildrop>(messages));
}

sansio::io_result memory_subject::open(std::size_t session, sansio::time_point /*deadline*/) {
  if (const auto old = links_.find(session); old != links_.end()) {
    drop(*old->second);
    links_.erase(old);
  }
  links_.emplace(session, std::make_unique<link>(server_.new_session({.has_tls = true}), now_));
  return {};
}

sansio::io_result memory_subject::perform(std::size_t session, const sansio::next_action& action) {
  const auto found = links_.find(session);
  if (found == links_.end()) {
    error_text_ = "the connection is not open";
    return {sansio::io_status::failed, 0};
  }
  while (settle()) {
    auto result = found->second->attempt(action, now_);
    if (!result && std::holds_alternative<sansio::tls_handshake>(action) && settle()) {
      result = found->second->attempt(action, now_);  // the server has done its half by now
    }
    if (result) {
      // What the client said is heard before it says more, as on a fast network.
      return settle() ? *result : sansio::io_result{sansio::io_status::failed, 0};
    }
    sansio::time_point next = deadline_of(action);
    for (const auto& [number, other] : links_) {
      next = std::min(next, other->deadline());
    }
    if (next == sansio::no_deadline) {
      error_text_ = "both sides would wait for ever";
      return {sansio::io_status::failed, 0};
    }
    now_ = std::max(now_, next);
  }
  return {sansio::io_status::failed, 0};
}

void memory_subject::drop_all() {
  for (const auto& [number, each] : links_) {
    drop(*each);
  }
  links_.clear();
}

void memory_subject::drop(link& gone) {
  gone.abandon();
  static_cast<void>(settle());
}

bool memory_subject::settle() {
  std::size_t steps = 0;
  for (bool moved = true; moved;) {
    moved = false;
    for (const auto& [number, each] : links_) {
      while (each->step(now_)) {
        moved = true;
        if (++steps > steps_limit) {
          error_text_ = "the server does not come to rest";
          return false;
        }
      }
    }
  }
  return true;
}

}  // namespace popquiz::conformance
