#include <popquiz/corpus/fixture.hpp>

#include <popquiz/corpus/embedded_file.hpp>

#include <algorithm>
#include <deque>

namespace popquiz::corpus {

/// corpus/messages/FIXTURE/NAME, by path.
[[nodiscard]] std::span<const embedded_file> embedded_messages();

namespace {

constexpr std::string_view default_fixture = "two-plain";
constexpr std::string_view empty_fixture = "empty";

struct shelf {
  std::deque<std::vector<std::string_view>> messages;  // a deque: the spans in `all` stay valid
  std::vector<fixture> all;
};

shelf make_shelf() {
  shelf s;
  std::string_view folder;
  for (const embedded_file& file : embedded_messages()) {
    const std::size_t slash = file.path.find('/');
    if (slash == std::string_view::npos) {
      continue;  // no message of a fixture, e.g. a README
    }
    if (s.messages.empty() || file.path.substr(0, slash) != folder) {
      folder = file.path.substr(0, slash);
      s.messages.emplace_back();
      s.all.push_back({folder, {}});
    }
    s.messages.back().push_back(file.octets);
    s.all.back().messages = s.messages.back();
  }
  s.all.push_back({empty_fixture, {}});
  return s;
}

}  // namespace

std::span<const fixture> fixtures() {
  static const shelf all = make_shelf();
  return all.all;
}

const fixture* find_fixture(std::string_view name) {
  const std::string_view wanted = name.empty() ? default_fixture : name;
  const std::span<const fixture> all = fixtures();
  const auto found = std::ranges::find(all, wanted, &fixture::name);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace popquiz::corpus
