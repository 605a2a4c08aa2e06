#include "mbox_store.hpp"

#include "mbox_lock.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>

namespace popquiz::client {
namespace {

constexpr std::size_t mbox_journal_limit = std::size_t{1} << 20U;  // octets

struct journal_text {
  std::uint64_t before = 0;  ///< octets of the mbox before the append
  std::uint64_t added = 0;   ///< octets appended
  std::string digest;        ///< of those
  std::set<std::string> names;
};

/// "BEFORE ADDED DIGEST\n", a name a line, and "end\n"; nothing when it was cut off: then nothing was
/// appended.
std::optional<journal_text> parse_journal(std::string_view text) {
  journal_text journal;
  if (!text.ends_with("\nend\n")) {
    return std::nullopt;
  }
  const char* const end = text.data() + text.size();
  const auto [space, first] = std::from_chars(end - text.size(), end, journal.before);
  if (first != std::errc() || space == end || *space != ' ') {
    return std::nullopt;
  }
  const auto [next, second] = std::from_chars(space + 1, end, journal.added);
  if (second != std::errc() || *next != ' ') {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(next - text.data()) + 1);
  journal.digest = text.substr(0, text.find('\n'));
  text.remove_prefix(journal.digest.size() + 1);
  while (text.find('\n') != std::string_view::npos) {
    journal.names.emplace(text.substr(0, text.find('\n')));
    text.remove_prefix(text.find('\n') + 1);
  }
  return journal;
}

/// Calls `take` with the octets of `file` from `begin`, `most` of them or up to its end, in pieces.
template <class Take>
int read_octets(open_file& file, std::uint64_t begin, std::uint64_t most, Take take) {
  std::string buffer(65536, '\0');
  for (std::uint64_t done = 0; done < most;) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), most - done));
    std::size_t got = 0;
    if (const int error = file.read_at(begin + done, {buffer.data(), wanted}, got); error != 0) {
      return error;
    }
    if (got == 0 || !take(std::string_view(buffer.data(), got))) {
      break;
    }
    done += got;
  }
  return 0;
}

int digest_octets(open_file& file, std::uint64_t begin, std::uint64_t count, std::string& digest) {
  sha256 hash;
  const int error = read_octets(file, begin, count, [&hash](std::string_view piece) {
    hash.add(piece);
    return true;
  });
  digest = hash.finish();
  return error;
}

/// How many octets of `mbox` from `begin` are those of `spool` from its begin, up to `most`.
int common_octets(open_file& mbox, std::uint64_t begin, open_file& spool, std::uint64_t most,
                  std::uint64_t& common) {
  common = 0;
  int error = 0;
  std::string other(65536, '\0');
  const int read = read_octets(mbox, begin, most, [&](std::string_view piece) {
    std::size_t got = 0;
    error = spool.read_at(common, {other.data(), piece.size()}, got);
    const auto [differs, unused] = std::ranges::mismatch(piece, std::string_view(other).substr(0, got));
    const auto same = static_cast<std::size_t>(differs - piece.begin());
    common += same;
    return error == 0 && same == piece.size();
  });
  return read == 0 ? error : read;
}

}  // namespace

std::string mbox_store::folder() const {
  const std::size_t slash = path_.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path_.substr(0, slash);
}

store_result mbox_store::open() noexcept try {
  if (auto result = recover(); !result) {
    return result;
  }
  return spooled_store::open();
} catch (...) {
  return fail(store_errc::io_error, {});
}

store_result mbox_store::recover() {
  std::unique_ptr<open_file> file;
  const int opened = files().open(journal(), open_how::existing, file);
  if (opened == ENOENT) {
    return {};
  }
  std::string text(mbox_journal_limit, '\0');
  std::size_t got = 0;
  if (const int error = opened != 0 ? opened : file->read_at(0, text, got); error != 0) {
    return fail(error, "read", journal());
  }
  text.resize(got);
  const auto found = parse_journal(text);
  return found ? mend(found->before, found->added, found->digest, found->names) : store_result{};
}

