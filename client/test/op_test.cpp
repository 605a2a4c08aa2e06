#include "op_test.hpp"

#include <array>

namespace popquiz::client {
namespace {

bool ends_in(client_errc code, io_status how) {
  switch (how) {
    case io_status::end_of_stream:
      return code == client_errc::closed_by_peer || code == client_errc::cut_off;
    case io_status::connection_reset:
      return code == client_errc::connection_reset || code == client_errc::cut_off;
    case io_status::timed_out:
      return code == client_errc::timed_out;
    case io_status::tls_failed:
      return code == client_errc::tls_failed;
    case io_status::cancelled:
      return code == client_errc::cancelled;
    case io_status::failed:
      return code == client_errc::transport_failed;
    case io_status::ok:
      break;
  }
  return false;
}

// The first `whole` steps, and of the next one the first `octets` octets, then the failure.
op_test failing(const op_test& conversation, std::size_t whole, std::size_t octets, io_status how) {
  op_test broken;
  for (std::size_t i = 0; i < whole; ++i) {
    const auto& step = conversation.steps()[i];
    if (step.handshake) {
      broken.expect_handshake();
    } else {
      step.write ? broken.expect_write(step.octets) : broken.expect_read(step.octets);
    }
  }
  const auto& last = conversation.steps()[whole];
  if (octets != 0) {
    broken.expect_read(std::string_view(last.octets).substr(0, octets));
  }
  if (last.handshake) {
    broken.expect_handshake(how);
  } else {
    last.write ? broken.expect_write(how) : broken.expect_read(how);
  }
  return broken;
}

}  // namespace

void check_failures(const op_test& conversation, const op_factory& make) {
  std::vector<parser::session_state> states;
  {
    const auto whole = make();
    conversation.play(whole->op(), [&](std::size_t) { states.push_back(whole->on().state()); });
  }
  ASSERT_EQ(states.size(), conversation.steps().size());
  constexpr std::array ways = {io_status::end_of_stream, io_status::connection_reset, io_status::timed_out,
                               io_status::tls_failed,    io_status::cancelled,        io_status::failed};
  for (std::size_t i = 0; i < states.size(); ++i) {
    const auto& step = conversation.steps()[i];
    const std::size_t cuts = step.write ? 1 : step.octets.size();
    for (std::size_t cut = 0; cut < cuts; ++cut) {
      for (const io_status how : ways) {
        SCOPED_TRACE("step " + std::to_string(i) + " octet " + std::to_string(cut) + " status " +
                     std::to_string(static_cast<int>(how)));
        const auto run = make();
        failing(conversation, i, cut, how).play(run->op());
        EXPECT_TRUE(run->op().finished());
        EXPECT_TRUE(ends_in(run->op().result().code, how)) << describe(run->op().result().code);
        EXPECT_TRUE(is_fatal(run->op().result().code));
        EXPECT_EQ(run->on().failure(), run->op().result().code);
        EXPECT_EQ(run->on().state(), states[i]);
        EXPECT_FALSE(run->on().may_send(parser::verb::quit));
      }
    }
  }
}

void check_partitions(const op_test& conversation, const op_factory& make) {
  const auto whole = make();
  conversation.play(whole->op());
  const std::string expected = whole->seen();
  for (std::size_t i = 0; i < conversation.steps().size(); ++i) {
    if (conversation.steps()[i].write) {
      continue;
    }
    testkit::for_each_partition(
        conversation.steps()[i].octets, [&](std::span<const std::string_view> pieces) {
          op_test cut;
          for (std::size_t k = 0; k < conversation.steps().size(); ++k) {
            const auto& step = conversation.steps()[k];
            if (step.handshake) {
              cut.expect_handshake();
            } else if (step.write) {
              cut.expect_write(step.octets);
            } else if (k != i) {
              cut.expect_read(step.octets);
            } else {
              for (const std::string_view piece : pieces) {
                if (!piece.empty()) {
                  cut.expect_read(piece);
                }
              }
            }
          }
          const auto run = make();
          cut.play(run->op());
          EXPECT_EQ(run->seen(), expected) << pieces.size() << " pieces, the first of " << pieces[0].size();
        });
  }
}

}  // namespace popquiz::client
