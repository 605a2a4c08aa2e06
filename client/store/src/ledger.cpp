#include <popquiz/client/ledger.hpp>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace popquiz::client {
namespace {

constexpr int application = 0x504F5051;  // "POPQ", in the file's header
constexpr int schema = 1;

constexpr const char* tables =
    "CREATE TABLE fetched (account TEXT NOT NULL, unique_id BLOB NOT NULL, generation INTEGER NOT NULL,"
    " octets_listed INTEGER NOT NULL, fetched_at INTEGER NOT NULL, deleted INTEGER NOT NULL, name TEXT NOT "
    "NULL,"
    " PRIMARY KEY (account, unique_id)) WITHOUT ROWID;"
    "CREATE TABLE contents (account TEXT NOT NULL, unique_id BLOB NOT NULL, digest TEXT NOT NULL,"
    " fetched_at INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (account, unique_id, digest)) WITHOUT "
    "ROWID;";

struct database_deleter {
  void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using database_ptr = std::unique_ptr<sqlite3, database_deleter>;
using statement_ptr = std::unique_ptr<sqlite3_stmt, database_deleter>;

store_errc code_of(int code) noexcept {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return store_errc::locked;
    case SQLITE_FULL:
      return store_errc::no_space;
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return store_errc::not_permitted;
    case SQLITE_CANTOPEN:
      return store_errc::not_found;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      return store_errc::damaged;
    default:
      return store_errc::io_error;
  }
}

/// SQLite's integers have a sign; what doesn't fit becomes the largest one.
sqlite3_int64 integer(std::uint64_t value) noexcept {
  return static_cast<sqlite3_int64>(
      std::min<std::uint64_t>(value, static_cast<std::uint64_t>(std::numeric_limits<sqlite3_int64>::max())));
}

class sqlite_ledger final : public ledger {
 public:
  explicit sqlite_ledger(std::string file) : file_(std::move(file)) {}

  [[nodiscard]] store_result start() {
    if (file_ != ":memory:") {
      // SQLite would make it readable for everybody.
      const int made = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
      if (made < 0) {
        const int error = errno;
        return {error == EACCES || error == EPERM || error == EROFS ? store_errc::not_permitted
                                                                    : store_errc::not_found,
                "cannot open the ledger " + file_ + ": " + std::generic_category().message(error)};
      }
      ::close(made);
    }
    sqlite3* opened = nullptr;
    const int code =
        sqlite3_open_v2(file_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) {
      return failure("open");
    }
    // One program at a time, kept for as long as it runs; one sync a transaction; little memory.
    if (!run("PRAGMA locking_mode=EXCLUSIVE; PRAGMA cache_size=-512; PRAGMA temp_store=MEMORY;")) {
      return failure("open");
    }
    bool is_new = false;
    // Until the file is known to be ours nothing is written to it, nor when it closes.
    sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (store_result known = recognise(is_new); !known) {
      return known;
    }
    sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    if (!run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN IMMEDIATE; COMMIT;")) {
      return failure("open");
    }
    const std::string make = "BEGIN IMMEDIATE; " + std::string(tables) +
                             " PRAGMA application_id=" + std::to_string(application) +
                             "; PRAGMA user_version=" + std::to_string(schema) + "; COMMIT;";
    return !is_new || run(make.c_str()) ? store_result{} : failure("make");
  }

  std::optional<ledger_entry> find(std::string_view account, std::string_view unique_id,
                                   store_result& failed) noexcept override try {
    sqlite3_stmt* const query = prepared(find_,
                                         "SELECT generation, octets_listed, fetched_at, deleted FROM fetched "
                                         "WHERE account=?1 AND unique_id=?2");
    if (query == nullptr) {
      failed = failure("read");
      return std::nullopt;
    }
    bind(query, account, unique_id);
    const int code = sqlite3_step(query);
    std::optional<ledger_entry> entry;
    if (code == SQLITE_ROW) {
      entry = ledger_entry{static_cast<std::uint64_t>(sqlite3_column_int64(query, 0)),
                           static_cast<std::uint64_t>(sqlite3_column_int64(query, 1)),
                           sqlite3_column_int64(query, 2), sqlite3_column_int(query, 3) != 0};
    } else if (code != SQLITE_DONE) {
      failed = failure("read");
    }
    sqlite3_reset(query);
    return entry;
  } catch (...) {
    failed = {store_errc::io_error, {}};
    return std::nullopt;
  }

  bool has_content(std::string_view account, std::string_view unique_id, std::string_view digest,
                   store_result& failed) noexcept override try {
    sqlite3_stmt* const query =
        prepared(has_content_, "SELECT 1 FROM contents WHERE account=?1 AND unique_id=?2 AND digest=?3");
    if (query == nullptr) {
      failed = failure("read");
      return false;
    }
    bind(query, account, unique_id);
    bind_text(query, 3, digest);
    const int code = sqlite3_step(query);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
      failed = failure("read");
    }
    sqlite3_reset(query);
    return code == SQLITE_ROW;
  } catch (...) {
    failed = {store_errc::io_error, {}};
    return false;
  }

  store_result record(std::string_view account, std::span<const fetched_message> messages,
                      std::int64_t now) noexcept override try {
    return in_transaction([&] {
      return std::ranges::all_of(messages, [&](const fetched_message& each) {
        return each.digest.empty() ? record_id(account, each, now) : record_content(account, each, now);
      });
    });
  } catch (...) {
    return {store_errc::io_error, {}};
  }

