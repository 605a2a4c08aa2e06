#include "server/mail_reader.hpp"

#include <popquiz/client/message_ops.hpp>
#include <popquiz/client/simple_ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace popquiz::conformance {
namespace {

// What is fetched of a server's mail at most, so that a large mailbox does not take for ever. The
// content of messages beyond is not known; checks that need it are skipped.
constexpr std::size_t fetched_messages_limit = 500;
constexpr std::uint64_t fetched_octets_limit = 32ULL * 1024 * 1024;
constexpr auto fetching_limit = std::chrono::seconds(60);

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

}  // namespace

mail_reader::mail_reader(subject& server, const script::player_settings& who, wait_for_login wait)
    : server_(server), who_(who), wait_(std::move(wait)), fetch_until_(server.now() + fetching_limit) {}

bool mail_reader::read_listings() {
  with_.emplace(server_, who_);
  if (!with_->open() || !with_->log_in()) {
    why_ = with_->why();
    return false;
  }
  client::list_op list(with_->session());
  if (!with_->run(list)) {
    with_->explain("LIST", list.result());
    why_ = with_->why();
    return false;
  }
  sizes_ = list.entries();
  client::uidl_op uidl(with_->session());
  if (with_->run(uidl)) {
    for (const auto& entry : uidl.entries()) {
      unique_ids_[entry.number] = entry.unique_id;
    }
  }
  lost_ = client::is_fatal(uidl.result().code);
  return true;
}

/// Numbers of messages stand for the same ones as long as nobody deletes any.
bool mail_reader::begin_again() {
  began_again_ = true;
  with_.reset();
  if (!wait_(why_)) {
    return false;
  }
  with_.emplace(server_, who_);
  lost_ = !with_->open() || !with_->log_in();
  return !lost_;
}

std::string mail_reader::unique_id(std::size_t index) const {
  const auto found = unique_ids_.find(sizes_[index].number);
  return found == unique_ids_.end() ? std::string() : found->second;
}

std::optional<std::string> mail_reader::fetch(std::size_t index) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    // The size that LIST names is only a guess of what will come; the sink has the same limit.
    if (fetched_ >= fetched_messages_limit || server_.now() >= fetch_until_ ||
        sizes_[index].octets > fetched_octets_limit - fetched_octets_ || (lost_ && !begin_again())) {
      return std::nullopt;
    }
    text_sink sink;
    client::retr_op retr(with_->session(), sizes_[index].number, sink);
    if (with_->run(retr)) {
      ++fetched_;
      fetched_octets_ = std::min(fetched_octets_ + sink.text.size(), fetched_octets_limit);
      return std::move(sink.text);
    }
    const client::client_errc code = retr.result().code;
    lost_ = client::is_fatal(code);
    // The message before may be the one whose reply was wrong; silence is not worth a second try.
    if (!lost_ || code == client::client_errc::timed_out || code == client::client_errc::sink_aborted) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

bool mail_reader::remove(std::size_t index) {
  client::dele_op dele(with_->session(), sizes_[index].number);
  if (!with_->run(dele)) {
    with_->explain(fmt::format("DELE {}", sizes_[index].number), dele.result());
    why_ = with_->why();
    return false;
  }
  return true;
}

bool mail_reader::finish() {
  client::quit_op bye(with_->session());
  if (!with_->run(bye)) {
    with_->explain("QUIT", bye.result());
    why_ = with_->why();
    return false;
  }
  return true;
}

}  // namespace popquiz::conformance
