#include <popquiz/measure/load.hpp>

#include "load_phase.hpp"
#include "quantity_text.hpp"

#include <popquiz/client/maildrop_ops.hpp>

#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace popquiz::measure {
namespace {

constexpr std::uint64_t smallest = 1024;
constexpr std::uint64_t step = 4;
constexpr std::size_t steps = 11;  // up to 1 GiB

struct chosen_message {
  std::uint64_t number = 0;
  std::uint64_t octets = 0;
};

/// A session that asks what there is.
struct scout {
  load_result found;
  std::vector<chosen_message> messages;
};

std::optional<chosen_message> nearest(const std::vector<chosen_message>& all, std::uint64_t wanted) {
  const auto distance = [wanted](const chosen_message& m) {
    return m.octets > wanted ? m.octets - wanted : wanted - m.octets;
  };
  const auto best = std::ranges::min_element(all, {}, distance);
  const bool fits = best != all.end() && best->octets >= wanted / 2 && best->octets / 2 <= wanted;
  return fits ? std::optional(*best) : std::nullopt;
}

std::optional<scout> look_around(boost::asio::io_context& io, const load_settings& settings,
                                 std::string& why) {
  scout made;
  made.found.where = look_at_machine();
  load_connection one(io.get_executor(), settings, 1);
  one.on_failure([&](const std::string& reason) { why = reason; });
  client::stat_op stat(one.session());
  client::list_op list(one.session());
  bool complete = false;
  one.open(true, [&] {
    made.found.greeting = one.session().greeting();
    made.found.tls = one.tls();
    made.found.pipelines = one.session().may_pipeline();
    one.run(stat, [&] { one.run(list, [&] { one.leave([&] { complete = true; }); }); });
  });
  io.restart();
  io.run();
  if (!complete) {
    return std::nullopt;
  }
  made.found.messages = stat.listing().messages;
  made.found.octets = stat.listing().octets;
  for (const parser::scan_listing& entry : list.entries()) {
    made.messages.push_back({entry.number, entry.octets});
  }
  return made;
}

}  // namespace

std::vector<std::uint64_t> usual_sizes() {
  std::vector<std::uint64_t> sizes{smallest};
  while (sizes.size() < steps) {
    sizes.push_back(sizes.back() * step);
  }
  return sizes;
}

std::string name_of(const load_row& row) {
  return row.kind == load_kind::login  ? "login"
         : row.kind == load_kind::stat ? "STAT"
                                       : "RETR " + octets_text(row.message_octets);
}

std::optional<load_result> run_load(const load_settings& settings, std::string& why) {
  boost::asio::io_context io{1};
  auto seen = look_around(io, settings, why);
  if (!seen) {
    return std::nullopt;
  }
  load_result result = std::move(seen->found);
  result.server = fmt::format("{}:{}", settings.where.host, settings.where.port);
  result.connections = settings.connections;
  result.pipeline = settings.pipeline;
  result.rate = settings.rate;
  result.seconds_each = std::chrono::duration<double>(settings.duration).count();
  const auto stopped = [&] { return settings.stop != nullptr && *settings.stop; };
  const auto measure = [&](load_kind kind, const chosen_message& message) {
    if (!stopped()) {
      result.rows.push_back(load_phase(io, settings, kind, message.number, message.octets).run());
    }
  };
  for (const load_kind kind : settings.kinds) {
    if (kind != load_kind::retr) {
      measure(kind, {});
      continue;
    }
    std::uint64_t before = 0;
    for (const std::uint64_t size : settings.sizes) {
      const auto message = nearest(seen->messages, size);
      if (message && message->number != before) {
        before = message->number;
        measure(kind, *message);
      }
    }
  }
  return result;
}

}  // namespace popquiz::measure