  store_result confirm_deleted(std::string_view account,
                               std::span<const std::string> unique_ids) noexcept override try {
    return in_transaction([&] {
      return std::ranges::all_of(unique_ids, [&](const std::string& id) {
        sqlite3_stmt* const change =
            prepared(confirm_, "UPDATE fetched SET deleted=1 WHERE account=?1 AND unique_id=?2");
        if (change != nullptr) {
          bind(change, account, id);
        }
        return done(change);
      });
    });
  } catch (...) {
    return {store_errc::io_error, {}};
  }

 private:
  /// Whether the file is a ledger of ours, or has nothing in it yet.
  [[nodiscard]] store_result recognise(bool& is_new) {
    int found_application = 0;
    int found_schema = 0;
    int objects = 0;
    if (!number("PRAGMA application_id", found_application) || !number("PRAGMA user_version", found_schema) ||
        !number("SELECT count(*) FROM sqlite_master", objects)) {
      return failure("open");
    }
    is_new = objects == 0 && found_application == 0;
    if (!is_new && found_application != application) {
      return {store_errc::damaged, "the ledger " + file_ + " is a database of another program's"};
    }
    if (!is_new && found_schema != schema) {
      return {store_errc::damaged, "the ledger " + file_ + " was made by a newer popquiz"};
    }
    return {};
  }

  bool record_id(std::string_view account, const fetched_message& message, std::int64_t now) {
    sqlite3_stmt* const change = prepared(record_id_,
                                          "INSERT OR REPLACE INTO fetched (account, unique_id, generation, "
                                          "octets_listed, fetched_at, deleted, name) "
                                          "VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)");
    if (change != nullptr) {
      bind(change, account, message.unique_id);
      sqlite3_bind_int64(change, 3, integer(message.generation));
      sqlite3_bind_int64(change, 4, integer(message.octets_listed));
      sqlite3_bind_int64(change, 5, now);
      bind_text(change, 6, message.name);
    }
    return done(change);
  }
  bool record_content(std::string_view account, const fetched_message& message, std::int64_t now) {
    sqlite3_stmt* const change =
        prepared(record_content_,
                 "INSERT OR REPLACE INTO contents (account, unique_id, digest, fetched_at, "
                 "name) VALUES (?1, ?2, ?3, ?4, ?5)");
    if (change != nullptr) {
      bind(change, account, message.unique_id);
      bind_text(change, 3, message.digest);
      sqlite3_bind_int64(change, 4, now);
      bind_text(change, 5, message.name);
    }
    return done(change);
  }

  template <class Change>
  store_result in_transaction(Change change) {
    if (run("BEGIN IMMEDIATE") && change() && run("COMMIT")) {
      return {};
    }
    store_result failed = failure("write");
    static_cast<void>(run("ROLLBACK"));
    return failed;
  }

  static bool done(sqlite3_stmt* change) {
    if (change == nullptr) {
      return false;
    }
    const int code = sqlite3_step(change);
    sqlite3_reset(change);
    return code == SQLITE_DONE;
  }

  static void bind_text(sqlite3_stmt* statement, int at, std::string_view text) {
    sqlite3_bind_text64(statement, at, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  }
  static void bind(sqlite3_stmt* statement, std::string_view account, std::string_view unique_id) {
    bind_text(statement, 1, account);
    // Of no octets all the same a BLOB: a null pointer would be NULL.
    sqlite3_bind_blob64(statement, 2, unique_id.empty() ? "" : unique_id.data(), unique_id.size(),
                        SQLITE_TRANSIENT);
  }

  sqlite3_stmt* prepared(statement_ptr& kept, const char* text) {
    if (kept == nullptr) {
      sqlite3_stmt* made = nullptr;
      sqlite3_prepare_v3(database_.get(), text, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
      kept.reset(made);
    }
    return kept.get();
  }
  bool run(const char* text) {
    return sqlite3_exec(database_.get(), text, nullptr, nullptr, nullptr) == SQLITE_OK;
  }
  bool number(const char* text, int& into) {
    statement_ptr query;
    sqlite3_stmt* const made = prepared(query, text);
    if (made == nullptr || sqlite3_step(made) != SQLITE_ROW) {
      return false;
    }
    into = sqlite3_column_int(made, 0);
    return true;
  }
  store_result failure(std::string_view doing) {
    const int code = database_ == nullptr ? SQLITE_NOMEM : sqlite3_extended_errcode(database_.get());
    const store_errc kind = code_of(code);
    return {kind, "cannot " + std::string(doing) + " the ledger " + file_ + ": " +
                      (kind == store_errc::locked ? "another popquiz is fetching into the same destination"
                                                  : std::string(sqlite3_errstr(code)))};
  }

  std::string file_;
  database_ptr database_;  // outlives the statements
  statement_ptr find_;
  statement_ptr has_content_;
  statement_ptr record_id_;
  statement_ptr record_content_;
  statement_ptr confirm_;
};

}  // namespace

std::unique_ptr<ledger> ledger::open(const std::string& file, store_result& why) noexcept try {
  auto made = std::make_unique<sqlite_ledger>(file);
  why = made->start();
  return why ? std::move(made) : nullptr;
} catch (...) {
  why = {store_errc::io_error, {}};
  return nullptr;
}

}  // namespace popquiz::client
