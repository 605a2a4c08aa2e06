#include <popquiz/net/srv.hpp>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <random>
#include <string_view>
#include <tuple>

namespace popquiz::net {

random_up_to system_random() {
  return [](std::uint32_t limit) {
    std::random_device source;
    return std::uniform_int_distribution<std::uint32_t>(0, limit)(source);
  };
}

namespace {

// RFC 2782: those of no weight come first within a priority, so that they are seldom chosen but can be. The
// rest is for an order that does not depend on the name server's.
bool comes_before(const srv_record& a, const srv_record& b) {
  return std::tuple(a.priority, a.weight, std::string_view(a.target), a.port) <
         std::tuple(b.priority, b.weight, std::string_view(b.target), b.port);
}

}  // namespace

std::vector<srv_record> in_order_of_choice(std::vector<srv_record> records, const random_up_to& random) {
  std::sort(records.begin(), records.end(), comes_before);
  for (auto at = records.begin(); at != records.end();) {
    const auto end = std::find_if(
        at, records.end(), [priority = at->priority](const srv_record& r) { return r.priority != priority; });
    for (; std::distance(at, end) > 1; ++at) {
      const auto total = std::accumulate(
          at, end, std::uint32_t{0}, [](std::uint32_t sum, const srv_record& r) { return sum + r.weight; });
      const std::uint32_t wanted = random(total);
      std::uint32_t sum = 0;
      auto chosen = std::find_if(at, end, [&](const srv_record& r) { return (sum += r.weight) >= wanted; });
      if (chosen == end) {
        chosen = std::prev(end);  // a random source that does not keep to its limit
      }
      std::rotate(at, chosen, std::next(chosen));
    }
    at = end;
  }
  return records;
}

}  // namespace popquiz::net
