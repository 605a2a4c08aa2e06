#pragma once

#include "spooled_store.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace popquiz::client {

/// A command a message, on its standard input. Delivered is what it has answered with exit status 0; a crash
/// between that and the ledger hands the message over once more.
class pipe_store final : public spooled_store {
 public:
  /// `limit`: 0, or how long a command may take; see open_store().
  pipe_store(file_system& files, std::string spool, std::string command, std::chrono::milliseconds limit)
      : spooled_store(files, std::move(spool), spool_form::as_it_came),
        command_(std::move(command)),
        limit_(limit) {}

 private:
  [[nodiscard]] store_result deliver(const std::vector<staged_message>& staged,
                                     std::size_t& delivered) override;
  [[nodiscard]] std::string place() const override { return "pipe:" + command_; }
  [[nodiscard]] store_result run(const staged_message& message);

  std::string command_;
  std::chrono::milliseconds limit_;
};

/// Standard output, as mboxrd.
class output_store final : public spooled_store {
 public:
  output_store(file_system& files, std::string spool)
      : spooled_store(files, std::move(spool), spool_form::mbox) {}

 private:
  [[nodiscard]] store_result deliver(const std::vector<staged_message>& staged,
                                     std::size_t& delivered) override;
  [[nodiscard]] std::string place() const override { return "-"; }
};

}  // namespace popquiz::client
