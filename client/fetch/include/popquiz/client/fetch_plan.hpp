#pragma once

#include <popquiz/client/fetch_settings.hpp>
#include <popquiz/client/ledger.hpp>
#include <popquiz/client/mail_store.hpp>
#include <popquiz/client/maildrop_survey.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace popquiz::client {

/// What is to be done about one message of the survey.
enum class fetch_action : std::uint8_t {
  retrieve,
  record,       ///< an interrupted run has delivered it: the ledger has to be told, then as if retrieved
  remove,       ///< fetched before and durable: it goes now
  leave_known,  ///< fetched before: it stays
  leave_large,  ///< over max_octets
  leave_later,  ///< behind max_messages
};

struct planned_message {
  std::uint64_t generation = 0;  ///< for its delivery_key
  fetch_action action = fetch_action::retrieve;
  bool by_content = false;
};

/// One entry for each message of the survey, in its order.
struct fetch_plan {
  std::vector<planned_message> messages;
  std::size_t to_retrieve = 0;
  std::uint64_t octets_to_retrieve = 0;  ///< as LIST says

  [[nodiscard]] std::size_t count(fetch_action what) const noexcept;
};

/// The rules by which no message is lost and none comes twice:
/// - A unique-id that the ledger knows is a message that is durable here (RFC 1939 §7: it persists across
///   sessions and is not reused). Once the server has confirmed its deletion, the same unique-id is another
///   message all the same, with a generation of its own.
/// - Before something is deleted that this run has not fetched, LIST must say the size it said then;
/// otherwise it
///   is fetched as another message.
/// - A message without a unique-id, or that shares it with another one of this maildrop, is told apart by its
///   octets, is retrieved every time, and never deleted unseen.
/// `failed` is set when the ledger can't be read. O(n log n).
[[nodiscard]] fetch_plan make_plan(const maildrop_survey& survey, ledger& known, const mail_store& store,
                                   const fetch_settings& settings, store_result& failed);

}  // namespace popquiz::client
