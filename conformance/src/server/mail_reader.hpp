#pragma once

#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/script/player.hpp>

#include "run/conversation.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// Reads what the maildrop holds: in one session, and in another where a reply that is wrong has cost the one
/// before, since what one message's reply breaks is not to hide the messages behind it. At most 500 messages,
/// 32 MiB and 60 s.
class mail_reader {
 public:
  /// Whether the server lets somebody in again behind a session that was given up.
  using wait_for_login = std::function<bool(std::string& why)>;

  /// `server` and `who` must outlive the reader.
  mail_reader(subject& server, const script::player_settings& who, wait_for_login wait);

  /// Logs in, then LIST and UIDL. False: why() says what is wrong.
  [[nodiscard]] bool read_listings();
  /// The message as it came; nothing when it is beyond the limits or the server does not give it.
  [[nodiscard]] std::optional<std::string> fetch(std::size_t index);
  /// Marks the message as deleted.
  [[nodiscard]] bool remove(std::size_t index);
  /// Whether the server confirms the end of the session, and with it what was removed.
  [[nodiscard]] bool finish();
  void quit() { with_->quit(); }

  [[nodiscard]] const std::string& why() const noexcept { return why_; }
  [[nodiscard]] std::size_t messages() const noexcept { return sizes_.size(); }
  /// As LIST tells it, in octets.
  [[nodiscard]] std::uint64_t size(std::size_t index) const { return sizes_[index].octets; }
  /// Empty when the server has no unique-ids.
  [[nodiscard]] std::string unique_id(std::size_t index) const;
  /// A later session was needed: marks of deletion made before it are gone.
  [[nodiscard]] bool began_again() const noexcept { return began_again_; }

 private:
  [[nodiscard]] bool begin_again();

  subject& server_;
  const script::player_settings& who_;
  wait_for_login wait_;
  std::optional<conversation> with_;
  std::string why_;
  sansio::time_point fetch_until_;
  std::vector<parser::scan_listing> sizes_;
  std::map<std::uint64_t, std::string> unique_ids_;
  std::size_t fetched_ = 0;
  std::uint64_t fetched_octets_ = 0;
  bool lost_ = false;  ///< the session is of no use any more
  bool began_again_ = false;
};

}  // namespace popquiz::conformance
