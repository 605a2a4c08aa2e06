#include "scenario_pace.hpp"

#include <algorithm>
#include <variant>

namespace popquiz::fuzz_wire {
namespace {

constexpr std::uint64_t of_a_message = 512;  // those of the fixture have some 250
constexpr std::uint64_t most_segments = 500;

std::uint64_t octets_of(const script::line_step& line) {
  std::uint64_t octets = 2;
  for (const script::piece& part : line.text.pieces) {
    octets += part.text.size();
  }
  return octets;
}

}  // namespace

std::uint64_t octets_said(const script::block& steps) {
  std::uint64_t octets = 0;
  for (const script::step& each : steps) {
    octets += std::visit(
        [](const auto& what) -> std::uint64_t {
          using kind = std::decay_t<decltype(what)>;
          if constexpr (std::is_same_v<kind, script::line_step>) {
            return octets_of(what);
          } else if constexpr (std::is_same_v<kind, script::message_step> ||
                               std::is_same_v<kind, script::answer_step>) {
            return of_a_message;
          } else if constexpr (std::is_same_v<kind, script::repeat_step>) {
            return what.until_closed ? what.octets : what.times * octets_said(what.body);
          } else if constexpr (requires { what.body; }) {
            return octets_said(what.body);
          } else {
            return 0;
          }
        },
        each.what);
  }
  return octets;
}

std::uint64_t quick_segment(std::uint64_t segment, std::uint64_t octets) {
  return segment == 0 ? 0 : std::max(segment, octets / most_segments);
}

script::step close_when_idle() {
  script::on_step block;
  block.event = script::on_event::idle;
  block.idle = idle_limit;
  block.body.push_back({{}, script::close_step{}});
  return {{}, std::move(block)};
}

}  // namespace popquiz::fuzz_wire
