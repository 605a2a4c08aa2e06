#include "server_passes.hpp"

#include "counted_section.hpp"
#include "inputs.hpp"

#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/reference_server.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace popquiz::bench {
namespace {

/// What a client says that fetches all.
std::string all_commands(std::size_t messages) {
  std::string said = "USER bench\r\nPASS bench\r\nSTAT\r\nLIST\r\nUIDL\r\n";
  for (std::size_t n = 1; n <= messages; ++n) {
    said += "RETR " + std::to_string(n) + "\r\n";
  }
  return said + "QUIT\r\n";
}

/// How many octets a message has on the wire, with its terminator.
std::size_t octets_on_wire(std::string_view message) {
  std::size_t octets = message.size() + 3 + (message.starts_with('.') ? 1 : 0);
  for (std::size_t at = message.find("\n."); at != std::string_view::npos; at = message.find("\n.", at + 1)) {
    ++octets;
  }
  return octets;
}

/// Lets the server talk with a client that has said everything already. Time stands still.
std::string hear_out(sansio::any_machine& server, std::string_view client) {
  std::string heard;
  sansio::io_result last;
  for (;;) {
    std::optional<counted_section> counted(std::in_place);
    const sansio::next_action action = server.resume(last, {});
    counted.reset();
    last = {};
    if (const auto* r = std::get_if<sansio::read>(&action)) {
      last.octets = std::min(r->into.size(), client.size());
      std::memcpy(r->into.data(), client.data(), last.octets);
      client.remove_prefix(last.octets);
      last.status = last.octets == 0 ? sansio::io_status::end_of_stream : sansio::io_status::ok;
    } else if (const auto* w = std::get_if<sansio::write>(&action)) {
      for (const std::string_view piece : w->pieces) {
        heard += piece;
      }
    } else if (std::holds_alternative<sansio::done>(action)) {
      return heard;
    }
  }
}

}  // namespace

std::size_t count_server(std::size_t messages, std::size_t octets) {
  const std::string message = mail_message(octets, "\r\n");
  mockserver::reference_server server({});
  server.set_account(
      "bench", "bench",
      std::make_shared<mockserver::memory_maildrop>(std::vector<std::string>(messages, message)));
  const auto session = server.new_session();
  const std::string heard = hear_out(*session, all_commands(messages));
  std::size_t replies = 0;
  for (std::size_t at = heard.find("+OK"); at != std::string::npos; at = heard.find("\r\n+OK", at + 1)) {
    ++replies;
  }
  constexpr std::size_t others = 7;  // the greeting's, and those of the other commands
  if (replies != messages + others || heard.size() < messages * octets_on_wire(message) ||
      heard.find("-ERR") != std::string::npos) {
    throw std::runtime_error("the server did not answer as it should: " + std::to_string(replies) +
                             " replies, " + std::to_string(heard.size()) + " octets");
  }
  return messages;
}

}  // namespace popquiz::bench
