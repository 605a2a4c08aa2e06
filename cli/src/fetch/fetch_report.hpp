#pragma once

#include "fetch/transfer_progress.hpp"

#include <popquiz/client/fetch_op.hpp>
#include <popquiz/client/op_result.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace popquiz::cli {

/// What a run tells about one account, as it goes on and at its end. Never a secret.
class fetch_report : public client::fetch_observer {
 public:
  /// A plain remark, e.g. that the server is tried again without pipelining.
  virtual void note(std::string_view what) = 0;
  /// How it ended; `trouble`: empty, or why it did not go as planned, in one line.
  virtual void end(const client::fetch_op& fetched, std::string_view trouble, int status) = 0;
};

enum class report_format : std::uint8_t { people, json };

struct fetch_report_settings {
  report_format format = report_format::people;
  talk how = talk::normal;
  bool list = false;     ///< print each message of the survey
  bool dry_run = false;  ///< print what would be done
};

/// For people: the moving line and the summary on standard error, lists on standard output. For programs: an
/// object a line on standard output (docs/fetch.md).
[[nodiscard]] std::unique_ptr<fetch_report> make_fetch_report(const std::string& account,
                                                              const fetch_report_settings& settings);

}  // namespace popquiz::cli
