// The ledger behind a crash, and of octets that are no ledger. After a crash every row that record() or
// confirm_deleted() had answered for is there as it was, and of the change under way all rows or none; a file
// that is refused is refused with a reason, and one of another program's stays as it is.
//
// Input: what is tried, where the crash comes and what it leaves, then operations of a few octets each; or
// the octets of the file, or changes to a ledger's: where, and what.
#include "choices.hpp"
#include "finding.hpp"
#include "ledger_files.hpp"

#include <popquiz/client/ledger.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::fuzz {
namespace {

using client::fetched_message;
using client::ledger;
using client::ledger_entry;
using client::store_errc;
using client::store_result;

constexpr std::size_t most_operations = 24;

/// What the ledger must know.
struct known_rows {
  std::map<std::string, ledger_entry> entries;             ///< by unique-id
  std::set<std::pair<std::string, std::string>> contents;  ///< unique-id and digest

  /// How many rows of these it has that `older` has not.
  [[nodiscard]] std::size_t new_rows_in(ledger& of, const known_rows& older) const {
    store_result failed;
    std::size_t found = 0;
    for (const auto& [id, row] : entries) {
      found += !older.entries.contains(id) && of.find("quiz@here", id, failed) ? 1U : 0U;
    }
    return found;
  }
  [[nodiscard]] bool is_in(ledger& of) const {
    store_result failed;
    const bool ids = std::all_of(entries.begin(), entries.end(), [&](const auto& row) {
      const auto found = of.find("quiz@here", row.first, failed);
      return found && found->generation == row.second.generation && found->deleted == row.second.deleted &&
             found->octets_listed == row.second.octets_listed && found->fetched_at == row.second.fetched_at;
    });
    return ids && failed && std::all_of(contents.begin(), contents.end(), [&](const auto& row) {
             return of.has_content("quiz@here", row.first, row.second, failed);
           });
  }
};

/// One change: some rows of messages, or the confirmation that some are gone.
class change {
 public:
  explicit change(choices& in) {
    const std::size_t bits = in.octet();
    confirms_ = (bits & 7U) == 7;
    for (std::size_t rows = 1 + (bits >> 3U & 3U); rows != 0; --rows) {
      const std::size_t id = in.octet();
      fetched_message row;
      row.unique_id = std::string(1, static_cast<char>(id)) + std::string(id % 70, 'u');
      row.generation = in.octet() % 4;
      row.octets_listed = std::uint64_t{1} << (in.octet() % 63);
      row.digest = (bits & 128U) != 0 ? std::string(64, static_cast<char>('a' + id % 6)) : std::string();
      row.name = "new/" + row.unique_id;
      rows_.push_back(std::move(row));
    }
    at_ = static_cast<std::int64_t>(in.octet());
  }

  [[nodiscard]] store_result make(ledger& in) const {
    if (!confirms_) {
      return in.record("quiz@here", rows_, at_);
    }
    std::vector<std::string> ids;
    std::transform(rows_.begin(), rows_.end(), std::back_inserter(ids),
                   [](const fetched_message& row) { return row.unique_id; });
    return in.confirm_deleted("quiz@here", ids);
  }
  void make(known_rows& in) const {
    for (const fetched_message& row : rows_) {
      if (confirms_) {
        if (const auto found = in.entries.find(row.unique_id); found != in.entries.end()) {
          found->second.deleted = true;
        }
      } else if (row.digest.empty()) {
        in.entries[row.unique_id] = {row.generation, row.octets_listed, at_, false};
      } else {
        in.contents.emplace(row.unique_id, row.digest);
      }
    }
  }

