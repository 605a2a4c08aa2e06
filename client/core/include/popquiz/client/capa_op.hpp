#pragma once

#include <popquiz/client/listing_op.hpp>
#include <popquiz/parser/capability.hpp>

#include <string_view>

namespace popquiz::client {

/// CAPA (RFC 2449 s5). The session keeps what it brings; -ERR leaves it without capabilities, in TRANSACTION
/// with those that were announced before the login. A line that is no capability is left out.
class capa_op final : public listing_op {
 public:
  explicit capa_op(session& on) : listing_op(on) {}

 private:
  void begin() override;
  void on_line(std::string_view text, std::uint64_t number) override;
  void on_reply(bool ok) override;

  parser::capability_set found_;
};

}  // namespace popquiz::client
