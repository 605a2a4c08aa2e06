#include "spoken_words.hpp"

#include <popquiz/parser/base64.hpp>
#include <popquiz/parser/command_parser.hpp>

namespace popquiz::fuzz_wire {

script::variables words_of(const std::string& user, const std::string& password) {
  script::variables names;
  names["user"] = user;
  names[script::secret_name("password")] = password;
  const auto in_base64 = [](std::string_view octets) {
    std::string text;
    parser::append_base64(text, octets);
    return text;
  };
  names[script::secret_name("plain")] =
      in_base64(std::string(1, '\0') + user + std::string(1, '\0') + password);
  names[script::secret_name("login-user")] = in_base64(user);
  names[script::secret_name("login-password")] = in_base64(password);
  names[script::secret_name("apop")] = std::string(32, '0');
  return names;
}

bool is_one_command(std::string_view octets) {
  constexpr std::size_t longest_command = 255;
  constexpr std::string_view ends("\r\n\0", 3);
  if (octets.size() > longest_command || !octets.ends_with("\r\n")) {
    return false;
  }
  const std::string_view text = octets.substr(0, octets.size() - 2);
  const parser::command_view line = parser::parse_command_line(text);
  const bool is_bare_auth =
      line.info != nullptr && line.info->id == parser::verb::auth && line.error != parser::parse_errc::none;
  return !is_bare_auth && text.find_first_of(ends) == std::string_view::npos;
}

std::vector<std::string_view> segments_of(std::string_view octets, const turn& what) {
  constexpr std::size_t most_cuts = 64;
  std::vector<std::string_view> segments;
  while (!octets.empty()) {
    const std::size_t cut = what.cut_every != 0 ? what.cut_every : segments.empty() ? what.cut_at : 0;
    const bool is_cut = cut != 0 && segments.size() < most_cuts;
    segments.push_back(octets.substr(0, is_cut ? cut : octets.size()));
    octets.remove_prefix(segments.back().size());
  }
  return segments;
}

}  // namespace popquiz::fuzz_wire
