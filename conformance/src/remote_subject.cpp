#include <popquiz/conformance/remote_subject.hpp>

#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/simple_ops.hpp>

#include "conversation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

// What is fetched of a server's mail at most, so that a large mailbox does not take for ever. The
// content of messages beyond is not known; checks that need it are skipped.
constexpr std::size_t fetched_messages_limit = 500;
constexpr std::uint64_t fetched_octets_limit = 32ULL * 1024 * 1024;
constexpr auto fetching_limit = std::chrono::seconds(60);

// How long a lock of a dropped connection may linger.
constexpr auto lock_patience = std::chrono::seconds(2);
constexpr auto lock_pause = std::chrono::milliseconds(100);

// Between looks for mail that is on its way.
constexpr auto delivery_pause = std::chrono::milliseconds(250);

class text_sink final : public client::body_sink {
 public:
  client::sink_verdict on_body(std::span<const std::string_view> spans) noexcept override {
    for (const std::string_view span : spans) {
      if (text.size() + span.size() > fetched_octets_limit) {
        return client::sink_verdict::abort;
      }
      text.append(span);
    }
    return client::sink_verdict::proceed;
  }
  client::sink_verdict on_end() noexcept override { return client::sink_verdict::proceed; }

  std::string text;
};

/// One session that reads what the maildrop holds.
class mail_reader {
 public:
  mail_reader(subject& server, const script::player_settings& who)
      : server_(server), with_(server, who), fetch_until_(server.now() + fetching_limit) {}

  [[nodiscard]] bool read_listings();
  /// The message as it came; nothing when it is beyond the limits or the server does not give it.
  [[nodiscard]] std::optional<std::string> fetch(std::size_t index);
  /// Marks the message as deleted.
  [[nodiscard]] bool remove(std::size_t index);
  /// Whether the server confirms the end of the session, and with it what was removed.
  [[nodiscard]] bool finish();
  void quit() { with_.quit(); }

  [[nodiscard]] const std::string& why() const noexcept { return with_.why(); }
  [[nodiscard]] std::size_t messages() const noexcept { return sizes_.size(); }
  [[nodiscard]] std::uint64_t size(std::size_t index) const { return sizes_[index].octets; }
  /// Empty when the server has no unique-ids.
  [[nodiscard]] std::string unique_id(std::size_t index) const;

 private:
  subject& server_;
  conversation with_;
  sansio::time_point fetch_until_;
  std::vector<parser::scan_listing> sizes_;
  std::map<std::uint64_t, std::string> unique_ids_;
  std::size_t fetched_ = 0;
  std::uint64_t fetched_octets_ = 0;
};

bool mail_reader::read_listings() {
  if (!with_.open() || !with_.log_in()) {
    return false;
  }
  client::list_op list(with_.session());
  if (!with_.run(list)) {
    with_.explain("LIST", list.result());
    return false;
  }
  sizes_ = list.entries();
  client::uidl_op uidl(with_.session());
  if (with_.run(uidl)) {
    for (const auto& entry : uidl.entries()) {
      unique_ids_[entry.number] = entry.unique_id;
    }
  }
  return true;
}

std::string mail_reader::unique_id(std::size_t index) const {
  const auto found = unique_ids_.find(sizes_[index].number);
  return found == unique_ids_.end() ? std::string() : found->second;
}

std::optional<std::string> mail_reader::fetch(std::size_t index) {
  // The size that LIST names is only a guess of what will come; the sink has the same limit.
  if (fetched_ >= fetched_messages_limit || server_.now() >= fetch_until_ ||
      sizes_[index].octets > fetched_octets_limit - fetched_octets_) {
    return std::nullopt;
  }
  text_sink sink;
  client::retr_op retr(with_.session(), sizes_[index].number, sink);
  if (!with_.run(retr)) {
    return std::nullopt;
  }
  ++fetched_;
  fetched_octets_ = std::min(fetched_octets_ + sink.text.size(), fetched_octets_limit);
  return std::move(sink.text);
}

bool mail_reader::remove(std::size_t index) {
  client::dele_op dele(with_.session(), sizes_[index].number);
  if (!with_.run(dele)) {
    with_.explain(fmt::format("DELE {}", sizes_[index].number), dele.result());
    return false;
  }
  return true;
}

bool mail_reader::finish() {
  client::quit_op bye(with_.session());
  if (!with_.run(bye)) {
    with_.explain("QUIT", bye.result());
    return false;
  }
  return true;
}

