#pragma once

#include <popquiz/client/command_op.hpp>

#include <string>
#include <utility>

namespace popquiz::broken_client {

/// A command line that no serializer has looked at.
class raw_op final : public client::command_op {
 public:
  /// `line` with its line end; the reply is that of `v` with or without an argument.
  raw_op(client::session& on, parser::verb v, std::string line, bool has_argument = true)
      : command_op(on), verb_(v), raw_(std::move(line)), has_argument_(has_argument) {}

 private:
  void begin() override {
    fresh_line() = raw_;
    static_cast<void>(send(verb_, parser::serialize_errc::none, has_argument_, client::masked_secret));
  }

  parser::verb verb_;
  std::string raw_;
  bool has_argument_;
};

}  // namespace popquiz::broken_client
