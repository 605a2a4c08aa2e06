#pragma once

#include <popquiz/client/command_op.hpp>

#include <cstdint>

namespace popquiz::client {

/// DELE (RFC 1939 s5). +OK is a mark only: the message goes when QUIT is answered +OK.
class dele_op final : public command_op {
 public:
  dele_op(session& on, std::uint64_t message) : command_op(on), message_(message) {}

 private:
  void begin() override;

  std::uint64_t message_;
};

/// NOOP (RFC 1939 s5).
class noop_op final : public command_op {
 public:
  explicit noop_op(session& on) : command_op(on) {}

 private:
  void begin() override;
};

/// RSET (RFC 1939 s5): takes every mark of DELE back.
class rset_op final : public command_op {
 public:
  explicit rset_op(session& on) : command_op(on) {}

 private:
  void begin() override;
};

/// QUIT (RFC 1939 s5 and s6). Over when its reply has come; the connection is the caller's to close
/// after that. From TRANSACTION, `none` alone says that what was marked is deleted: after -ERR, an end
/// of the stream or a timeout nobody knows.
class quit_op final : public command_op {
 public:
  explicit quit_op(session& on) : command_op(on) {}

 private:
  void begin() override;
};

}  // namespace popquiz::client
