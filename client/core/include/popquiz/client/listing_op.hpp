#pragma once

#include <popquiz/client/command_op.hpp>
#include <popquiz/parser/line_splitter.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace popquiz::client {

/// An operation whose body is a list: cuts it into lines and counts them against the session's limits.
class listing_op : public command_op {
 protected:
  explicit listing_op(session& on) : command_op(on), lines_(on.settings().listing_line) {}

  /// One line without its line end, valid during the call; `number` counts from 1.
  virtual void on_line(std::string_view text, std::uint64_t number) = 0;

  client_errc on_body(std::span<const std::string_view> spans) final;
  client_errc on_body_end() final;

 private:
  client_errc take_lines();

  parser::line_splitter lines_;
  std::uint64_t count_ = 0;
  std::size_t octets_ = 0;
};

}  // namespace popquiz::client
