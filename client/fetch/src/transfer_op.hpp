#pragma once

#include "crlf_lines.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/client/pipeline_op.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::client {

/// RETR into the store and DELE of what is durable, as the plan says. The order of things for each message:
/// whole (its terminator has come), durable (commit), in the ledger (record), DELE.
class transfer_op final : public pipeline_op {
 public:
  struct parts {
    const fetch_settings& settings;
    const maildrop_survey& survey;
    const fetch_plan& plan;
    mail_store& store;
    ledger& known;
    fetch_observer* observer;
    fetch_summary& summary;
    store_result& storage;  ///< set when the store or the ledger fails
  };
  transfer_op(session& on, const parts& of);

  /// Commits and records what is staged; for when the conversation has failed.
  void salvage() noexcept;
  /// Survey indices of the messages whose DELE was answered +OK.
  [[nodiscard]] std::vector<std::uint32_t> take_marked() noexcept { return std::move(marked_); }

 private:
  /// A message that is staged, or that an interrupted run has delivered, and not yet in the ledger.
  struct waiting_message {
    std::uint32_t index = 0;
    std::uint64_t octets = 0;
    std::string digest;
    bool staged = false;
  };

  bool next_request(request& into) override;
  client_errc on_status(const parser::reply_event& event) override;
  client_errc on_body(std::span<const std::string_view> spans) override;
  client_errc on_body_end() override;
  client_errc on_answer(bool ok) override;

  [[nodiscard]] const planned_message& planned(std::size_t index) const { return of_.plan.messages[index]; }
  [[nodiscard]] delivery_key key_of(std::size_t index) const;
  [[nodiscard]] std::uint64_t octets_allowed(const surveyed_message& message) const noexcept;
  [[nodiscard]] bool record_delivered();
  void find_next();
  [[nodiscard]] bool is_one_reply_late() const noexcept;
  client_errc stage();
  [[nodiscard]] bool batch_is_full() const noexcept;
  [[nodiscard]] bool commit();
  [[nodiscard]] bool record(std::span<const delivered_message> delivered);
  void may_go(std::uint32_t index);
  client_errc store_failed(const store_result& how);

  parts of_;
  bool begun_ = false;
  std::size_t at_ = 0;                ///< in the plan: what comes next
  std::size_t retrieving_ = 0;        ///< RETRs whose replies are outstanding
  body_sink* sink_ = nullptr;         ///< of the message under way
  std::uint64_t octets_ = 0;          ///< of the message under way
  std::uint64_t octets_allowed_ = 0;  ///< of the message under way
  crlf_lines lines_;                  ///< of the message under way, when they end with LF
  std::string first_line_;            ///< of the message under way, as far as a status line is long
  std::vector<waiting_message> waiting_;
  std::deque<std::uint32_t> to_delete_;
  std::vector<std::uint32_t> marked_;
};

}  // namespace popquiz::client
