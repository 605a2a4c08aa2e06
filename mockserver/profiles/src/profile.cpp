#include <popquiz/mockserver/profile.hpp>

#include <popquiz/corpus/embedded_file.hpp>
#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <vector>

namespace popquiz::mockserver {

/// mockserver/profiles/NAME.pop3, by name.
[[nodiscard]] std::span<const corpus::embedded_file> embedded_profiles();

namespace {

std::vector<profile> make_profiles() {
  constexpr std::string_view extension = ".pop3";
  std::vector<profile> all;
  for (const corpus::embedded_file& file : embedded_profiles()) {
    profile made{file.path.substr(0, file.path.size() - extension.size()), {}, file.octets};
    auto parsed = script::parse_script(made.text, made.file());
    if (parsed.value) {  // profile_test would fail otherwise
      made.title = std::move(parsed.value->title);
    }
    all.push_back(std::move(made));
  }
  return all;
}

}  // namespace

std::span<const profile> profiles() {
  static const std::vector<profile> all = make_profiles();
  return all;
}

const profile* find_profile(std::string_view name, std::string& why) {
  const auto all = profiles();
  const auto found = std::ranges::find(all, name, &profile::name);
  if (found != all.end()) {
    return &*found;
  }
  why = "no profile is called \"" + std::string(name) + "\"; there are";
  for (const profile& each : all) {
    why.append(" ").append(each.name);
  }
  return nullptr;
}

}  // namespace popquiz::mockserver
