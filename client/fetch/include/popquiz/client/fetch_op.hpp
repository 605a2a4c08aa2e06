#pragma once

#include <popquiz/client/fetch_observer.hpp>
#include <popquiz/client/fetch_plan.hpp>
#include <popquiz/client/fetch_settings.hpp>
#include <popquiz/client/ledger.hpp>
#include <popquiz/client/mail_store.hpp>
#include <popquiz/client/operation.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace popquiz::client {

enum class fetch_stage : std::uint8_t { sign_in, survey, plan, transfer, quit, over };

/// What a fetch has done; true at any time, whatever happened.
struct fetch_summary {
  std::size_t on_server = 0;          ///< messages that LIST or UIDL named
  std::size_t fetched = 0;            ///< durable here and in the ledger, new in this run
  std::uint64_t octets = 0;           ///< of those
  std::size_t known = 0;              ///< fetched before, not fetched again
  std::size_t too_large = 0;          ///< left on the server: max_octets
  std::size_t later = 0;              ///< left on the server: max_messages
  std::size_t refused = 0;            ///< RETR answered -ERR
  std::size_t marked = 0;             ///< DELE answered +OK
  std::size_t not_marked = 0;         ///< DELE answered -ERR
  std::size_t deleted = 0;            ///< marked, and QUIT answered +OK
  std::uint64_t malformed_lines = 0;  ///< of LIST and UIDL
};

/// Downloads a maildrop: signs in, surveys, retrieves what the plan says into the store, in batches: staged,
/// durable, in the ledger, and only then, when wanted, deleted on the server; then QUIT. A message whose
/// terminator did not come is never delivered, recorded or deleted. When it fails, what was whole by then is
/// made durable and recorded before it ends. Behind answered_short connect again with
/// session_settings::pipelining off and run another one: nothing is lost and nothing comes twice.
///
/// Its memory is bounded by survey_octets and the batch. The store and the ledger are used synchronously,
/// within resume(). Everything that is handed in must outlive it; the session is new on its connection.
class fetch_op final : public operation {
 public:
  /// `store` has been opened. `observer` may be null.
  fetch_op(session& on, fetch_settings settings, mail_store& store, ledger& known,
           fetch_observer* observer = nullptr);
  ~fetch_op() override;

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override;

  /// Of the conversation: `none` when it came to its end as planned.
  [[nodiscard]] const op_result& result() const noexcept override;
  [[nodiscard]] bool finished() const noexcept override;
  /// Of the store and the ledger. When it is not good, result() is sink_aborted.
  [[nodiscard]] const store_result& storage() const noexcept;
  /// What was under way when it ended.
  [[nodiscard]] fetch_stage stage() const noexcept;
  [[nodiscard]] sign_in_stage sign_in() const noexcept;
  [[nodiscard]] const fetch_summary& summary() const noexcept;

 private:
  class impl;
  std::unique_ptr<impl> impl_;
};

}  // namespace popquiz::client
