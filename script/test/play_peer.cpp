#include "play_peer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script::test {

namespace {

/// The server's end of one connection.
class peer_session {
 public:
  explicit peer_session(talk exchanges) : exchanges_(std::move(exchanges)) { answer(); }

  void hear(std::string_view octets) {
    heard_ += octets;
    answer();
  }
  [[nodiscard]] sansio::io_result read(std::span<char> into, segmentation cut) {
    if (outgoing_.empty()) {
      return {closed_ ? sansio::io_status::end_of_stream : sansio::io_status::timed_out, 0};
    }
    std::size_t octets = std::min({into.size(), outgoing_.size(), cut.chunk});
    if (sent_ < cut.cut_at) {
      octets = std::min(octets, cut.cut_at - sent_);
    }
    std::copy_n(outgoing_.begin(), octets, into.begin());
    outgoing_.erase(0, octets);
    sent_ += octets;
    return {sansio::io_status::ok, octets};
  }
  [[nodiscard]] const talk& left() const { return exchanges_; }
  [[nodiscard]] const std::string& unexpected() const { return heard_; }

 private:
  void answer() {
    while (!exchanges_.empty() && !closed_ && heard_.starts_with(exchanges_.front().said)) {
      heard_.erase(0, exchanges_.front().said.size());
      outgoing_ += exchanges_.front().answer;
      closed_ = exchanges_.front().closes;
      exchanges_.erase(exchanges_.begin());
    }
  }

  talk exchanges_;
  std::string heard_;
  std::string outgoing_;
  std::size_t sent_ = 0;
  bool closed_ = false;
};

/// Performs the player's actions on sessions in memory, in virtual time.
class peer {
 public:
  peer(const std::vector<talk>& talks, segmentation cut) : cut_(cut), open_(talks.size(), false) {
    for (const talk& t : talks) {
      sessions_.emplace_back(t);
    }
  }

  sansio::io_result perform(const player_action& action) {
    if (action.session >= sessions_.size()) {
      return {sansio::io_status::failed, 0};
    }
    if (std::holds_alternative<connect>(action.what)) {
      open_[action.session] = true;
      return {};
    }
    const auto& step = std::get<sansio::next_action>(action.what);
    peer_session& s = sessions_[action.session];
    if (const auto* r = std::get_if<sansio::read>(&step)) {
      const sansio::io_result result = s.read(r->into, cut_);
      now = result.status == sansio::io_status::timed_out ? r->deadline : now;
      return result;
    }
    if (const auto* w = std::get_if<sansio::write>(&step)) {
      std::string octets;
      for (const std::string_view piece : w->pieces) {
        octets += piece;
      }
      s.hear(octets);
      segments.push_back(std::move(octets));
    } else if (const auto* until = std::get_if<sansio::wait_until>(&step)) {
      now = std::max(now, until->when);
    } else if (std::holds_alternative<sansio::close>(step)) {
      open_[action.session] = false;
    }
    return {};
  }

  sansio::io_result fail(const player_action& action, sansio::io_status status) {
    const auto* step = std::get_if<sansio::next_action>(&action.what);
    if (step != nullptr && std::holds_alternative<sansio::close>(*step)) {
      open_[action.session] = false;
    }
    return {status, 0};
  }

  [[nodiscard]] bool all_closed() const { return std::find(open_.begin(), open_.end(), true) == open_.end(); }

  sansio::time_point now{};
  std::vector<std::string> segments;
  [[nodiscard]] const std::vector<peer_session>& sessions() const { return sessions_; }

 private:
  segmentation cut_;
  std::vector<peer_session> sessions_;
  std::vector<bool> open_;
};

[[nodiscard]] char letter(transcript_mark mark) {
  switch (mark) {
    case transcript_mark::client:
      return 'C';
    case transcript_mark::server:
      return 'S';
    case transcript_mark::note:
      break;
  }
  return '-';
}

}  // namespace

const test_facts& two_messages() {
  static const test_facts facts(
      {"Subject: one\r\n\r\nfirst\r\n.dot\r\nlast\r\n", "no header at all\r\nsecond line\r\n"});
  return facts;
}

player_settings test_settings() {
  player_settings settings;
  settings.user = "alice";
  settings.password = "sesame";
  settings.md5_hex = [](std::string_view octets) { return fmt::format("md5of<{}>", octets.size()); };
  return settings;
}

talk logged_in(talk rest) {
  talk all{{"", "+OK hello <1.2@host>\r\n"}, {"USER alice\r\n", "+OK\r\n"}, {"PASS sesame\r\n", "+OK\r\n"}};
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

std::size_t longest(const std::vector<talk>& talks) {
  std::size_t most = 0;
  for (const talk& t : talks) {
    std::size_t octets = 0;
    for (const exchange& e : t) {
      octets += e.answer.size();
    }
    most = std::max(most, octets);
  }
  return most;
}

played play(std::string_view steps, const std::vector<talk>& talks, segmentation cut,
            const maildrop_facts& facts, player_settings settings, fault failing) {
  const std::string header = steps.starts_with("id: ") ? "" : "id: t\ntitle: t\nsubject: server\n\n";
  const parse_outcome parsed = parse_script(header + std::string(steps), "t.pop3");
  played outcome;
  if (!parsed.value) {
    outcome.result.reason = parsed.error.text();
    return outcome;
  }
  peer server(talks, cut);
  player p(*parsed.value, facts, std::move(settings));
  sansio::io_result last;
  constexpr std::size_t limit = 100'000;
  for (auto a = p.resume(last, server.now); !is_done(a) && outcome.actions < limit;
       a = p.resume(last, server.now)) {
    last = outcome.actions == failing.at ? server.fail(a, failing.status) : server.perform(a);
    ++outcome.actions;
  }
  outcome.result = p.result();
  for (const transcript_line& line : p.conversation().lines()) {
    outcome.transcript.push_back(fmt::format("{} {} {}", line.session, letter(line.mark), line.text));
  }
  outcome.segments = server.segments;
  outcome.closed = server.all_closed();
  outcome.took = std::chrono::duration_cast<std::chrono::milliseconds>(server.now.time_since_epoch());
  for (const peer_session& s : server.sessions()) {
    outcome.unexpected += s.unexpected();
    for (const exchange& e : s.left()) {
      outcome.unsaid.push_back(e.said);
    }
  }
  return outcome;
}

}  // namespace popquiz::script::test
