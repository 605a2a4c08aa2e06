#pragma once

#include <popquiz/client/command_op.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>

namespace popquiz::client {

/// How much may be outstanding when a server pipelines. Two bounds, because a deadlock needs two full
/// buffers (RFC 2449 s6.6): as long as all commands that are not answered fit into the buffers of the
/// sockets, a write of ours never waits for a server that waits for us to read.
struct pipeline_window {
  std::size_t commands = 1024;
  /// Octets of commands outstanding: some 1,200 of RETR. Linux holds 16 KiB at the sender alone, others no
  /// less than 8 KiB on either side.
  std::size_t command_octets = 12288;
  /// Octets expected of the replies outstanding: what a cancelled transfer wastes at most. One command may
  /// always be outstanding, however large its reply.
  std::uint64_t reply_octets = std::uint64_t{16} << 20U;
};

/// An operation of many commands, answered in turn. Whoever derives names them one by one; they are sent
/// ahead as far as the window lets them, and one at a time when the session may not pipeline. Ends with
/// `none` when there is no further request and every reply has come, whatever the replies were; -ERR is for
/// on_answer() to judge.
class pipeline_op : public command_op {
 protected:
  struct request {
    parser::verb v = parser::verb::noop;
    std::uint64_t message = 0;          ///< its argument; 0: none
    std::uint64_t octets_expected = 0;  ///< of the reply, as well as anybody knows
    std::size_t tag = 0;                ///< whatever the one who asks wants to know again
  };

  pipeline_op(session& on, pipeline_window window) : command_op(on), window_(window) {}

  /// The next command, or false when there is none now; asked again behind each reply.
  virtual bool next_request(request& into) = 0;
  /// The reply to current() is complete. Other than none ends the operation; the connection is then lost.
  virtual client_errc on_answer(bool ok) = 0;

  /// The request whose reply comes now. Valid until on_answer() has returned.
  [[nodiscard]] const request& current() const noexcept { return sent_.front().what; }

  void begin() final;
  void on_reply(bool ok) final;

 private:
  struct sent_request {
    request what;
    std::size_t octets = 0;  ///< of the command
  };

  /// Whether less is outstanding than this share (1: all, 2: half) of the window.
  [[nodiscard]] bool has_room(unsigned share) const noexcept;
  void fill();

  pipeline_window window_;
  std::deque<sent_request> sent_;
  std::size_t command_octets_ = 0;  ///< of sent_
  std::uint64_t reply_octets_ = 0;  ///< of sent_
};

}  // namespace popquiz::client
