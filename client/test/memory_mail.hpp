#pragma once

#include <popquiz/client/ledger.hpp>
#include <popquiz/client/mail_store.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::client {

/// A destination in memory that is strict about the order of calls. `fail_at`: the n-th call that may fail
/// does, from 1; 0: none does.
class memory_mail {
 public:
  std::map<std::string, std::string> delivered;        ///< by the name that the key gives
  std::multimap<std::string, std::string> everything;  ///< the same, once for each delivery
  int fail_at = 0;
  int calls = 0;

  [[nodiscard]] bool fails() { return ++calls == fail_at; }
};

class memory_mail_store final : public mail_store, private body_sink {
 public:
  explicit memory_mail_store(memory_mail& in) : in_(in) {}

  store_result open() noexcept override { return {}; }
  bool delivered_before(const delivery_key& key) const noexcept override {
    return !key.by_content && interrupted.contains(name_of(key));
  }
  body_sink& begin(const delivery_key& key, std::uint64_t) noexcept override {
    key_ = key;
    octets_.clear();
    digest_.clear();
    return *this;
  }
  void abandon() noexcept override { octets_.clear(); }
  std::string_view last_digest() const noexcept override { return digest_; }
  void unstage_last() noexcept override { staged_.pop_back(); }
  std::size_t staged_messages() const noexcept override { return staged_.size(); }
  std::uint64_t staged_octets() const noexcept override {
    std::uint64_t sum = 0;
    for (const auto& [name, octets] : staged_) {
      sum += octets.size();
    }
    return sum;
  }
  store_result commit(std::vector<delivered_message>& into) noexcept override {
    for (const auto& [name, octets] : staged_) {
      if (in_.fails()) {
        staged_.clear();
        return failure_ = {store_errc::no_space, "no space"};
      }
      in_.delivered[name] = octets;
      in_.everything.emplace(name, octets);
      into.push_back({name, octets.size()});
    }
    staged_.clear();
    return {};
  }
  void settle() noexcept override { interrupted.clear(); }
  const store_result& failure() const noexcept override { return failure_; }
  void close() noexcept override {}

  std::map<std::string, bool> interrupted;  ///< names that an earlier run left delivered and unrecorded

  static std::string name_of(const delivery_key& key) {
    return key.account + '|' + key.unique_id + '|' + std::to_string(key.generation);
  }

 private:
  sink_verdict on_body(std::span<const std::string_view> spans) noexcept override {
    if (in_.fails()) {
      failure_ = {store_errc::io_error, "a write failed"};
      return sink_verdict::abort;
    }
    for (const std::string_view span : spans) {
      octets_ += span;
    }
    return sink_verdict::proceed;
  }
  sink_verdict on_end() noexcept override {
    if (in_.fails()) {
      failure_ = {store_errc::io_error, "a close failed"};
      return sink_verdict::abort;
    }
    std::string name = name_of(key_);
    if (key_.by_content) {
      digest_ = "digest of " + octets_;
      name += '|' + digest_;
    }
    staged_.emplace_back(std::move(name), octets_);
    return sink_verdict::proceed;
  }

  memory_mail& in_;
  delivery_key key_;
  std::string octets_;
  std::string digest_;
  std::vector<std::pair<std::string, std::string>> staged_;
  store_result failure_;
};

class memory_ledger final : public ledger {
 public:
  explicit memory_ledger(memory_mail& in) : in_(in) {}

  std::optional<ledger_entry> find(std::string_view account, std::string_view unique_id,
                                   store_result&) noexcept override {
    const auto found = entries.find(std::string(account) + '|' + std::string(unique_id));
    return found == entries.end() ? std::nullopt : std::optional(found->second);
  }
  bool has_content(std::string_view account, std::string_view unique_id, std::string_view digest,
                   store_result&) noexcept override {
    return contents.contains(std::string(account) + '|' + std::string(unique_id) + '|' + std::string(digest));
  }
  store_result record(std::string_view account, std::span<const fetched_message> messages,
                      std::int64_t now) noexcept override {
    if (in_.fails()) {
      return {store_errc::io_error, "the ledger failed"};
    }
    for (const fetched_message& m : messages) {
      const std::string key = std::string(account) + '|' + m.unique_id;
      if (m.digest.empty()) {
        entries[key] = {m.generation, m.octets_listed, now, false};
      } else {
        contents[key + '|' + m.digest] = true;
      }
    }
    return {};
  }
  store_result confirm_deleted(std::string_view account,
                               std::span<const std::string> unique_ids) noexcept override {
    if (in_.fails()) {
      return {store_errc::io_error, "the ledger failed"};
    }
    for (const std::string& id : unique_ids) {
      if (const auto found = entries.find(std::string(account) + '|' + id); found != entries.end()) {
        found->second.deleted = true;
      }
    }
    return {};
  }

  std::map<std::string, ledger_entry> entries;
  std::map<std::string, bool> contents;

 private:
  memory_mail& in_;
};

}  // namespace popquiz::client