store_result mbox_store::mend(std::uint64_t before, std::uint64_t added, const std::string& digest,
                              const std::set<std::string>& names) {
  mbox_lock lock(files(), path_);
  std::unique_ptr<open_file> mbox;
  std::string there;
  int error = lock.take();
  if (error == 0) {
    error = files().open(path_, open_how::append, mbox);
  }
  if (error == 0) {
    error = mbox->lock();
  }
  if (error == 0) {
    error = digest_octets(*mbox, before, added, there);
  }
  if (error == 0 && there == digest) {
    error = mbox->sync();
    interrupted_ = names;
  } else if (error == 0) {
    error = take_half_back(*mbox, before, added);
  }
  return error == 0 ? store_result{} : fail(error, "mend", path_);
}

// Only when it is the last thing in the mbox, and octet for octet ours.
int mbox_store::take_half_back(open_file& mbox, std::uint64_t before, std::uint64_t added) {
  std::unique_ptr<open_file> spooled;
  std::uint64_t size = 0;
  std::uint64_t common = 0;
  int error = files().open(spool_path(), open_how::existing, spooled);
  if (error == ENOENT) {
    return 0;
  }
  if (error == 0) {
    error = mbox.size(size);
  }
  if (error == 0) {
    error = common_octets(mbox, before, *spooled, added, common);
  }
  if (error == 0 && common != 0 && size == before + common) {
    error = mbox.truncate(before);
    if (error == 0) {
      error = mbox.sync();
    }
  }
  return error;
}

bool mbox_store::delivered_before(const delivery_key& key) const noexcept try {
  return !interrupted_.empty() && !key.by_content && interrupted_.contains(delivery_name(key, {}));
} catch (...) {
  return false;
}

store_result mbox_store::write_journal(const std::vector<staged_message>& staged, std::uint64_t before) {
  std::string digest;
  if (const int error = digest_octets(*spool(), 0, staged.back().end, digest); error != 0) {
    return fail(error, "read", spool_path());
  }
  std::string text = std::to_string(before) + ' ' + std::to_string(staged.back().end) + ' ' + digest + '\n';
  for (const staged_message& each : staged) {
    text += each.name + '\n';
  }
  text += "end\n";
  static_cast<void>(files().remove(journal()));
  std::unique_ptr<open_file> file;
  const std::string_view octets = text;
  int error = files().open(journal(), open_how::create_new, file);
  if (error == 0) {
    error = file->write({&octets, 1});
  }
  if (error == 0) {
    error = file->sync();
  }
  return error == 0 ? store_result{} : fail(error, "write", journal());
}

store_result mbox_store::deliver(const std::vector<staged_message>& staged, std::size_t& delivered) {
  if (spool() == nullptr) {
    return fail(EIO, "write", spool_path());
  }
  if (const int error = spool()->sync(); error != 0) {
    return fail(error, "sync", spool_path());
  }
  mbox_lock lock(files(), path_);
  std::unique_ptr<open_file> mbox;
  std::uint64_t before = 0;
  int error = lock.take();
  if (error == 0) {
    error = files().open(path_, open_how::append, mbox);
  }
  if (error == 0) {
    error = mbox->lock();
  }
  if (error == 0) {
    error = mbox->size(before);
  }
  if (error != 0) {
    return fail(error, "open", path_);
  }
  store_result result = write_journal(staged, before);
  if (result) {
    if (error = files().sync_folder(folder()); error != 0) {
      return fail(error, "sync the folder", folder());
    }
    result = append(*mbox, before, staged.back().end);
  }
  delivered = result ? staged.size() : 0;
  return result;
}

store_result mbox_store::append(open_file& mbox, std::uint64_t before, std::uint64_t end) {
  int error = read_spool(0, end, [&mbox](std::string_view piece) { return mbox.write({&piece, 1}); });
  if (error == 0) {
    error = mbox.sync();
  }
  if (error == 0) {
    return {};
  }
  store_result failure = fail(error, "write", path_);
  if (mbox.truncate(before) == 0 && mbox.sync() == 0) {
    static_cast<void>(files().remove(journal()));  // nothing of the batch is in it
  }
  return failure;
}

void mbox_store::settle() noexcept try {
  static_cast<void>(files().remove(journal()));
  interrupted_.clear();
} catch (...) {
  interrupted_.clear();  // no memory for a path: the journal stays
}

}  // namespace popquiz::client
