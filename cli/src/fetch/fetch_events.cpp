#include "fetch/fetch_events.hpp"

#include "message.hpp"
#include "parse/printable_text.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <utility>

namespace popquiz::cli {
namespace {

namespace json = boost::json;
using client::surveyed_message;

// Progress events are no more frequent than this.
constexpr std::chrono::milliseconds progress_interval{500};

class json_report final : public fetch_report {
 public:
  json_report(std::string account, const fetch_report_settings& settings)
      : account_(std::move(account)), settings_(settings) {}

  void on_signed_in(const client::session& on, std::string_view login) noexcept override {
    tell("signed-in", [&](json::object& into) {
      into["login"] = login;
      into["tls"] = on.in_tls();
    });
  }
  void on_plan(const client::maildrop_survey& survey, const client::fetch_plan& plan) noexcept override {
    tell("plan", [&](json::object& into) {
      into["messages"] = survey.size();
      into["to_fetch"] = plan.to_retrieve;
      into["octets_to_fetch"] = plan.octets_to_retrieve;
    });
    if (!settings_.list && !settings_.dry_run) {
      return;
    }
    for (std::size_t i = 0; i < survey.size(); ++i) {
      tell("listed", [&](json::object& into) {
        describe_message(into, survey[i]);
        into["fate"] = fate_of(plan.messages[i].action);
      });
    }
  }
  void on_octets(std::uint64_t octets) noexcept override {
    octets_ += octets;
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ >= progress_interval) {
      told_ = now;
      tell("progress", [&](json::object& into) { into["octets"] = octets_; });
    }
  }
  void on_message_end(const surveyed_message& message, std::uint64_t octets) noexcept override {
    tell("received", [&](json::object& into) {
      describe_message(into, message);
      into["octets"] = octets;
    });
  }
  void on_message_refused(const surveyed_message& message, std::string_view text) noexcept override {
    tell("refused", [&](json::object& into) {
      describe_message(into, message);
      into["text"] = printable(text);
    });
  }
  void on_durable(std::span<const client::delivered_message> messages) noexcept override {
    for (const client::delivered_message& each : messages) {
      tell("delivered", [&](json::object& into) {
        into["name"] = printable(each.name);
        into["octets"] = each.octets;
      });
    }
  }
  void on_deleted(std::size_t messages) noexcept override {
    tell("deleted", [&](json::object& into) { into["messages"] = messages; });
  }

  void note(std::string_view what) override {
    tell("note", [&](json::object& into) { into["text"] = what; });
  }
  void end(const client::fetch_op& fetched, std::string_view trouble, int status) override {
    tell("end", [&](json::object& into) {
      const client::fetch_summary& s = fetched.summary();
      into["status"] = status;
      into["result"] = client::describe(fetched.result().code);
      if (!trouble.empty()) {
        into["trouble"] = trouble;
      }
      into["on_server"] = s.on_server;
      into["fetched"] = s.fetched;
      into["octets"] = s.octets;
      into["known"] = s.known;
      into["too_large"] = s.too_large;
      into["later"] = s.later;
      into["refused"] = s.refused;
      into["deleted"] = s.deleted;
      into["deletion_unconfirmed"] = s.marked - s.deleted;
      into["malformed_lines"] = s.malformed_lines;
    });
  }

 private:
  static void describe_message(json::object& into, const surveyed_message& message) {
    into["number"] = message.number;
    into["octets_listed"] = message.octets;
    into["unique_id"] = printable(message.unique_id);
  }

  template <class Fill>
  void tell(std::string_view event, Fill fill) noexcept try {
    json::object object;
    object["event"] = event;
    object["account"] = account_;
    fill(object);
    static_cast<void>(print_out(json::serialize(object) + "\n"));
  } catch (...) {
    ++untold_;  // no memory for words
  }

  std::string account_;
  fetch_report_settings settings_;
  std::uint64_t octets_ = 0;
  std::uint64_t untold_ = 0;
  std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string_view fate_of(client::fetch_action action) noexcept {
  switch (action) {
    case client::fetch_action::retrieve:
      return "new";
    case client::fetch_action::record:
    case client::fetch_action::leave_known:
      return "fetched";
    case client::fetch_action::remove:
      return "delete";
    case client::fetch_action::leave_large:
      return "large";
    case client::fetch_action::leave_later:
      break;
  }
  return "later";
}

std::unique_ptr<fetch_report> make_fetch_events(const std::string& account,
                                                const fetch_report_settings& settings) {
  return std::make_unique<json_report>(account, settings);
}

}  // namespace popquiz::cli
