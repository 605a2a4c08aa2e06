#include <popquiz/conformance/remote_subject.hpp>

#include <popquiz/client/maildrop_ops.hpp>

#include "run/conversation.hpp"
#include "server/mail_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace popquiz::conformance {
namespace {

// How long a lock of a dropped connection may linger.
constexpr auto lock_patience = std::chrono::seconds(2);
constexpr auto lock_pause = std::chrono::milliseconds(100);

// How often mail of our own is read at most until it stays the same.
constexpr std::size_t readings_limit = 4;

// Between looks for mail that is on its way.
constexpr auto delivery_pause = std::chrono::milliseconds(250);

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

mail_reader remote_subject::new_reader() {
  return {*this, login_, [this](std::string& why) { return !left_in_the_middle() || wait_for_login(why); }};
}

bool remote_subject::note_what_is_there(std::string& why) {
  mail_reader reader = new_reader();
  if (!reader.read_listings()) {
    why = reader.why();
    return false;
  }
  messages_before_ = reader.messages();
  for (std::size_t i = 0; i < reader.messages(); ++i) {
    unique_ids_before_.insert(reader.unique_id(i));
  }
  reader.quit();
  return true;
}

remote_subject::learned remote_subject::learn(std::string& why) {
  mail_reader reader = new_reader();
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
  listed_.clear();
  for (std::size_t i = 0; i < reader.messages(); ++i) {
    listed_message& listed = listed_.emplace_back(listed_message{reader.unique_id(i), {}});
    const std::string& id = listed.unique_id;
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
    if (fixtures_ && content && !placed_.contains(id)) {
      listed.fixture = fixtures_->index_of(*content);
      content = listed.fixture ? fixtures_->expected_of(*content) : std::move(content);
    }
    if (content && !id.empty()) {
      by_unique_id[id] = *content;
    }
    fresh.add(std::move(content));
  }
  reader.quit();
  mail_ = std::move(fresh);
  content_by_unique_id_ = std::move(by_unique_id);
  knows_mail_ = fixtures_ ? fixtures_found() != 0 || !placed_.empty() : all_told;
  told_.reset();  // from now on the unique-ids tell which message is which
  must_learn_ = false;
  return learned::yes;
}

std::size_t remote_subject::fixtures_found() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(listed_, [](const listed_message& each) { return each.fixture.has_value(); }));
}

/// What was put there and can't be recognised is a message whose octets the server has changed, or does not
/// give: it is one that was not there before. False when there are not as many of those as are missing.
bool remote_subject::place_what_is_missing() {
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < fixtures_->messages().size(); ++i) {
    if (std::ranges::find(listed_, std::optional(i), &listed_message::fixture) == listed_.end()) {
      missing.push_back(i);
    }
  }
  std::vector<std::size_t> strangers;
  for (std::size_t i = 0; i < listed_.size(); ++i) {
    const std::string& id = listed_[i].unique_id;
    if (!listed_[i].fixture && (id.empty() ? i >= messages_before_ : !unique_ids_before_.contains(id))) {
      strangers.push_back(i);
    }
  }
  if (missing.size() != strangers.size()) {
    return false;
  }
  for (std::size_t i = 0; i < missing.size(); ++i) {
    const std::string& id = listed_[strangers[i]].unique_id;
    const std::string content = canonical_message(fixtures_->messages()[missing[i]].octets);
    mail_.replace(strangers[i] + 1, content);
    placed_.insert(id);
    if (!id.empty()) {
      content_by_unique_id_[id] = content;
    }
    knows_mail_ = true;
  }
  return true;
}

remote_subject::learned remote_subject::await_fixtures(sansio::duration patience, std::string& why) {
  const sansio::time_point until = now() + patience;
  std::optional<known_mail> before;
  for (std::size_t readings = 0;;) {
    placed_.clear();
    content_by_unique_id_.clear();
    const learned how = learn(why);
    if (how != learned::yes) {
      return how;
    }
    if (place_what_is_missing()) {
      // A server may keep its book in the header, and write it when the session ends: until it has.
      if (++readings == readings_limit || before == mail_) {
        return how;
      }
      before = mail_;
      continue;
    }
    if (now() >= until) {
      const std::size_t wanted = fixtures_->messages().size();
      why = fmt::format(
          "{}: of {} messages put into the maildrop {} can't be found there after {:g} s: RETR gives no "
          "other one "
          "with an X-Popquiz-Fixture field of this run",
          name(), wanted, wanted - fixtures_found(), std::chrono::duration<double>(patience).count());
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
  mail_reader reader = new_reader();
  bool done = reader.read_listings();
  for (std::size_t i = 0; done && i < reader.messages(); ++i) {
    // What a number stands for is certain in this session alone, and a unique-id may be wrong: it is read
    // anew.
    const auto content = reader.fetch(i);
    done = !content || !fixtures_->expected_of(*content) || reader.remove(i);
  }
  done = done && reader.finish();
  why = reader.why();
  drop_all();
  if (done && (reader.began_again() || !placed_.empty())) {
    why = reader.began_again() ? "a reply that was wrong ended the session that deleted them"
                               : "not all of them can be told by their field";
    return false;
  }
  return done;
}

std::string remote_subject::keeps_mail() const {
  const std::size_t others = listed_.size() - fixtures_found();
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
      // One that only greets is of no use. What is wrong with its reply is for the checks.
      client::stat_op stat(attempt.session());
      if (attempt.run(stat) || stat.result().code != client::client_errc::timed_out) {
        attempt.quit();
        return true;
      }
      attempt.explain("STAT", stat.result());
    }
    // Silence and what is no POP3 are no lock.
    const bool may_be_locked = attempt.code() != client::client_errc::timed_out &&
                               attempt.code() != client::client_errc::protocol_error;
    if (!may_be_locked || now() >= until) {
      why = attempt.why();
      return false;
    }
    wait(lock_pause);
  }
}

std::unique_ptr<subject> remote_subject::another(std::string& /*why*/) const {
  auto same = std::make_unique<remote_subject>(remote_settings{where(), login_, {}, fixtures_});
  same->mail_ = mail_;
  same->knows_mail_ = knows_mail_;
  same->must_learn_ = must_learn_;
  same->listed_ = listed_;
  same->placed_ = placed_;
  same->content_by_unique_id_ = content_by_unique_id_;
  return same;
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
