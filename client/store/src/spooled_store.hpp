#pragma once

#include "digest.hpp"
#include "file_writer.hpp"
#include "mbox_format.hpp"

#include <popquiz/client/mail_store.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace popquiz::client {

enum class spool_form : std::uint8_t {
  as_it_came,
  mbox,  ///< mboxrd, see mbox_format
};

/// A store whose batch is gathered in one file, the spool, and goes on from there when it is whole.
class spooled_store : public mail_store, private body_sink {
 public:
  [[nodiscard]] store_result open() noexcept override;
  [[nodiscard]] bool delivered_before(const delivery_key&) const noexcept override { return false; }
  [[nodiscard]] body_sink& begin(const delivery_key& key, std::uint64_t octets_announced) noexcept final;
  void abandon() noexcept final;
  [[nodiscard]] std::string_view last_digest() const noexcept final { return digest_; }
  void unstage_last() noexcept final;
  [[nodiscard]] std::size_t staged_messages() const noexcept final { return staged_.size(); }
  [[nodiscard]] std::uint64_t staged_octets() const noexcept final { return end_; }
  [[nodiscard]] store_result commit(std::vector<delivered_message>& into) noexcept final;
  void settle() noexcept override {}
  [[nodiscard]] const store_result& failure() const noexcept final { return failure_; }
  void close() noexcept override;

 protected:
  struct staged_message {
    std::string name;  ///< delivery_name()
    std::uint64_t begin = 0;
    std::uint64_t end = 0;     ///< in the spool
    std::uint64_t octets = 0;  ///< as they came
  };

  /// `spool`: path of the spool, made anew by open().
  spooled_store(file_system& files, std::string spool, spool_form form)
      : files_(files), spool_path_(std::move(spool)), form_(form) {}

  /// Delivers what is staged, in order; `delivered` counts those that are delivered, also when it fails.
  [[nodiscard]] virtual store_result deliver(const std::vector<staged_message>& staged,
                                             std::size_t& delivered) = 0;
  /// Where it is delivered to, for a person.
  [[nodiscard]] virtual std::string place() const = 0;

  /// Reads the spool from `begin` to `end` in pieces; `take` gives 0, or an errno value that ends it.
  [[nodiscard]] int read_spool(std::uint64_t begin, std::uint64_t end,
                               const std::function<int(std::string_view)>& take);
  [[nodiscard]] store_result fail(int error, std::string_view doing, std::string_view path) noexcept;
  [[nodiscard]] store_result fail(store_errc code, std::string what);
  [[nodiscard]] file_system& files() noexcept { return files_; }
  [[nodiscard]] open_file* spool() noexcept { return spool_.get(); }
  [[nodiscard]] const std::string& spool_path() const noexcept { return spool_path_; }

 private:
  [[nodiscard]] sink_verdict on_body(std::span<const std::string_view> spans) noexcept final;
  [[nodiscard]] sink_verdict on_end() noexcept final;
  [[nodiscard]] sink_verdict check_writer() noexcept;
  void empty_spool() noexcept;

  file_system& files_;
  std::string spool_path_;
  spool_form form_;
  std::unique_ptr<open_file> spool_;
  file_writer writer_;
  mbox_format format_;
  delivery_key key_;
  std::unique_ptr<sha256> hash_;
  std::string digest_;
  std::uint64_t octets_ = 0;
  std::uint64_t end_ = 0;  ///< of the last staged message in the spool
  bool under_way_ = false;
  std::vector<staged_message> staged_;
  store_result failure_;
};

}  // namespace popquiz::client