/// Why the messages a user named cannot be those of the maildrop; empty when they can.
std::string other_mail(const known_mail& told, const mail_reader& found) {
  if (told.messages() != found.messages()) {
    return fmt::format("--mail has {} messages, the maildrop {}", told.messages(), found.messages());
  }
  for (std::size_t i = 0; i < found.messages(); ++i) {
    const std::uint64_t octets = told.octets(i + 1).value_or(0);
    // A server that is no good at counting line ends is for the checks to find, not for us to refuse.
    const auto lines = static_cast<std::uint64_t>(std::ranges::count(*told.message(i + 1), '\n'));
    if (found.size(i) > octets + lines || found.size(i) + lines < octets) {
      return fmt::format(
          "message {} of --mail has {} octets, LIST says {}: not the same mail in the same order", i + 1,
          octets, found.size(i));
    }
  }
  return {};
}

}  // namespace

remote_subject::learned remote_subject::learn(std::string& why) {
  mail_reader reader(*this, login_);
  if (!reader.read_listings()) {
    why = reader.why();
    return learned::unusable;
  }
  if (told_) {
    why = other_mail(*told_, reader);
    if (!why.empty()) {
      return learned::other_mail;
    }
  }
  known_mail fresh;
  std::map<std::string, std::string> by_unique_id;
  bool all_told = told_.has_value() || knows_mail_;
  fixtures_found_ = 0;
  for (std::size_t i = 0; i < reader.messages(); ++i) {
    const std::string id = reader.unique_id(i);
    std::optional<std::string> content;
    if (told_) {
      content = std::string(*told_->message(i + 1));
    } else if (const auto before = content_by_unique_id_.find(id);
               !id.empty() && before != content_by_unique_id_.end()) {
      content = before->second;
    } else {
      content = reader.fetch(i);
      all_told = false;
    }
    if (fixtures_ && content) {
      if (auto expected = fixtures_->expected_of(*content)) {
        content = std::move(expected);
        ++fixtures_found_;
      }
    }
    if (content && !id.empty()) {
      by_unique_id[id] = *content;
    }
    fresh.add(std::move(content));
  }
  reader.quit();
  mail_ = std::move(fresh);
  content_by_unique_id_ = std::move(by_unique_id);
  knows_mail_ = fixtures_ ? fixtures_found_ != 0 : all_told;
  told_.reset();  // from now on the unique-ids tell which message is which
  must_learn_ = false;
  return learned::yes;
}

remote_subject::learned remote_subject::await_fixtures(sansio::duration patience, std::string& why) {
  const sansio::time_point until = now() + patience;
  for (;;) {
    const learned how = learn(why);
    const std::size_t wanted = fixtures_ ? fixtures_->messages().size() : 0;
    if (how != learned::yes || fixtures_found_ >= wanted) {
      return how;
    }
    if (now() >= until) {
      why = fmt::format(
          "{}: of {} messages put into the maildrop {} can't be found there after {:g} s: RETR gives no "
          "other one "
          "with an X-Popquiz-Fixture field of this run",
          name(), wanted, wanted - fixtures_found_, std::chrono::duration<double>(patience).count());
      return learned::unusable;
    }
    wait(delivery_pause);
  }
}

bool remote_subject::delete_fixtures(std::string& why) {
  drop_all();
  if (left_in_the_middle() && !wait_for_login(why)) {
    return false;
  }
  mail_reader reader(*this, login_);
  bool done = reader.read_listings();
  for (std::size_t i = 0; done && fixtures_ && i < reader.messages(); ++i) {
    // What a number stands for is certain in this session alone, and a unique-id may be wrong: it is read
    // anew.
    const auto content = reader.fetch(i);
    done = !content || !fixtures_->expected_of(*content) || reader.remove(i);
  }
  done = done && reader.finish();
  why = reader.why();
  drop_all();
  return done;
}

std::string remote_subject::keeps_mail() const {
  const std::size_t others = static_cast<std::size_t>(mail_.messages()) - fixtures_found_;
  return !fixtures_ || others == 0
             ? std::string()
             : fmt::format("the maildrop holds mail of yours: {} of {} messages are not popquiz's", others,
                           mail_.messages());
}

bool remote_subject::wait_for_login(std::string& why) {
  const sansio::time_point until = now() + lock_patience;
  for (;;) {
    conversation attempt(*this, login_);
    if (attempt.open() && attempt.log_in()) {
      attempt.quit();
      return true;
    }
    if (now() >= until) {
      why = attempt.why();
      return false;
    }
    wait(lock_pause);
  }
}

bool remote_subject::prepare(const script::script& dialogue, std::string& why) {
  drop_all();
  if (left_in_the_middle() && !wait_for_login(why)) {
    return false;
  }
  if (must_learn_ && learn(why) != learned::yes) {
    return false;
  }
  must_learn_ = dialogue.changes != script::changes_kind::nothing;
  return true;
}

}  // namespace popquiz::conformance
