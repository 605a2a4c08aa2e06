#include <popquiz/mockserver/memory_maildrop.hpp>

#include <popquiz/parser/stuffing_encoder.hpp>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace popquiz::mockserver {
namespace {

struct held_message {
  std::string octets;
  std::uint64_t size = 0;  // as RFC 1939 §11 counts it
  std::string unique_id;
};
using message_list = std::vector<std::shared_ptr<const held_message>>;

class memory_reader final : public message_reader {
 public:
  explicit memory_reader(std::shared_ptr<const held_message> message)
      : message_(std::move(message)), rest_(message_->octets) {}

  std::string_view next() override {
    constexpr std::size_t piece_limit = 1024UL * 1024;
    const std::string_view piece = rest_.substr(0, piece_limit);
    rest_.remove_prefix(piece.size());
    return piece;
  }

 private:
  std::shared_ptr<const held_message> message_;
  std::string_view rest_;
};

}  // namespace

struct memory_maildrop::shelf {
  class snapshot;

  message_list messages;
  std::uint64_t numbered = 0;

  void append(std::string octets) {
    auto message = std::make_shared<held_message>();
    message->size = parser::maildrop_size(octets);
    message->octets = std::move(octets);
    message->unique_id = "popquiz-" + std::to_string(++numbered);
    messages.push_back(std::move(message));
  }
};

class memory_maildrop::shelf::snapshot final : public maildrop_snapshot {
 public:
  explicit snapshot(std::shared_ptr<shelf> of) : shelf_(std::move(of)), seen_(shelf_->messages) {}

  [[nodiscard]] std::size_t messages() const noexcept override { return seen_.size(); }
  [[nodiscard]] std::uint64_t octets(std::size_t index) const override { return seen_[index]->size; }
  [[nodiscard]] std::string_view unique_id(std::size_t index) const override {
    return seen_[index]->unique_id;
  }

  [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t index) const override {
    return std::make_unique<memory_reader>(seen_[index]);
  }

  bool remove(std::span<const std::size_t> indices) override {
    message_list gone;
    for (const std::size_t index : indices) {
      gone.push_back(seen_[index]);
    }
    std::sort(gone.begin(), gone.end());
    std::erase_if(shelf_->messages,
                  [&](const auto& message) { return std::binary_search(gone.begin(), gone.end(), message); });
    return true;
  }

 private:
  std::shared_ptr<shelf> shelf_;
  message_list seen_;
};

memory_maildrop::memory_maildrop(std::vector<std::string> messages) : shelf_(std::make_shared<shelf>()) {
  for (std::string& message : messages) {
    shelf_->append(std::move(message));
  }
}

memory_maildrop::~memory_maildrop() = default;

std::unique_ptr<maildrop_snapshot> memory_maildrop::open() {
  return std::make_unique<shelf::snapshot>(shelf_);
}

void memory_maildrop::append(std::string message) {
  shelf_->append(std::move(message));
}

std::size_t memory_maildrop::messages() const noexcept {
  return shelf_->messages.size();
}

}  // namespace popquiz::mockserver
