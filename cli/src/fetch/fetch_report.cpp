#include "fetch/fetch_report.hpp"

#include "fetch/fetch_events.hpp"
#include "message.hpp"
#include "parse/printable_text.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>

namespace popquiz::cli {
namespace {

using client::surveyed_message;

std::chrono::steady_clock::time_point now() {
  return std::chrono::steady_clock::now();
}

// There is no memory for words: nothing is told, and the mail comes all the same.
void untold() noexcept {}

class people_report final : public fetch_report {
 public:
  people_report(std::string account, const fetch_report_settings& settings)
      : account_(std::move(account)), settings_(settings), progress_(settings.how) {}

  void on_plan(const client::maildrop_survey& survey, const client::fetch_plan& plan) noexcept override try {
    if (settings_.list || settings_.dry_run) {
      print_list(survey, plan);
      return;
    }
    began_ = plan.to_retrieve != 0;
    if (began_) {
      progress_.begin(account_, plan.to_retrieve, plan.octets_to_retrieve, now());
    }
  } catch (...) {
    untold();
  }
  void on_message_begin(const surveyed_message& message) noexcept override try {
    progress_.message_begins(message.number, message.octets, now());
  } catch (...) {
    untold();
  }
  void on_octets(std::uint64_t octets) noexcept override try {
    progress_.received(octets, now());
  } catch (...) {
    untold();
  }
  void on_message_end(const surveyed_message& /*message*/, std::uint64_t /*octets*/) noexcept override try {
    progress_.message_ends(true, "fetched", now());
  } catch (...) {
    untold();
  }
  void on_message_refused(const surveyed_message& message, std::string_view text) noexcept override try {
    progress_.clear();
    complain_about(fmt::format("message {} is refused: {}", message.number, printable(text)));
  } catch (...) {
    untold();
  }

  void note(std::string_view what) override {
    progress_.clear();
    if (settings_.how != talk::quiet) {
      complain_about(what);
    }
  }

  void end(const client::fetch_op& fetched, std::string_view trouble, int /*status*/) override {
    if (began_) {
      progress_.end(now());
    }
    const client::fetch_summary& s = fetched.summary();
    if (settings_.how != talk::quiet && !settings_.list && !settings_.dry_run &&
        fetched.stage() >= client::fetch_stage::transfer) {
      complain_about(summary_text(s));
    }
    if (!trouble.empty()) {
      complain_about(trouble);
    }
  }

 private:
  void complain_about(std::string_view what) { remark(fmt::format("{}: {}", account_, what)); }

  static std::string summary_text(const client::fetch_summary& s) {
    std::string text = fmt::format("{} fetched", s.fetched);
    const auto add = [&text](std::size_t count, std::string_view what) {
      if (count != 0) {
        text += fmt::format(", {} {}", count, what);
      }
    };
    add(s.known, "fetched before");
    add(s.too_large, "too large");
    add(s.later, "left for later");
    add(s.refused, "refused");
    add(s.deleted, "deleted on the server");
    add(s.marked - s.deleted, "marked, but not confirmed as deleted");
    add(s.not_marked, "not deleted: the server refuses");
    add(static_cast<std::size_t>(s.malformed_lines), "lines of LIST and UIDL make no sense");
    return text;
  }

  void print_list(const client::maildrop_survey& survey, const client::fetch_plan& plan) const {
    std::string text;
    for (std::size_t i = 0; i < survey.size(); ++i) {
      const surveyed_message message = survey[i];
      text += fmt::format("{}\t{}\t{}\t{}\n", message.number, message.octets,
                          fate_of(plan.messages[i].action), printable(message.unique_id));
      if (text.size() > 65536) {
        static_cast<void>(print_out(text));
        text.clear();
      }
    }
    static_cast<void>(print_out(text));
  }

  std::string account_;
  fetch_report_settings settings_;
  transfer_progress progress_;
  bool began_ = false;
};

}  // namespace

std::unique_ptr<fetch_report> make_fetch_report(const std::string& account,
                                                const fetch_report_settings& settings) {
  if (settings.format == report_format::json) {
    return make_fetch_events(account, settings);
  }
  return std::make_unique<people_report>(account, settings);
}

}  // namespace popquiz::cli
