#pragma once

#include <popquiz/client/file_system.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>

namespace popquiz::fuzz {

/// A disk in memory that knows what is durable: of a file what was synced, of a folder the entries that were.
/// The power fails in place of its n-th call; whatever is called then fails. lose_power() leaves what was
/// durable, and of the rest what the caller likes.
class memory_disk final : public client::file_system {
 public:
  struct file {
    std::string octets;
    std::string durable;
  };
  using entries = std::map<std::string, std::shared_ptr<file>>;  ///< by their paths

  std::uint64_t dies_at = 0;      ///< the call; 0: none
  std::set<std::string> touched;  ///< each path that was made, renamed to, or removed

  /// Something of somebody else's, durable for long.
  void put(const std::string& path, std::string octets) {
    auto made = std::make_shared<file>(file{octets, octets});
    now_[path] = made;
    durable_[path] = std::move(made);
  }
  void put_folder(const std::string& path) { folders_.insert(path); }

  [[nodiscard]] const entries& files() const noexcept { return now_; }
  [[nodiscard]] bool has_died() const noexcept { return died_; }
  /// From outside of the file system, e.g. when the ledger dies.
  void die() noexcept { died_ = true; }

  /// What a reader finds when the power is back. `keeps(path)` says of an entry that was not synced, and of
  /// octets that were not, whether they are there all the same.
  template <class Keeps>
  void lose_power(Keeps keeps) {
    entries left;
    for (const auto& [path, node] : now_) {
      if (durable_.contains(path) ? durable_.at(path) == node || keeps(path) : keeps(path)) {
        left[path] = node;
      }
    }
    for (const auto& [path, node] : durable_) {
      if (!left.contains(path) && (now_.contains(path) || keeps(path))) {
        left[path] = node;  // its removal, or what took its place, was not durable
      }
    }
    std::set<const file*> seen;
    for (const auto& [path, node] : left) {
      if (seen.insert(node.get()).second && node->octets != node->durable) {
        node->octets = keeps(path) ? node->octets.substr(0, (node->octets.size() + node->durable.size()) / 2)
                                   : node->durable;
        node->durable = node->octets;
      }
    }
    now_ = left;
    durable_ = std::move(left);
    died_ = false;
    dies_at = 0;
  }

  int open(const std::string& path, client::open_how how,
           std::unique_ptr<client::open_file>& into) noexcept override {
    if (dies()) {
      return EIO;
    }
    const auto found = now_.find(path);
    if (found == now_.end() && how == client::open_how::existing) {
      return ENOENT;
    }
    if (found != now_.end() && how == client::open_how::create_new) {
      return EEXIST;
    }
    if (found == now_.end() && !folders_.contains(folder_of(path))) {
      return ENOENT;
    }
    auto node = found != now_.end() ? found->second : std::make_shared<file>();
    if (found == now_.end()) {
      now_[path] = node;
      touched.insert(path);
    }
    into = std::make_unique<handle>(*this, std::move(node));
    return 0;
  }
  int make_folder(const std::string& path) noexcept override {
    if (dies()) {
      return EIO;
    }
    folders_.insert(path);
    touched.insert(path);
    return 0;
  }
  int rename(const std::string& from, const std::string& to) noexcept override {
    if (dies()) {
      return EIO;
    }
    const auto found = now_.find(from);
    if (found == now_.end() || !folders_.contains(folder_of(to))) {
      return ENOENT;
    }
    touched.insert({from, to});
    auto node = found->second;
    now_.erase(found);
    now_[to] = std::move(node);
    return 0;
  }
  int link(const std::string& from, const std::string& to) noexcept override {
    if (dies()) {
      return EIO;
    }
    const auto found = now_.find(from);
    if (found == now_.end()) {
      return ENOENT;
    }
    if (now_.contains(to)) {
      return EEXIST;
    }
    touched.insert(to);
    now_[to] = found->second;
    return 0;
  }
  int remove(const std::string& path) noexcept override {
    if (dies()) {
      return EIO;
    }
    touched.insert(path);
    return now_.erase(path) != 0 ? 0 : ENOENT;
  }
  int list(const std::string& folder, const std::function<void(std::string_view)>& name) noexcept override {
    if (dies()) {
      return EIO;
    }
    if (!folders_.contains(folder)) {
      return ENOENT;
    }
    for (const auto& [path, node] : now_) {
      if (folder_of(path) == folder) {
        name(std::string_view(path).substr(folder.size() + 1));
      }
    }
    return 0;
  }
  int sync_folder(const std::string& folder) noexcept override {
    if (dies()) {
      return EIO;
    }
    std::erase_if(durable_, [&](const auto& entry) { return folder_of(entry.first) == folder; });
    for (const auto& [path, node] : now_) {
      if (folder_of(path) == folder) {
        durable_[path] = node;
      }
    }
    return 0;
  }
  int sync_all(const std::string& /*folder*/) noexcept override {
    if (dies()) {
      return EIO;
    }
    for (const auto& [path, node] : now_) {
      node->durable = node->octets;
    }
    durable_ = now_;
    return 0;
  }

 private:
  class handle final : public client::open_file {
   public:
    handle(memory_disk& on, std::shared_ptr<file> node) : on_(on), node_(std::move(node)) {}
    int write(std::span<const std::string_view> pieces) noexcept override {
      if (on_.died_) {
        return EIO;
      }
      const bool half = on_.dies();
      for (const std::string_view piece : pieces) {
        node_->octets += half ? piece.substr(0, piece.size() / 2) : piece;
      }
      return half ? EIO : 0;
    }
    int read_at(std::uint64_t offset, std::span<char> into, std::size_t& got) noexcept override {
      const std::string_view there = node_->octets;
      const std::string_view rest = there.substr(std::min<std::uint64_t>(offset, there.size()));
      got = std::min(rest.size(), into.size());
      std::copy_n(rest.begin(), got, into.begin());
      return on_.dies() ? EIO : 0;
    }
    int truncate(std::uint64_t octets) noexcept override {
      if (on_.dies()) {
        return EIO;
      }
      node_->octets.resize(octets);
      return 0;
    }
    int size(std::uint64_t& octets) noexcept override {
      octets = node_->octets.size();
      return on_.dies() ? EIO : 0;
    }
    int sync() noexcept override {
      if (on_.dies()) {
        return EIO;
      }
      node_->durable = node_->octets;
      return 0;
    }
    int lock() noexcept override { return on_.dies() ? EIO : 0; }

   private:
    memory_disk& on_;
    std::shared_ptr<file> node_;
  };

  static std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }
  bool dies() noexcept {
    died_ = died_ || ++calls_ == dies_at;
    return died_;
  }

  entries now_;
  entries durable_;
  std::set<std::string> folders_;
  std::uint64_t calls_ = 0;
  bool died_ = false;
};

}  // namespace popquiz::fuzz
