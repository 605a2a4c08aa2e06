#include <popquiz/client/fetch_op.hpp>

#include "transfer_op.hpp"

#include <popquiz/client/simple_ops.hpp>
#include <popquiz/client/survey_op.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace popquiz::client {

using sansio::next_action;

namespace {

// Told to the ledger in one transaction: as many as cost little memory beside what the survey holds.
constexpr std::size_t ids_at_once = 4096;

}  // namespace

class fetch_op::impl {
 public:
  impl(session& on, fetch_settings given, mail_store& into, ledger& known, fetch_observer* observer)
      : session_(on),
        settings_(std::move(given)),
        store_(into),
        ledger_(known),
        observer_(observer),
        survey_(settings_.survey_octets) {}

  next_action resume(sansio::io_result last, sansio::time_point now) {
    while (stage != fetch_stage::over) {
      if (!op_) {
        op_ = std::make_unique<sign_in_op>(session_, settings_.sign_in);
      }
      next_action action = op_->resume(last, now);
      if (!std::holds_alternative<sansio::done>(action)) {
        return action;
      }
      last = {};
      take();
    }
    return sansio::done{};
  }

  void fail(client_errc code) noexcept {
    outcome.code = code;
    finish();
  }

  op_result outcome;
  store_result storage;
  fetch_summary summary;
  fetch_stage stage = fetch_stage::sign_in;
  fetch_stage ended_in = fetch_stage::sign_in;
  sign_in_stage sign_in = sign_in_stage::greeting;

 private:
  void take() {
    outcome = op_->result();
    if (stage == fetch_stage::sign_in) {
      sign_in = static_cast<const sign_in_op&>(*op_).stage();
    }
    if (!outcome) {
      finish();
      return;
    }
    switch (stage) {
      case fetch_stage::sign_in:
        if (observer_ != nullptr) {
          observer_->on_signed_in(session_, static_cast<const sign_in_op&>(*op_).login_name());
        }
        stage = fetch_stage::survey;
        op_ = std::make_unique<survey_op>(session_, survey_);
        break;
      case fetch_stage::survey:
        plan();
        break;
      case fetch_stage::plan:
      case fetch_stage::over:
        break;
      case fetch_stage::transfer:
        quit();
        break;
      case fetch_stage::quit:
        confirm();
        finish();
        break;
    }
  }

  void plan() {
    stage = fetch_stage::plan;
    summary.on_server = survey_.size();
    summary.malformed_lines = survey_.malformed();
    plan_ = make_plan(survey_, ledger_, store_, settings_, storage);
    if (!storage) {
      outcome.code = client_errc::sink_aborted;
      finish();
      return;
    }
    summary.known = plan_.count(fetch_action::leave_known) + plan_.count(fetch_action::remove) +
                    plan_.count(fetch_action::record);
    summary.too_large = plan_.count(fetch_action::leave_large);
    summary.later = plan_.count(fetch_action::leave_later);
    if (observer_ != nullptr) {
      observer_->on_plan(survey_, plan_);
    }
    if (settings_.survey_only) {
      quit();
      return;
    }
    stage = fetch_stage::transfer;
    auto transfer = std::make_unique<transfer_op>(
        session_,
        transfer_op::parts{settings_, survey_, plan_, store_, ledger_, observer_, summary, storage});
    transfer_ = transfer.get();
    op_ = std::move(transfer);
  }

  void quit() {
    stage = fetch_stage::quit;
    if (transfer_ != nullptr) {
      marked_ = transfer_->take_marked();
      transfer_ = nullptr;
    }
    op_ = std::make_unique<quit_op>(session_);
  }

  // QUIT was answered +OK: what was marked is gone (RFC 1939 s6).
  void confirm() {
    if (marked_.empty()) {
      return;
    }
    summary.deleted = marked_.size();
    std::vector<std::string> ids;
    const std::span<const std::uint32_t> all = marked_;
    for (std::size_t at = 0; at < all.size() && storage; at += ids_at_once) {
      ids.clear();
      for (const std::uint32_t index : all.subspan(at, std::min(ids_at_once, all.size() - at))) {
        if (!survey_[index].unique_id.empty()) {
          ids.emplace_back(survey_[index].unique_id);
        }
      }
      if (store_result written = ledger_.confirm_deleted(settings_.account, ids); !written) {
        storage = std::move(written);
        outcome.code = client_errc::sink_aborted;
      }
    }
    if (observer_ != nullptr) {
      observer_->on_deleted(summary.deleted);
    }
  }

  void finish() noexcept {
    if (stage == fetch_stage::over) {
      return;
    }
    if (transfer_ != nullptr) {
      transfer_->salvage();
      transfer_ = nullptr;
    }
    store_.abandon();
    ended_in = stage;
    stage = fetch_stage::over;
  }

  session& session_;
  fetch_settings settings_;
  mail_store& store_;
  ledger& ledger_;
  fetch_observer* observer_;
  maildrop_survey survey_;
  fetch_plan plan_;
  std::unique_ptr<operation> op_;
  transfer_op* transfer_ = nullptr;  ///< op_, while it transfers
  std::vector<std::uint32_t> marked_;
};

fetch_op::fetch_op(session& on, fetch_settings settings, mail_store& store, ledger& known,
                   fetch_observer* observer)
    : impl_(std::make_unique<impl>(on, std::move(settings), store, known, observer)) {}

fetch_op::~fetch_op() = default;

next_action fetch_op::resume(sansio::io_result last, sansio::time_point now) noexcept {
  try {
    return impl_->resume(last, now);
  } catch (...) {  // nothing but an allocation throws here
    impl_->fail(client_errc::out_of_memory);
    return sansio::done{};
  }
}

const op_result& fetch_op::result() const noexcept {
  return impl_->outcome;
}

bool fetch_op::finished() const noexcept {
  return impl_->stage == fetch_stage::over;
}

const store_result& fetch_op::storage() const noexcept {
  return impl_->storage;
}

fetch_stage fetch_op::stage() const noexcept {
  return impl_->stage == fetch_stage::over ? impl_->ended_in : impl_->stage;
}

sign_in_stage fetch_op::sign_in() const noexcept {
  return impl_->sign_in;
}

const fetch_summary& fetch_op::summary() const noexcept {
  return impl_->summary;
}

}  // namespace popquiz::client
