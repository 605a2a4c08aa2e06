#pragma once

#include "finding.hpp"

#include <popquiz/client/ledger.hpp>

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace popquiz::fuzz {

/// What a ledger has on the disk: the main file and the write-ahead log beside it (SQLite's file format). In
/// memory, where the system has a folder for that: what is synced there costs nothing.
class ledger_files {
 public:
  struct octets {
    std::string main;
    std::string log;
  };

  ledger_files() { clean(); }
  ~ledger_files() { clean(); }
  ledger_files(const ledger_files&) = delete;
  ledger_files& operator=(const ledger_files&) = delete;

  [[nodiscard]] const std::string& main() const { return folder().main; }
  [[nodiscard]] octets read() const { return {octets_of(main()), octets_of(main() + "-wal")}; }
  void write(const octets& files) const {
    clean();
    put(main(), files.main);
    if (!files.log.empty()) {
      put(main() + "-wal", files.log);
    }
  }

  /// What a power failure leaves of a log that had grown: the old part whole, of what is new the begin, and
  /// in that one octet that is another.
  static std::string cut_off(const std::string& old, const std::string& grown, std::size_t kept,
                             std::size_t spoiled) {
    if (!grown.starts_with(old)) {
      return grown;  // it was begun anew
    }
    std::string left = grown.substr(0, old.size() + kept % (grown.size() - old.size() + 1));
    if (spoiled != 0 && left.size() > old.size()) {
      char& octet = left[old.size() + spoiled * 257 % (left.size() - old.size())];
      octet = static_cast<char>(octet ^ 0x55);
    }
    return left;
  }

  /// What it leaves of a main file that was being written: some pages are new.
  static std::string torn(const std::string& old, const std::string& written, std::size_t which) {
    constexpr std::size_t page = 4096;
    std::string left = old;
    for (std::size_t at = 0; at < written.size(); at += page) {
      if ((which >> (at / page % 16) & 1U) != 0) {
        left.resize(std::max(left.size(), std::min(at + page, written.size())));
        left.replace(at, page, written, at, page);
      }
    }
    return left;
  }

  /// A ledger with rows of both kinds, as a crash leaves it: with its log.
  static octets some_ledger() {
    const ledger_files files;
    client::store_result why;
    const auto made = client::ledger::open(files.main(), why);
    require(made != nullptr, "a ledger can be made", why.what);
    for (int i = 0; i < 40; ++i) {
      const client::fetched_message row{"uid" + std::to_string(i), 0, 100, i % 4 == 3 ? "digest" : "",
                                        "new/x"};
      require(bool(made->record("quiz@here", {&row, 1}, 1)), "a row is recorded");
    }
    return files.read();
  }

  /// A database that this program has not made; `pragmas` are run first.
  static octets somebody_elses(const char* pragmas) {
    const ledger_files files;
    sqlite3* made = nullptr;
    const std::string text =
        std::string(pragmas) + "CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('theirs');";
    const bool good = sqlite3_open(files.main().c_str(), &made) == SQLITE_OK &&
                      sqlite3_exec(made, text.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(made);
    require(good, "a database can be made");
    return files.read();
  }

 private:
  struct place {
    place() {
      std::error_code none;
      const bool has_memory = std::filesystem::is_directory("/dev/shm", none);
      folder = ((has_memory ? std::filesystem::path("/dev/shm") : std::filesystem::temp_directory_path()) /
                "popquiz-fuzz-XXXXXX")
                   .string();
      require(::mkdtemp(folder.data()) != nullptr, "there is a folder for a ledger");
      main = folder + "/ledger";
    }
    ~place() {
      std::error_code ignored;
      std::filesystem::remove_all(folder, ignored);
    }
    place(const place&) = delete;
    place& operator=(const place&) = delete;
    std::string folder;
    std::string main;
  };
  static const place& folder() {
    static const place one;
    return one;
  }

  void clean() const {
    for (const char* const suffix : {"", "-wal", "-shm", "-journal"}) {
      ::unlink((main() + suffix).c_str());
    }
  }
  static std::string octets_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  static void put(const std::string& path, std::string_view octets) {
    std::ofstream out(path, std::ios::binary);
    out << octets;
    require(out.flush().good(), "a file can be written", path);
  }
};

}  // namespace popquiz::fuzz
