#pragma once

#include "spooled_store.hpp"

#include <set>
#include <string>
#include <vector>

namespace popquiz::client {

/// An mbox: a batch is appended at once, under the locks that mail programs use (FILE.lock, and fcntl). Spool
/// and journal are on the disk before the append begins, so that open() can tell what became of it: whole, or
/// half and taken back. Octets that another program has appended behind a half of ours are never touched: the
/// half stays then, and the batch comes anew.
class mbox_store final : public spooled_store {
 public:
  mbox_store(file_system& files, std::string path)
      : spooled_store(files, path + ".popquiz-spool", spool_form::mbox), path_(std::move(path)) {}

  [[nodiscard]] store_result open() noexcept override;
  [[nodiscard]] bool delivered_before(const delivery_key& key) const noexcept override;
  void settle() noexcept override;

 private:
  [[nodiscard]] store_result deliver(const std::vector<staged_message>& staged,
                                     std::size_t& delivered) override;
  [[nodiscard]] std::string place() const override { return path_; }

  [[nodiscard]] std::string journal() const { return path_ + ".popquiz-journal"; }
  [[nodiscard]] std::string folder() const;
  [[nodiscard]] store_result recover();
  [[nodiscard]] store_result mend(std::uint64_t before, std::uint64_t added, const std::string& digest,
                                  const std::set<std::string>& names);
  [[nodiscard]] int take_half_back(open_file& mbox, std::uint64_t before, std::uint64_t added);
  [[nodiscard]] store_result write_journal(const std::vector<staged_message>& staged, std::uint64_t before);
  [[nodiscard]] store_result append(open_file& mbox, std::uint64_t before, std::uint64_t end);

  std::string path_;
  std::set<std::string> interrupted_;
};

}  // namespace popquiz::client
