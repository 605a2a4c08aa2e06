#include "folder_store.hpp"

#include "store_failure.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace popquiz::client {
namespace {

// So few files cost less when each is synced than when everything on the disk is.
constexpr std::size_t few_files = 4;

constexpr std::size_t journal_limit = std::size_t{1} << 20U;  // octets: 20,000 names

}  // namespace

store_result folder_store::fail(int error, std::string_view doing, std::string_view path) noexcept {
  failure_ = store_failure(error, doing, path);
  return failure_;
}

// ---- opening --------------------------------------------------------------------------------------

store_result folder_store::open() noexcept try {
  for (const std::string& folder : layout_.folders) {
    if (const int error = files_.make_folder(folder); error != 0) {
      return fail(error, "make the folder", folder);
    }
  }
  if (auto result = read_journal(); !result) {
    return result;
  }
  return remove_leftovers();
} catch (...) {
  return failure_ = {store_errc::io_error, {}};
}

store_result folder_store::read_journal() {
  std::unique_ptr<open_file> file;
  const int opened = files_.open(journal(), open_how::existing, file);
  if (opened == ENOENT) {
    return {};
  }
  std::string text(journal_limit, '\0');
  std::size_t got = 0;
  if (const int error = opened != 0 ? opened : file->read_at(0, text, got); error != 0) {
    return fail(error, "read", journal());
  }
  text.resize(got);
  std::set<std::string> named;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) {
      break;  // cut off: the batch it belongs to was never renamed
    }
    named.insert(text.substr(begin, end - begin));
    begin = end + 1;
  }
  const auto take = [&](std::string_view entry) {
    // A mail reader adds ":2," and flags.
    std::string name(entry.substr(0, entry.find(':')));
    if (named.contains(name)) {
      interrupted_.insert(std::move(name));
    }
  };
  for (const std::string& folder : {layout_.delivered, layout_.seen}) {
    if (folder.empty()) {
      continue;
    }
    if (const int error = files_.list(folder, take); error != 0) {
      return fail(error, "read the folder", folder);
    }
    // What is there need not be there behind a power cut; and it is about to be taken for durable.
    if (const int error = interrupted_.empty() ? 0 : files_.sync_folder(folder); error != 0) {
      return fail(error, "sync the folder", folder);
    }
  }
  return {};
}

store_result folder_store::remove_leftovers() {
  std::vector<std::string> leftovers;
  const std::string kept = journal();
  const auto take = [&](std::string_view entry) {
    std::string path = layout_.temporary + '/' + std::string(entry);
    if (entry.starts_with(our_prefix) && path != kept) {
      leftovers.push_back(std::move(path));
    }
  };
  if (const int error = files_.list(layout_.temporary, take); error != 0) {
    return fail(error, "read the folder", layout_.temporary);
  }
  for (const std::string& path : leftovers) {
    if (const int error = files_.remove(path); error != 0 && error != ENOENT) {
      return fail(error, "remove", path);
    }
  }
  return {};
}

bool folder_store::delivered_before(const delivery_key& key) const noexcept try {
  return !interrupted_.empty() && !key.by_content &&
         interrupted_.contains(delivery_name(key, {}) + layout_.suffix);
} catch (...) {
  return false;  // then it is fetched once more, and lands on itself
}

// ---- a message ------------------------------------------------------------------------------------

body_sink& folder_store::begin(const delivery_key& key, std::uint64_t /*octets_announced*/) noexcept try {
  abandon();
  key_ = key;
  digest_.clear();
  octets_ = 0;
  hash_ = key.by_content ? std::make_unique<sha256>() : nullptr;
  line_ends_.begin();
  path_ = layout_.temporary + '/' + std::string(our_prefix) + std::to_string(::getpid()) + '-' +
          std::to_string(counter_++);
  if (const int error = files_.open(path_, open_how::create_new, file_); error != 0) {
    file_.reset();
    failure_ = store_failure(error, "make", path_);
    return *this;
  }
  writer_.begin(*file_);
  return *this;
} catch (...) {
  file_.reset();
  failure_ = {store_errc::io_error, {}};
  return *this;
}

sink_verdict folder_store::on_body(std::span<const std::string_view> spans) noexcept {
  if (file_ == nullptr) {
    return sink_verdict::abort;
  }
  for (const std::string_view span : spans) {
    octets_ += span.size();
    if (hash_ != nullptr) {
      hash_->add(span);
    }
  }
  if (layout_.lf_line_ends) {
    for (const std::string_view span : spans) {
      line_ends_.filter(span, [this](std::string_view piece) { writer_.write(piece); });
    }
  } else {
    writer_.write(spans);
  }
  if (writer_.error() != 0) {
    failure_ = store_failure(writer_.error(), "write", path_);
    return sink_verdict::abort;
  }
  return sink_verdict::proceed;
}

