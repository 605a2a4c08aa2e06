#include "transfer_op.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace popquiz::client {

using parser::verb;

namespace {

constexpr std::size_t status_line_limit = 512;  // RFC 1939 s3

}  // namespace

transfer_op::transfer_op(session& on, const parts& of) : pipeline_op(on, of.settings.window), of_(of) {
  waiting_.reserve(std::min(of.settings.batch.messages, of.plan.to_retrieve));
}

delivery_key transfer_op::key_of(std::size_t index) const {
  return {of_.settings.account, std::string(of_.survey[index].unique_id), planned(index).generation,
          planned(index).by_content};
}

std::uint64_t transfer_op::octets_allowed(const surveyed_message& message) const noexcept {
  if (of_.settings.max_octets) {
    return *of_.settings.max_octets;
  }
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (message.octets == 0 || message.octets > most / unbelievable_factor) {
    return most;
  }
  return std::max(message.octets * unbelievable_factor, unbelievable_octets);
}

// ---- what to ask for ------------------------------------------------------------------------------

/// What an interrupted run has delivered: the ledger hears of it before anything else is made durable, for
/// then the store forgets it.
bool transfer_op::record_delivered() {
  for (std::size_t i = 0; i < of_.plan.messages.size(); ++i) {
    if (planned(i).action == fetch_action::record) {
      waiting_.push_back({static_cast<std::uint32_t>(i), of_.survey[i].octets, {}, false});
    }
  }
  return waiting_.empty() || commit();
}

/// Goes to the next message to retrieve; on the way takes those about which nothing has to be asked.
void transfer_op::find_next() {
  for (; at_ < of_.plan.messages.size(); ++at_) {
    const auto index = static_cast<std::uint32_t>(at_);
    switch (planned(at_).action) {
      case fetch_action::retrieve:
        return;
      case fetch_action::remove:
        to_delete_.push_back(index);
        break;
      case fetch_action::record:
      case fetch_action::leave_known:
      case fetch_action::leave_large:
      case fetch_action::leave_later:
        break;
    }
  }
}

bool transfer_op::next_request(request& into) {
  if (!begun_) {
    begun_ = true;
    if (!record_delivered()) {
      end(client_errc::sink_aborted);
      return false;
    }
  }
  find_next();
  if (to_delete_.empty() && at_ == of_.plan.messages.size() && retrieving_ == 0 && !waiting_.empty()) {
    if (!commit()) {
      end(client_errc::sink_aborted);
      return false;
    }
  }
  if (!to_delete_.empty()) {
    into.v = verb::dele;
    into.tag = to_delete_.front();
    to_delete_.pop_front();
  } else if (at_ < of_.plan.messages.size()) {
    into.v = verb::retr;
    into.tag = at_++;
    into.octets_expected = of_.survey[into.tag].octets;
    ++retrieving_;
  } else {
    return false;
  }
  into.message = of_.survey[into.tag].number;
  return true;
}

// ---- what comes -----------------------------------------------------------------------------------

client_errc transfer_op::on_status(const parser::reply_event& event) {
  if (current().v != verb::retr) {
    return client_errc::none;
  }
  const surveyed_message message = of_.survey[current().tag];
  if (!event.ok) {
    ++of_.summary.refused;
    if (of_.observer != nullptr) {
      of_.observer->on_message_refused(message, event.text);
    }
    return client_errc::none;
  }
  octets_ = 0;
  first_line_.clear();
  lines_.begin_message();
  octets_allowed_ = octets_allowed(message);
  sink_ = &of_.store.begin(key_of(current().tag), message.octets);
  if (of_.observer != nullptr) {
    of_.observer->on_message_begin(message);
  }
  return client_errc::none;
}

client_errc transfer_op::on_body(std::span<const std::string_view> spans) {
  std::string_view completed;
  if (lf_lines()) {
    completed = lines_.complete(spans);
    spans = {&completed, 1};
  }
  std::uint64_t more = 0;
  for (const std::string_view span : spans) {
    more += span.size();
    if (!span.empty() && first_line_.size() < status_line_limit && !first_line_.ends_with('\n')) {
      const std::size_t end = std::min(span.find('\n'), span.size() - 1) + 1;
      first_line_ += span.substr(0, std::min(status_line_limit - first_line_.size(), end));
    }
  }
  octets_ += more;
  if (octets_ > octets_allowed_) {
    return client_errc::message_too_long;
  }
  if (sink_->on_body(spans) != sink_verdict::proceed) {
    return store_failed(of_.store.failure());
  }
  if (of_.observer != nullptr) {
    of_.observer->on_octets(more);
  }
  return client_errc::none;
}

/// Whether the message begins with the status line of the reply that it came in, and is too long by just that
/// line. When a server that pipelines has said one status line too many, that one was taken for RETR's.
bool transfer_op::is_one_reply_late() const noexcept {
  return first_line_.starts_with("+OK") && first_line_.ends_with('\n') &&
         octets_ == of_.survey[current().tag].octets + first_line_.size();
}

