#pragma once

#include "expected_mail.hpp"
#include "left_behind.hpp"

#include <popquiz/measure/client_cost.hpp>

#include <optional>
#include <string>

namespace popquiz::measure {

/// One run of one client, from the server's start to the comparison of what it delivered.
struct client_job {
  const conformance::client_settings& client;
  const client_workload& workload;
  conformance::transport how = conformance::transport::clear;
  std::chrono::milliseconds time_limit{};
  const expected_mail& mail;
  left_behind& left;  ///< takes the folder of a run
};

/// What it took. Nothing and `why` set when the client did not do its work.
[[nodiscard]] std::optional<client_cost> run_client_once(const client_job& job, std::string& why);
/// The same under strace(1): how many system calls it made, it and what it started. Nothing and `why` empty
/// where there is no strace.
[[nodiscard]] std::optional<std::uint64_t> count_system_calls(const client_job& job, std::string& why);

}  // namespace popquiz::measure
