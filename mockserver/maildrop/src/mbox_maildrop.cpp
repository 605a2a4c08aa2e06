#include <popquiz/mockserver/mbox_maildrop.hpp>

#include "mbox_file.hpp"
#include "mbox_rewrite.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

namespace popquiz::mockserver {
namespace {

/// What is forgotten though the file keeps it; shared by the sessions of a maildrop.
using forgotten_ids = std::set<std::string, std::less<>>;

/// "93b1c6e07a4d2f58.1f4": hash and size, "-2" behind those of the second that is the same.
std::string make_unique_id(const mbox_entry& entry) {
  std::string made;
  const auto append = [&made](std::uint64_t number, int base) {
    std::array<char, 20> digits{};
    const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number, base);
    made.append(digits.data(), written.ptr);
  };
  append(entry.hash, 16);
  made += '.';
  append(entry.octets, 16);
  if (entry.twin != 1) {
    made += '-';
    append(entry.twin, 10);
  }
  return made;
}

struct opened_mbox {
  std::string path;
  mbox_quoting quoting;
  removal how;
  std::shared_ptr<forgotten_ids> forgotten = std::make_shared<forgotten_ids>();
};

class mbox_snapshot final : public maildrop_snapshot {
 public:
  mbox_snapshot(opened_mbox of, std::shared_ptr<const mbox_file> file,
                std::shared_ptr<const mbox_index> index, const file_state& known)
      : of_(std::move(of)), file_(std::move(file)), index_(std::move(index)), known_(known) {}

  [[nodiscard]] std::size_t messages() const noexcept override { return index_->size(); }
  [[nodiscard]] std::uint64_t octets(std::size_t index) const override { return (*index_)[index].octets; }
  [[nodiscard]] std::string_view unique_id(std::size_t index) const override {
    unique_id_ = make_unique_id((*index_)[index]);
    return unique_id_;
  }
  [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t index) const override {
    return read_mbox_message(file_, (*index_)[index], of_.quoting, known_);
  }

  bool remove(std::span<const std::size_t> indices) override {
    if (of_.how == removal::keep_files) {
      for (const std::size_t index : indices) {
        of_.forgotten->insert(make_unique_id((*index_)[index]));
      }
      return true;
    }
    std::vector<mbox_entry> gone;
    for (const std::size_t index : indices) {
      gone.push_back((*index_)[index]);
    }
    return rewrite_mbox(of_.path, of_.quoting, gone);
  }

 private:
  opened_mbox of_;
  std::shared_ptr<const mbox_file> file_;
  std::shared_ptr<const mbox_index> index_;
  file_state known_;
  mutable std::string unique_id_;
};

class mbox_maildrop final : public maildrop {
 public:
  explicit mbox_maildrop(opened_mbox of) : of_(std::move(of)) {}

  std::unique_ptr<maildrop_snapshot> open() override {
    std::string why;
    return open(why);
  }

  std::unique_ptr<maildrop_snapshot> open(std::string& why) {
    auto file = mbox_file::open(of_.path, mbox_file::access::read);
    if (file == nullptr) {
      why = std::generic_category().message(errno);
      return nullptr;
    }
    const file_state now = file->state();
    if (index_ == nullptr || now != known_) {
      auto made = file->make_index(of_.quoting, why);
      if (!made) {
        return nullptr;
      }
      index_ = std::make_shared<const mbox_index>(std::move(*made));
      known_ = now;
    }
    return std::make_unique<mbox_snapshot>(of_, std::move(file), without_forgotten(), now);
  }

 private:
  [[nodiscard]] std::shared_ptr<const mbox_index> without_forgotten() const {
    if (of_.forgotten->empty()) {
      return index_;
    }
    mbox_index left = *index_;
    std::erase_if(left,
                  [this](const mbox_entry& each) { return of_.forgotten->contains(make_unique_id(each)); });
    return std::make_shared<const mbox_index>(std::move(left));
  }

  opened_mbox of_;
  std::shared_ptr<const mbox_index> index_;  // of the file as it was in known_
  file_state known_;
};

}  // namespace

std::unique_ptr<maildrop> open_mbox(const std::string& path, mbox_quoting quoting, removal how,
                                    std::string& why) {
  std::error_code error;
  // A file that is written anew takes the place of the file, not of a link to it.
  const std::filesystem::path real = std::filesystem::canonical(path, error);
  if (error) {
    why = path + ": " + error.message();
    return nullptr;
  }
  auto drop = std::make_unique<mbox_maildrop>(opened_mbox{real.string(), quoting, how});
  if (drop->open(why) == nullptr) {
    why = path + ": " + why;
    return nullptr;
  }
  return drop;
}

}  // namespace popquiz::mockserver
