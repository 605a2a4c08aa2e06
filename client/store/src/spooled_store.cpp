#include "spooled_store.hpp"

#include "store_failure.hpp"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

namespace popquiz::client {

store_result spooled_store::fail(int error, std::string_view doing, std::string_view path) noexcept {
  failure_ = store_failure(error, doing, path);
  return failure_;
}

store_result spooled_store::fail(store_errc code, std::string what) {
  failure_ = {code, std::move(what)};
  return failure_;
}

store_result spooled_store::open() noexcept {
  if (const int error = files_.remove(spool_path_); error != 0 && error != ENOENT) {
    return fail(error, "remove", spool_path_);
  }
  if (const int error = files_.open(spool_path_, open_how::create_new, spool_); error != 0) {
    return fail(error, "make", spool_path_);
  }
  return {};
}

body_sink& spooled_store::begin(const delivery_key& key, std::uint64_t /*octets_announced*/) noexcept try {
  abandon();
  key_ = key;
  digest_.clear();
  octets_ = 0;
  hash_ = key.by_content ? std::make_unique<sha256>() : nullptr;
  if (spool_ == nullptr) {
    failure_ = store_failure(EIO, "write", spool_path_);  // an earlier failure has taken it
    return *this;
  }
  writer_.begin(*spool_);
  if (form_ == spool_form::mbox) {
    format_.begin(writer_, static_cast<std::int64_t>(std::time(nullptr)));
  }
  under_way_ = true;
  return *this;
} catch (...) {
  failure_ = {store_errc::io_error, {}};
  return *this;
}

sink_verdict spooled_store::check_writer() noexcept {
  if (writer_.error() == 0) {
    return sink_verdict::proceed;
  }
  failure_ = store_failure(writer_.error(), "write", spool_path_);
  return sink_verdict::abort;
}

sink_verdict spooled_store::on_body(std::span<const std::string_view> spans) noexcept {
  if (!under_way_) {
    return sink_verdict::abort;
  }
  for (const std::string_view span : spans) {
    octets_ += span.size();
    if (hash_ != nullptr) {
      hash_->add(span);
    }
    if (form_ == spool_form::mbox) {
      format_.write(span);
    }
  }
  if (form_ == spool_form::as_it_came) {
    writer_.write(spans);
  }
  return check_writer();
}

sink_verdict spooled_store::on_end() noexcept try {
  if (!under_way_) {
    return sink_verdict::abort;
  }
  if (form_ == spool_form::mbox) {
    format_.end();
  }
  static_cast<void>(writer_.flush());
  if (check_writer() != sink_verdict::proceed) {
    return sink_verdict::abort;
  }
  std::uint64_t size = 0;
  if (const int error = spool_->size(size); error != 0) {
    failure_ = store_failure(error, "measure", spool_path_);
    return sink_verdict::abort;
  }
  digest_ = hash_ == nullptr ? std::string() : hash_->finish();
  staged_.push_back({delivery_name(key_, digest_), end_, size, octets_});
  end_ = size;
  under_way_ = false;
  return sink_verdict::proceed;
} catch (...) {
  failure_ = {store_errc::io_error, {}};
  return sink_verdict::abort;
}

void spooled_store::abandon() noexcept {
  if (std::exchange(under_way_, false) && spool_ != nullptr && spool_->truncate(end_) != 0) {
    // The half stays in the spool, where the next message would go on: nothing more is taken.
    staged_.clear();
    spool_.reset();
  }
}

void spooled_store::unstage_last() noexcept {
  if (!staged_.empty()) {
    end_ = staged_.back().begin;
    staged_.pop_back();
    under_way_ = true;
    abandon();
  }
}

int spooled_store::read_spool(std::uint64_t begin, std::uint64_t end,
                              const std::function<int(std::string_view)>& take) {
  std::vector<char> buffer(65536);
  while (begin < end) {
    std::size_t got = 0;
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), end - begin));
    if (const int error = spool_->read_at(begin, {buffer.data(), wanted}, got); error != 0) {
      return error;
    }
    if (got == 0) {
      return EIO;  // somebody has cut the spool
    }
    if (const int error = take({buffer.data(), got}); error != 0) {
      return error;
    }
    begin += got;
  }
  return 0;
}

store_result spooled_store::commit(std::vector<delivered_message>& into) noexcept try {
  if (staged_.empty()) {
    return {};
  }
  std::size_t delivered = 0;
  const store_result result = deliver(staged_, delivered);
  for (std::size_t i = 0; i < delivered; ++i) {
    into.push_back({place(), staged_[i].octets});
  }
  empty_spool();
  return result;
} catch (...) {
  empty_spool();
  return failure_ = {store_errc::io_error, {}};
}

void spooled_store::empty_spool() noexcept {
  staged_.clear();
  end_ = 0;
  if (spool_ != nullptr && spool_->truncate(0) != 0) {
    spool_.reset();  // begin() then has nothing to write to
  }
}

void spooled_store::close() noexcept {
  abandon();
  staged_.clear();
  spool_.reset();
  static_cast<void>(files_.remove(spool_path_));
}

}  // namespace popquiz::client
