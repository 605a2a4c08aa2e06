#pragma once

#include "digest.hpp"
#include "file_writer.hpp"

#include <popquiz/client/mail_store.hpp>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace popquiz::client {

/// How a folder of messages is laid out.
struct folder_layout {
  std::string root;
  std::string temporary;  ///< where messages are written until they are whole and synced
  std::string delivered;  ///< where they are renamed to
  std::string seen;       ///< where a mail reader may move them to, adding ":2,FLAGS"; empty: nowhere
  std::vector<std::string> folders;  ///< to be made, in this order
  std::string suffix;                ///< of a delivered message's name
  bool lf_line_ends = false;         ///< LF instead of CRLF
};

/// Messages as files, a file a message: a Maildir, or a folder of .eml. A batch is written to temporary files
/// with a journal of its names, synced at once, renamed, and the folder synced. What a crash leaves:
/// temporary files, which open() removes, or delivered messages that the journal names and the ledger may not
/// know.
class folder_store final : public mail_store, private body_sink {
 public:
  folder_store(file_system& files, folder_layout layout) : files_(files), layout_(std::move(layout)) {}

  [[nodiscard]] store_result open() noexcept override;
  [[nodiscard]] bool delivered_before(const delivery_key& key) const noexcept override;
  [[nodiscard]] body_sink& begin(const delivery_key& key, std::uint64_t octets_announced) noexcept override;
  void abandon() noexcept override;
  [[nodiscard]] std::string_view last_digest() const noexcept override { return digest_; }
  void unstage_last() noexcept override;
  [[nodiscard]] std::size_t staged_messages() const noexcept override { return staged_.size(); }
  [[nodiscard]] std::uint64_t staged_octets() const noexcept override { return staged_octets_; }
  [[nodiscard]] store_result commit(std::vector<delivered_message>& into) noexcept override;
  void settle() noexcept override;
  [[nodiscard]] const store_result& failure() const noexcept override { return failure_; }
  void close() noexcept override;

 private:
  struct staged_message {
    std::string temporary;  ///< path
    std::string name;       ///< it is going to have
    std::uint64_t octets = 0;
  };

  [[nodiscard]] sink_verdict on_body(std::span<const std::string_view> spans) noexcept override;
  [[nodiscard]] sink_verdict on_end() noexcept override;

  [[nodiscard]] store_result read_journal();
  [[nodiscard]] store_result remove_leftovers();
  [[nodiscard]] store_result write_journal();
  [[nodiscard]] store_result sync_staged();
  [[nodiscard]] store_result fail(int error, std::string_view doing, std::string_view path) noexcept;
  [[nodiscard]] std::string journal() const {
    return layout_.temporary + '/' + std::string(our_prefix) + "journal";
  }
  void drop_staged() noexcept;

  file_system& files_;
  folder_layout layout_;
  std::unique_ptr<open_file> file_;  ///< of the message under way
  std::string path_;                 ///< the same
  delivery_key key_;
  std::uint64_t octets_ = 0;
  file_writer writer_;
  line_end_filter line_ends_;
  std::unique_ptr<sha256> hash_;
  std::string digest_;
  std::uint64_t counter_ = 0;
  std::vector<staged_message> staged_;
  std::uint64_t staged_octets_ = 0;
  std::set<std::string> interrupted_;  ///< names that an interrupted run delivered
  store_result failure_;
};

}  // namespace popquiz::client