 private:
  std::vector<fetched_message> rows_;
  std::int64_t at_ = 0;
  bool confirms_ = false;
};

std::unique_ptr<ledger> opened(const ledger_files& files, std::string_view rule) {
  store_result why;
  auto made = ledger::open(files.main(), why);
  require(made != nullptr && why, rule, why.what);
  return made;
}

/// Changes are made and answered for; during one more the power fails, and of what it has written an octet
/// string of any length is on the disk, some of it other octets.
void crash(choices& in) {
  const std::size_t bits = in.octet();
  const std::size_t kept = in.octet() + 256 * in.octet();
  const std::size_t spoiled = in.octet();
  ledger_files files;
  known_rows before;
  auto open = opened(files, "a ledger can be made");
  std::size_t changes = in.octet() % most_operations;
  for (; changes != 0 && !in.rest().empty(); --changes) {
    const change next(in);
    require(next.make(*open).code == store_errc::none, "a change is made");
    next.make(before);
    if ((bits & 1U) != 0 && changes % 5 == 0) {
      open.reset();
      open = opened(files, "a ledger can be opened again");
    }
  }
  const ledger_files::octets durable = files.read();
  known_rows behind = before;
  const change last(in);
  require(last.make(*open).code == store_errc::none, "a change is made");
  last.make(behind);
  ledger_files::octets written = files.read();
  if ((bits & 2U) !=
      0) {  // it closes in good order, which writes the main file anew; the crash comes in between
    open.reset();
    written.main = ledger_files::torn(durable.main, files.read().main, kept);
  } else {
    written.log = ledger_files::cut_off(durable.log, written.log, kept, spoiled);
    open.reset();
  }
  files.write(written);
  auto again = opened(files, "a ledger can be opened behind a crash");
  const bool has_last = behind.is_in(*again);
  require(has_last || before.is_in(*again), "what was answered for is known behind a crash");
  require(has_last || behind.new_rows_in(*again, before) == 0,
          "of the change under way all rows are there, or none");
  if ((bits & 2U) != 0) {
    require(has_last, "what was answered for is known behind a crash while closing");
  }
  require(last.make(*again).code == store_errc::none, "a ledger goes on behind a crash");
  require(behind.is_in(*again), "what is recorded is known");
}

/// Whatever is asked of a file that may be anything: an answer or an error.
void ask_everything(ledger& of, std::string_view octets) {
  store_result failed;
  static_cast<void>(of.find("quiz@here", octets.substr(0, 70), failed));
  static_cast<void>(of.has_content("quiz@here", octets.substr(0, 70), "d", failed));
  const fetched_message row{std::string(octets.substr(0, 70)), 1, 1, {}, "new/x"};
  const store_result recorded = of.record("quiz@here", {&row, 1}, 1);
  if (recorded) {
    failed = {};
    const auto found = of.find("quiz@here", row.unique_id, failed);
    require(!failed || (found && found->generation == 1),
            "what is recorded is found, or the file can't be read");
  } else {
    require(!recorded.what.empty(), "an error has words");
  }
}

void open_anything(const ledger_files& files, const ledger_files::octets& octets, std::string_view text) {
  files.write(octets);
  store_result why;
  auto found = ledger::open(files.main(), why);
  require((found != nullptr) == bool(why), "a file is opened, or refused with a reason", why.what);
  if (found != nullptr) {
    ask_everything(*found, text);
    return;
  }
  require(!why.what.empty(), "a refusal has words");
  if (why.what.find("another program") != std::string::npos || why.what.find("newer") != std::string::npos) {
    require_equal(octets.main, files.read().main, "a file that is not ours stays as it is");
  }
}

/// A ledger, or a database of another program's, with octets changed.
void changed(choices& in) {
  static const ledger_files::octets ours = ledger_files::some_ledger();
  static const ledger_files::octets theirs = ledger_files::somebody_elses("PRAGMA application_id=7;");
  static const ledger_files::octets later =
      ledger_files::somebody_elses("PRAGMA application_id=1347375185; PRAGMA user_version=2;");
  const std::size_t bits = in.octet();
  ledger_files::octets file = (bits & 1U) == 0 ? ours : (bits & 8U) != 0 ? later : theirs;
  if ((bits & 2U) != 0) {
    file.main.resize(std::min<std::size_t>(file.main.size(), in.octet() * 256));
  }
  while (!in.rest().empty()) {
    std::string& which = (bits & 4U) != 0 && !file.log.empty() ? file.log : file.main;
    const std::size_t at = in.octet() + 256 * in.octet();
    const char octet = static_cast<char>(in.octet());
    if (!which.empty()) {
      which[at % which.size()] = octet;
    }
  }
  open_anything(ledger_files(), file, file.main);
}

void run(choices& in) {
  switch (in.octet() % 4) {
    case 0:
      open_anything(ledger_files(), {std::string(in.rest()), {}}, in.rest());
      break;
    case 1:
      changed(in);
      break;
    default:
      crash(in);
      break;
  }
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in);
  return 0;
}
