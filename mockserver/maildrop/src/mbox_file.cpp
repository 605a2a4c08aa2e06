#include "mbox_file.hpp"

#include "mbox_scanner.hpp"
#include "message_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <numeric>
#include <system_error>
#include <tuple>
#include <utility>

namespace popquiz::mockserver {
namespace {

/// FNV-1a, 64 bits: it only tells messages apart, and twins are told apart by their number.
class octet_hash {
 public:
  void take(std::string_view octets) noexcept {
    for (const char octet : octets) {
      value_ = (value_ ^ static_cast<unsigned char>(octet)) * 0x100000001B3U;
    }
  }
  [[nodiscard]] std::uint64_t value() const noexcept { return value_; }

 private:
  std::uint64_t value_ = 0xCBF29CE484222325U;
};

/// Measures each message, and hands on what it says.
class measurer : public mbox_scanner::listener {
 public:
  void begins(std::uint64_t offset) override {
    entry_ = {.from = offset};
    hash_ = {};
    size_ = {};
  }
  void from_line(std::string_view octets) override { hash_.take(octets); }
  void text(std::string_view octets) override {
    hash_.take(octets);
    size_.take(octets);
    heard(octets);
  }
  void ends(std::uint64_t offset) override {
    entry_.end = offset;
    entry_.octets = size_.octets();
    entry_.hash = hash_.value();
    measured(entry_);
  }

 protected:
  virtual void heard(std::string_view /*octets*/) {}
  virtual void measured(const mbox_entry& entry) = 0;

 private:
  mbox_entry entry_;
  octet_hash hash_;
  size_counter size_;
};

class index_maker final : public measurer {
 public:
  mbox_index made;

 private:
  void measured(const mbox_entry& entry) override { made.push_back(entry); }
};

/// Numbers those that have the same hash and octets.
void number_twins(mbox_index& index) {
  std::vector<std::uint32_t> order(index.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto key = [&](std::uint32_t i) { return std::tuple(index[i].hash, index[i].octets, i); };
  std::ranges::sort(order, {}, key);
  for (std::size_t i = 1; i < order.size(); ++i) {
    const mbox_entry& before = index[order[i - 1]];
    mbox_entry& entry = index[order[i]];
    if (entry.hash == before.hash && entry.octets == before.octets) {
      entry.twin = before.twin + 1;
    }
  }
}

class mbox_reader final : public message_reader, private measurer {
 public:
  mbox_reader(std::shared_ptr<const mbox_file> file, const mbox_entry& entry, mbox_quoting quoting)
      : file_(std::move(file)), entry_(entry), scanner_(quoting, entry.from, *this), at_(entry.from) {}

  std::string_view next() override {
    said_.clear();
    while (said_.empty() && !failed_ && !over_) {
      piece_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(mbox_piece, entry_.end - at_)));
      const std::string_view octets = file_->read(at_, entry_.end, piece_);
      at_ += octets.size();
      scanner_.take(octets);
      if (at_ == entry_.end) {
        over_ = true;
        scanner_.finish_message();
        failed_ = !is_as_it_was_;
      } else {
        failed_ = octets.empty() || scanner_.failed();
      }
    }
    return failed_ ? std::string_view() : std::string_view(said_);
  }
  [[nodiscard]] bool failed() const noexcept override { return failed_; }

 private:
  void heard(std::string_view octets) override { said_ += octets; }
  void measured(const mbox_entry& entry) override { is_as_it_was_ = entry.is_same(entry_); }

  std::shared_ptr<const mbox_file> file_;
  mbox_entry entry_;
  mbox_scanner scanner_;
  std::uint64_t at_;
  std::vector<char> piece_;
  std::string said_;
  bool is_as_it_was_ = false;
  bool over_ = false;
  bool failed_ = false;
};

}  // namespace

std::shared_ptr<const mbox_file> mbox_file::open(const std::string& path, access how) {
  const int flags = how == access::read ? O_RDONLY : O_RDWR;  // fcntl locks for writing need that
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return nullptr;
  }
  std::shared_ptr<const mbox_file> opened(new mbox_file(descriptor));
  struct stat found{};
  if (::fstat(descriptor, &found) != 0) {
    return nullptr;
  }
  if (!S_ISREG(found.st_mode)) {
    errno = S_ISDIR(found.st_mode) ? EISDIR : EINVAL;
    return nullptr;
  }
  return opened;
}

mbox_file::~mbox_file() {
  const int kept = errno;
  static_cast<void>(::close(descriptor_));
  errno = kept;
}

file_state mbox_file::state() const noexcept {
  struct stat found{};
  if (::fstat(descriptor_, &found) != 0) {
    return {};
  }
  return {found.st_dev, found.st_ino, static_cast<std::uint64_t>(found.st_size), found.st_mtim.tv_sec,
          found.st_mtim.tv_nsec};
}

std::string_view mbox_file::read(std::uint64_t begin, std::uint64_t end, std::span<char> room) const {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), end - begin));
  std::size_t got = 0;
  while (got < wanted) {
    const ssize_t some =
        ::pread(descriptor_, room.data() + got, wanted - got, static_cast<off_t>(begin + got));
    if (some < 0 && errno == EINTR) {
      continue;
    }
    if (some <= 0) {
      break;
    }
    got += static_cast<std::size_t>(some);
  }
  return {room.data(), got};
}

std::optional<mbox_index> mbox_file::make_index(mbox_quoting quoting, std::string& why) const {
  index_maker maker;
  mbox_scanner scanner(quoting, 0, maker);
  const std::uint64_t octets = state().octets;
  std::vector<char> room(mbox_piece);
  for (std::uint64_t at = 0; at < octets;) {
    const std::string_view piece = read(at, octets, room);
    if (piece.empty()) {
      why = "it became shorter, or can't be read: " + std::generic_category().message(errno);
      return std::nullopt;
    }
    at += piece.size();
    scanner.take(piece);
    if (scanner.failed() || maker.made.size() > mbox_message_limit) {
      break;
    }
  }
  scanner.finish();
  if (scanner.failed()) {
    why = "no mbox: expected \"From \" at its beginning";
    return std::nullopt;
  }
  if (maker.made.size() > mbox_message_limit) {
    why = "more than " + std::to_string(mbox_message_limit) + " messages";
    return std::nullopt;
  }
  number_twins(maker.made);
  return std::move(maker.made);
}

std::unique_ptr<message_reader> read_mbox_message(std::shared_ptr<const mbox_file> file,
                                                  const mbox_entry& entry, mbox_quoting quoting,
                                                  const file_state& known) {
  if (file->state() != known) {
    // Mail that came behind is the usual reason, and no reason to refuse this message.
    mbox_reader trial(file, entry, quoting);
    while (!trial.next().empty()) {
    }
    if (trial.failed()) {
      return nullptr;
    }
  }
  return std::make_unique<mbox_reader>(std::move(file), entry, quoting);
}

}  // namespace popquiz::mockserver