client_errc transfer_op::on_body_end() {
  if (is_one_reply_late()) {
    return client_errc::unsolicited_octets;
  }
  body_sink* const sink = std::exchange(sink_, nullptr);
  return sink->on_end() == sink_verdict::proceed ? stage() : store_failed(of_.store.failure());
}

client_errc transfer_op::stage() {
  const auto index = static_cast<std::uint32_t>(current().tag);
  const surveyed_message message = of_.survey[index];
  std::string digest(of_.store.last_digest());
  if (planned(index).by_content) {
    // Twice in this batch is the same as twice in the ledger.
    const bool waits = std::ranges::any_of(waiting_, [&](const waiting_message& w) {
      return w.digest == digest && of_.survey[w.index].unique_id == message.unique_id;
    });
    store_result failed;
    const bool known =
        waits || of_.known.has_content(of_.settings.account, message.unique_id, digest, failed);
    if (!failed) {
      return store_failed(failed);
    }
    if (known && !of_.settings.again) {
      of_.store.unstage_last();
      ++of_.summary.known;
      // Deleting this one must wait for the other one to be durable: it goes with the batch.
      waiting_.push_back({index, octets_, std::move(digest), false});
      return client_errc::none;
    }
  }
  waiting_.push_back({index, octets_, std::move(digest), true});
  if (of_.observer != nullptr) {
    of_.observer->on_message_end(message, octets_);
  }
  return client_errc::none;
}

client_errc transfer_op::on_answer(bool ok) {
  if (current().v == verb::retr) {
    --retrieving_;
    return batch_is_full() && !commit() ? client_errc::sink_aborted : client_errc::none;
  }
  const auto index = static_cast<std::uint32_t>(current().tag);
  if (ok) {
    marked_.push_back(index);
    ++of_.summary.marked;
  } else {
    ++of_.summary.not_marked;
  }
  if (of_.observer != nullptr) {
    of_.observer->on_marked(of_.survey[index], ok);
  }
  return client_errc::none;
}

// ---- keeping it -----------------------------------------------------------------------------------

bool transfer_op::batch_is_full() const noexcept {
  return waiting_.size() >= of_.settings.batch.messages ||
         of_.store.staged_octets() >= of_.settings.batch.octets;
}

client_errc transfer_op::store_failed(const store_result& how) {
  of_.storage = how;
  return client_errc::sink_aborted;
}

bool transfer_op::commit() {
  std::vector<delivered_message> delivered;
  const store_result committed = of_.store.commit(delivered);
  // Those that did become durable are recorded even when others did not.
  const bool recorded = record(delivered);
  if (!committed) {
    of_.storage = committed;
  }
  waiting_.clear();
  return committed && recorded;
}

bool transfer_op::record(std::span<const delivered_message> delivered) {
  std::vector<fetched_message> rows;
  std::vector<std::uint32_t> indices;
  std::vector<delivered_message> fresh;
  std::size_t used = 0;
  std::uint64_t octets = 0;
  for (const waiting_message& w : waiting_) {
    if (w.staged && used == delivered.size()) {
      break;  // from here on nothing is durable
    }
    const surveyed_message message = of_.survey[w.index];
    const bool in_ledger = !w.staged && planned(w.index).by_content;
    if (!in_ledger) {
      rows.push_back({std::string(message.unique_id), planned(w.index).generation, message.octets, w.digest,
                      w.staged ? delivered[used].name : std::string()});
    }
    if (w.staged) {
      fresh.push_back(delivered[used++]);
      octets += w.octets;
    }
    indices.push_back(w.index);
  }
  if (indices.empty()) {
    return true;
  }
  const std::int64_t now = of_.settings.wall_clock ? of_.settings.wall_clock() : 0;
  if (store_result written = of_.known.record(of_.settings.account, rows, now); !written) {
    of_.storage = std::move(written);
    return false;
  }
  of_.store.settle();
  of_.summary.fetched += fresh.size();
  of_.summary.octets += octets;
  std::ranges::for_each(indices, [this](std::uint32_t index) { may_go(index); });
  if (of_.observer != nullptr && !fresh.empty()) {
    of_.observer->on_durable(fresh);
  }
  return true;
}

void transfer_op::may_go(std::uint32_t index) {
  if (of_.settings.from_server == deletion::when_kept ||
      (of_.settings.from_server == deletion::after_days && of_.settings.days == 0)) {
    to_delete_.push_back(index);
  }
}

void transfer_op::salvage() noexcept {
  try {
    of_.store.abandon();
    if (of_.storage && !waiting_.empty()) {
      static_cast<void>(commit());
    }
  } catch (...) {
    of_.storage = {store_errc::io_error, {}};  // no memory: what is staged is dropped and fetched again
  }
}

}  // namespace popquiz::client
