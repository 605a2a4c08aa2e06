// The stuffing encoder against the naive one, and through the reply parser back to the message: for
// any message, chunks, room for pieces and kernel.
#include "choices.hpp"
#include "finding.hpp"
#include "naive/naive_stuffing.hpp"
#include "pieces.hpp"
#include "window.hpp"

#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

#include <array>

namespace popquiz::fuzz {
namespace {

constexpr std::size_t least_room = 4;
constexpr std::string_view status_line = "+OK\r\n";

/// Appends what an encode() or finish() wrote, and checks what holds for each of them.
void take(const parser::stuffing_result& result, std::size_t input, std::span<const std::string_view> room,
          std::string& wire) {
  require(result.consumed <= input, "no octet is consumed that is not there");
  require(result.count <= room.size(), "no more pieces than there is room for");
  require(result.complete == (result.consumed == input), "complete means that all is consumed");
  require(result.complete || result.consumed != 0, "every call gets on");
  for (const std::string_view piece : room.first(result.count)) {
    require(!piece.empty(), "no piece is empty");
    wire += piece;
  }
}

void stuff(window& message, pieces cuts, parser::kernel kernel, std::size_t room_size, std::string& wire) {
  std::array<std::string_view, 16> pieces_out;
  const std::span room = std::span(pieces_out).first(room_size);
  parser::stuffing_encoder encoder(kernel);
  wire.clear();
  message.hide();
  std::size_t done = 0;
  std::size_t come = 0;
  do {
    come += cuts.next(message.size() - come);
    do {
      const std::string_view chunk = message.show(done, come);
      const parser::stuffing_result result = encoder.encode(chunk, room);
      take(result, chunk.size(), room, wire);
      done += result.consumed;
    } while (done != come);
  } while (come != message.size());
  take(encoder.finish(room), 0, room, wire);
}

void unstuff(window& wire, pieces cuts, parser::kernel kernel, parser::strictness mode,
             std::string& message) {
  parser::reply_parser parser(mode, {}, kernel);
  parser.expect(parser::reply_shape::multi_line);
  message.clear();
  wire.hide();
  std::size_t done = 0;
  std::size_t come = 0;
  while (!parser.idle() && come != wire.size()) {
    come += cuts.next(wire.size() - come);
    parser::parse_result result;
    do {
      result = parser.next(wire.show(done, come));
      done += result.consumed;
      if (result.event.kind == parser::event_kind::body) {
        message += result.event.text;
      }
    } while (result.status == parser::parse_status::event && !parser.idle());
    require(!parser.failed(), "a stuffed message can be read", describe(result.error));
  }
  require(parser.idle() && done == wire.size(), "a stuffed message ends where its reply ends");
  using enum parser::observation;
  for (const parser::observation kind : {bare_lf, unstuffed_dot, missing_space, long_status_line}) {
    require(parser.seen().count(kind) == 0, "a stuffed message deviates from nothing", describe(kind));
  }
}

bool has_bare_cr(std::string_view normalised) {
  for (std::size_t cr = normalised.find('\r'); cr != std::string_view::npos;
       cr = normalised.find('\r', cr + 1)) {
    if (normalised.substr(cr, 2) != "\r\n") {
      return true;
    }
  }
  return false;
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace popquiz;
  static fuzz::window message(fuzz::largest_input);
  static fuzz::window wire(3 * fuzz::largest_input);
  static std::string found;

  fuzz::choices in(data, size);
  const auto kernels = fuzz::choose_kernels(in);
  const std::size_t room = fuzz::least_room + in.octet() % 13;
  const fuzz::pieces chunks(in);
  const fuzz::pieces segments(in);

  const std::string stuffed = naive::naive_stuff(in.rest());
  const std::string normalised = naive::naive_normalise(in.rest());
  const auto mode = fuzz::has_bare_cr(normalised) ? parser::strictness::tolerant : parser::strictness::strict;
  message.place(in.rest());
  fuzz::require(parser::maildrop_size(message.show_all()) == normalised.size(),
                "maildrop_size counts the message as a receiver gets it", in.rest());
  wire.place(std::string(fuzz::status_line) + stuffed);
  for (const parser::kernel kernel : kernels) {
    fuzz::stuff(message, chunks, kernel, room, found);
    fuzz::require_equal(stuffed, found, "the message is stuffed as the naive encoder does it");
    fuzz::unstuff(wire, segments, kernel, mode, found);
    fuzz::require_equal(normalised, found, "what was stuffed is read back");
  }
  return 0;
}