sink_verdict folder_store::on_end() noexcept try {
  if (file_ == nullptr) {
    return sink_verdict::abort;
  }
  line_ends_.end([this](std::string_view piece) { writer_.write(piece); });
  if (const int error = writer_.flush(); error != 0) {
    failure_ = store_failure(error, "write", path_);
    return sink_verdict::abort;
  }
  digest_ = hash_ == nullptr ? std::string() : hash_->finish();
  staged_.push_back({path_, delivery_name(key_, digest_) + layout_.suffix, octets_});
  staged_octets_ += octets_;
  file_.reset();
  return sink_verdict::proceed;
} catch (...) {
  failure_ = {store_errc::io_error, {}};
  return sink_verdict::abort;
}

void folder_store::abandon() noexcept {
  if (file_ != nullptr) {
    file_.reset();
    static_cast<void>(files_.remove(path_));  // what can't be removed now open() removes the next time
  }
}

void folder_store::unstage_last() noexcept {
  if (!staged_.empty()) {
    staged_octets_ -= staged_.back().octets;
    static_cast<void>(files_.remove(staged_.back().temporary));
    staged_.pop_back();
  }
}

// ---- a batch --------------------------------------------------------------------------------------

store_result folder_store::write_journal() {
  // Written anew under its own name: an old one only names messages that are in the ledger by now.
  static_cast<void>(files_.remove(journal()));
  std::string text;
  for (const staged_message& each : staged_) {
    text += each.name + '\n';
  }
  std::unique_ptr<open_file> file;
  const std::string_view octets = text;
  int error = files_.open(journal(), open_how::create_new, file);
  if (error == 0) {
    error = file->write({&octets, 1});
  }
  if (error == 0 && staged_.size() <= few_files) {
    error = file->sync();
    if (error == 0) {
      error = files_.sync_folder(layout_.temporary);
    }
  }
  return error == 0 ? store_result{} : fail(error, "write", journal());
}

store_result folder_store::sync_staged() {
  if (staged_.size() > few_files) {
    const int error = files_.sync_all(layout_.root);
    if (error != ENOSYS) {
      return error == 0 ? store_result{} : fail(error, "sync", layout_.root);
    }
  }
  for (const staged_message& each : staged_) {
    std::unique_ptr<open_file> file;
    int error = files_.open(each.temporary, open_how::existing, file);
    if (error == 0) {
      error = file->sync();
    }
    if (error != 0) {
      return fail(error, "sync", each.temporary);
    }
  }
  return {};
}

store_result folder_store::commit(std::vector<delivered_message>& into) noexcept try {
  if (staged_.empty()) {
    return {};
  }
  store_result result = write_journal();
  if (result) {
    result = sync_staged();
  }
  if (!result) {
    drop_staged();
    return result;
  }
  std::vector<delivered_message> renamed;
  for (const staged_message& each : staged_) {
    std::string path = layout_.delivered + '/' + each.name;
    if (const int error = files_.rename(each.temporary, path); error != 0) {
      result = fail(error, "deliver", path);
      break;
    }
    renamed.push_back({std::move(path), each.octets});
  }
  if (const int error = files_.sync_folder(layout_.delivered); error != 0) {
    // Delivered perhaps, but not durable: the journal tells the next run which ones to look for.
    drop_staged();
    return fail(error, "sync the folder", layout_.delivered);
  }
  const bool all = renamed.size() == staged_.size();
  into = std::move(renamed);
  if (all) {
    staged_.clear();
    staged_octets_ = 0;
  } else {
    drop_staged();
  }
  return result;
} catch (...) {
  drop_staged();
  return failure_ = {store_errc::io_error, {}};
}

void folder_store::settle() noexcept try {
  static_cast<void>(files_.remove(journal()));  // an old journal does no harm
  interrupted_.clear();
} catch (...) {
  interrupted_.clear();  // no memory for a path: the journal stays
}

void folder_store::drop_staged() noexcept {
  for (const staged_message& each : staged_) {
    static_cast<void>(files_.remove(each.temporary));  // gone already, when it was renamed
  }
  staged_.clear();
  staged_octets_ = 0;
}

void folder_store::close() noexcept {
  abandon();
  drop_staged();
}

}  // namespace popquiz::client
