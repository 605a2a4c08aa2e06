#pragma once

#include <popquiz/conformance/driver.hpp>
#include <popquiz/sansio/next_action.hpp>

#include <string>
#include <vector>

namespace popquiz::conformance {

/// A server with which a fault of the broken client shows.
struct fault_row {
  const char* fault = "";
  const char* script = "";  ///< `on` blocks
  int right_status = 0;     ///< exit status without the fault
  int wrong_status = 0;     ///< and with it
  transport how = transport::clear;
  afterwards then = afterwards::keep;
  sansio::tls_identity certificate = sansio::tls_identity::ordinary;
  std::vector<std::string> without = {"UTF8"};
  bool is_silent = false;  ///< the server, for longer than a client need wait
};

[[nodiscard]] std::vector<fault_row> fault_rows();
/// What the server has: message 1 with all that is hard, message 2 with nothing of it.
[[nodiscard]] std::vector<std::string> fault_mail();

}  // namespace popquiz::conformance
