#pragma once

#include <popquiz/script/parse.hpp>
#include <popquiz/script/player.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::script::test {

/// What the peer waits for and what it sends then. The first of a session waits for nothing: the greeting.
struct exchange {
  std::string said;
  std::string answer;
  bool closes = false;  ///< behind the answer
};
using talk = std::vector<exchange>;

/// How the octets that the player reads are cut.
struct segmentation {
  std::size_t chunk = 1'000'000;           ///< octets of a read at most
  std::size_t cut_at = std::string::npos;  ///< no read goes across this octet of a session
};

/// One action of the player that fails.
struct fault {
  std::size_t at = std::string::npos;  ///< the number of the action, from 0
  sansio::io_status status = sansio::io_status::failed;
};

class test_facts final : public maildrop_facts {
 public:
  explicit test_facts(std::vector<std::string> messages) : messages_(std::move(messages)) {}
  [[nodiscard]] std::uint64_t messages() const override { return messages_.size(); }
  [[nodiscard]] std::optional<std::uint64_t> octets(std::uint64_t number) const override {
    return number == 0 || number > messages_.size()
               ? std::nullopt
               : std::optional<std::uint64_t>(messages_[number - 1].size());
  }
  [[nodiscard]] std::optional<std::string_view> message(std::uint64_t number) const override {
    return number == 0 || number > messages_.size() ? std::nullopt
                                                    : std::optional<std::string_view>(messages_[number - 1]);
  }

 private:
  std::vector<std::string> messages_;
};

/// Two messages: one with a dot line, one without blank line.
[[nodiscard]] const test_facts& two_messages();

/// What became of a script, with all that a report could tell.
struct played {
  play_result result;
  std::vector<std::string> transcript;  ///< "0 S +OK"
  std::vector<std::string> segments;    ///< each write, of all sessions
  std::vector<std::string> unsaid;      ///< what the peer still waited for
  std::string unexpected;               ///< what it did not wait for
  bool closed = true;                   ///< every session that was opened
  std::chrono::milliseconds took{};
  std::size_t actions = 0;
};

[[nodiscard]] player_settings test_settings();

/// Plays steps (behind a standard header of 4 lines, or with a header of their own) against a peer.
[[nodiscard]] played play(std::string_view steps, const std::vector<talk>& talks, segmentation cut = {},
                          const maildrop_facts& facts = two_messages(),
                          player_settings settings = test_settings(), fault failing = {});

/// The exchanges of a login, with `rest` behind.
[[nodiscard]] talk logged_in(talk rest);

/// Octets that the peer can send in its longest session.
[[nodiscard]] std::size_t longest(const std::vector<talk>& talks);

}  // namespace popquiz::script::test
