#include "fetcher.hpp"

#include "message_file.hpp"
#include "raw_op.hpp"
#include "sign_in.hpp"

#include <popquiz/client/maildrop_ops.hpp>
#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/simple_ops.hpp>
#include <popquiz/client/survey_op.hpp>

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace popquiz::broken_client {
namespace {

using client::client_errc;

constexpr std::size_t survey_limit = std::size_t{4} << 20U;  // octets
constexpr std::uint64_t most_to_fill = std::uint64_t{1} << 30U;
constexpr std::size_t unique_id_limit = 70;
constexpr std::uint64_t top_lines = 1000;
constexpr int flood = 1000;

/// Octets that are really used, as where there is no more memory than most_to_fill.
std::vector<char> filled(std::uint64_t octets) {
  if (octets > most_to_fill) {
    std::abort();
  }
  return std::vector<char>(static_cast<std::size_t>(octets), 'x');
}

}  // namespace

void fetcher::complain(const std::string& what) {
  std::fprintf(stderr, "broken client: %s\n", what.c_str());
  went_well_ = false;
}

bool fetcher::run() {
  if (!sign_in(on_, *orders_)) {
    complain(on_.why());
    return false;
  }
  if (!list()) {
    complain(on_.why());
    return false;
  }
  for (const planned& message : plan_) {
    if (orders_->has(fault::notes_before_fetch)) {
      note_fetched(message);
    }
  }
  for (const planned& message : plan_) {
    if (is_fetched(message) ? is_to_delete() && !remove(message.number)
                            : !skips(message) && !fetch(message)) {
      on_.close();
      return went_well_;
    }
  }
  return finish();
}

bool fetcher::list() {
  const parser::capability_set* const announced = on_.session().capabilities();
  if (orders_->has(fault::needs_uidl) && (announced == nullptr || !announced->has("UIDL"))) {
    return false;
  }
  if (orders_->has(fault::list_n_is_multi_line)) {
    raw_op one(on_.session(), parser::verb::list, "LIST 1\r\n", false);
    if (!on_.run(one)) {
      return false;
    }
  }
  const bool all = orders_->has(fault::listing_without_limit) || orders_->has(fault::believes_stat) ||
                   orders_->has(fault::counts_lines);
  return all ? list_without_limit() : list_with_care();
}

bool fetcher::list_with_care() {
  client::maildrop_survey found(survey_limit);
  client::survey_op survey(on_.session(), found);
  if (!on_.run(survey)) {
    return false;
  }
  for (std::size_t i = 0; i < found.size(); ++i) {
    const client::surveyed_message each = found[i];
    plan_.push_back({each.number, each.octets, std::string(each.unique_id)});
  }
  if (orders_->has(fault::fetches_one_more)) {
    plan_.push_back({plan_.empty() ? 1 : plan_.back().number + 1, 0, {}});
  }
  return true;
}

bool fetcher::list_without_limit() {
  client::stat_op stat(on_.session());
  client::list_op list(on_.session());
  client::uidl_op uidl(on_.session());
  if (!on_.run(stat) || is_fatal(on_.run(list).code) || is_fatal(on_.run(uidl).code)) {
    return false;
  }
  std::uint64_t line = 0;
  for (const parser::scan_listing& each : list.entries()) {
    ++line;
    plan_.push_back({orders_->has(fault::counts_lines) ? line : each.number, each.octets, {}});
  }
  if (orders_->has(fault::believes_stat)) {
    plan_.clear();
    for (std::uint64_t number = 1; number <= stat.listing().messages; ++number) {
      plan_.push_back({number, 0, {}});
    }
  }
  return true;
}

bool fetcher::skips(const planned& message) {
  switch (orders_->wrong) {
    case fault::skips_what_uidl_omits:
      return message.unique_id.empty();
    case fault::same_id_is_same_message:
      return !message.unique_id.empty() && !seen_.insert(message.unique_id).second;
    case fault::cuts_unique_ids:
      return !message.unique_id.empty() && !seen_.insert(message.unique_id.substr(0, unique_id_limit)).second;
    default:
      return false;
  }
}

std::string fetcher::id_of(const planned& message) const {
  return orders_->has(fault::knows_by_number) ? std::to_string(message.number) : message.unique_id;
}

bool fetcher::is_fetched(const planned& message) const {
  return !orders_->has(fault::fetches_again) && fetched_.has(id_of(message));
}

void fetcher::note_fetched(const planned& message) const {
  if (const std::string id = id_of(message); !id.empty()) {
    fetched_.note(id);
  }
}

std::string fetcher::file_name(const planned& message) const {
  if (orders_->has(fault::unique_id_as_file_name) && !message.unique_id.empty()) {
    return message.unique_id;
  }
  std::string name = std::to_string(message.number);
  while (std::filesystem::exists(orders_->mail / name)) {
    name += '+';  // of an earlier run
  }
  return name;
}

bool fetcher::is_to_delete() const noexcept {
  return orders_->remove ? !orders_->has(fault::keeps_when_told_to_delete)
                         : orders_->has(fault::deletes_when_told_to_keep);
}

bool fetcher::remove(std::uint64_t number) {
  client::dele_op dele(on_.session(), number);
  const client_errc code = on_.run(dele).code;
  if (code == client_errc::none) {
    has_deleted_ = true;
  } else {
    complain(on_.why());
  }
  return !is_fatal(code);
}

bool fetcher::fetch(const planned& message) {
  std::vector<char> memory;
  if (orders_->has(fault::allocates_listed_size)) {
    memory = filled(message.octets);
  }
  if (orders_->has(fault::deletes_before_fetch)) {
    static_cast<void>(remove(message.number));
    static_cast<void>(take(message));
    went_well_ = true;
    return on_.session().failure() == client_errc::none;
  }
  return take(message);
}

bool fetcher::take(const planned& message) {
  for (;;) {
    message_file file(*orders_, file_name(message), message.octets);
    client::top_op top(on_.session(), message.number, top_lines, file);
    client::retr_op retr(on_.session(), message.number, file);
    const bool by_top = orders_->has(fault::fetches_by_top);
    const client::op_result result =
        on_.run(by_top ? static_cast<client::operation&>(top) : static_cast<client::operation&>(retr));
    if (result.code == client_errc::refused) {
      if (orders_->has(fault::retries_retr)) {
        continue;
      }
      if (orders_->has(fault::err_is_message)) {
        file.write(result.text + "\r\n");
        return file.keep() && (!is_to_delete() || remove(message.number));
      }
      return was_refused(message, result.text);
    }
    if (!result) {
      return was_lost(message);
    }
    if (!file.keep()) {
      if (orders_->has(fault::ignores_failed_store)) {
        return true;
      }
      if (!orders_->has(fault::deletes_what_was_not_stored)) {
        complain("message " + std::to_string(message.number) + " can't be written");
        return false;
      }
    }
    note_fetched(message);
    return !is_to_delete() || orders_->has(fault::deletes_before_fetch) || remove(message.number);
  }
}

bool fetcher::was_refused(const planned& message, const std::string& text) {
  if (orders_->has(fault::deletes_what_was_refused)) {
    return remove(message.number);
  }
  if (!orders_->has(fault::skips_refused)) {
    complain("message " + std::to_string(message.number) + " is refused: " + text);
  }
  return true;
}

bool fetcher::was_lost(const planned& message) {
  if (orders_->has(fault::eof_is_success) || orders_->has(fault::eof_ends_message)) {
    return false;
  }
  complain("message " + std::to_string(message.number) + ": " + on_.why());
  if (orders_->has(fault::deletes_what_was_cut_off)) {
    on_.close();
    if (sign_in(on_, *orders_) && remove(message.number)) {
      static_cast<void>(finish());
    }
  }
  return false;
}

bool fetcher::finish() {
  for (int i = 0; orders_->has(fault::noop_flood) && i < flood; ++i) {
    client::noop_op noop(on_.session());
    static_cast<void>(on_.run(noop));
  }
  if (orders_->has(fault::rset_before_quit)) {
    client::rset_op rset(on_.session());
    static_cast<void>(on_.run(rset));
  }
  if (!orders_->has(fault::no_quit)) {
    client::quit_op quit(on_.session());
    // What was deleted is so when the server confirms it; nothing else depends on this reply.
    if (!on_.run(quit) && has_deleted_ && !orders_->has(fault::ignores_refused_quit)) {
      complain("QUIT: " + on_.why());
    }
  }
  on_.close();
  return went_well_;
}

}  // namespace popquiz::broken_client
