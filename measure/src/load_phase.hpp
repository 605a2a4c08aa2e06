#pragma once

#include "load_connection.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::measure {

/// One measure of a load: all of its connections, from the first request to the last reply.
class load_phase {
 public:
  /// `settings` must outlive it. `message`: its number, of RETR.
  load_phase(boost::asio::io_context& io, const load_settings& settings, load_kind kind,
             std::uint64_t message = 0, std::uint64_t message_octets = 0);

  /// Blocks. Sessions are opened before the clock starts, except where logins are what is measured.
  [[nodiscard]] load_row run();

 private:
  void open_sessions();
  void start_clock();
  void work(std::size_t connection);
  void log_in_once(std::size_t connection, clock::time_point due);
  void wait_until_due(std::size_t connection);
  void wake_one();
  void show_progress();
  void run_all();
  void charge_what_was_missed();
  void note_failure(std::size_t connection, const std::string& why);

  boost::asio::io_context& io_;
  const load_settings& settings_;
  std::uint64_t message_;
  load_row row_;
  std::optional<request_plan> plan_;
  std::vector<std::unique_ptr<load_connection>> connections_;
  std::vector<bool> usable_;
  std::deque<std::size_t> idle_;  // connections that wait until a request is due
  boost::asio::steady_timer due_timer_;
  boost::asio::steady_timer progress_timer_;
  bool timer_runs_ = false;
  std::size_t working_ = 0;
  clock::time_point begin_;
  clock::time_point last_;
};

}  // namespace popquiz::measure
