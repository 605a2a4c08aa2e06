#include "client/driver_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

namespace popquiz::conformance {
namespace {

std::string own_folder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path().string();
}

std::string programs_of(const client_start& with) {
  return with.programs.empty() ? own_folder() : with.programs.string();
}

std::optional<std::string> common_meaning(std::string_view name, const client_start& with) {
  const std::array<std::string, common_words.size()> meanings{with.host,
                                                              std::to_string(with.port),
                                                              with.user,
                                                              with.password,
                                                              with.scratch.string(),
                                                              with.ca.string(),
                                                              std::string(describe(with.how)),
                                                              std::string(describe(with.then)),
                                                              programs_of(with)};
  const auto* const found = std::ranges::find(common_words, name);
  if (found == common_words.end()) {
    return std::nullopt;
  }
  return meanings[static_cast<std::size_t>(found - common_words.begin())];
}

/// Fills in the words of one driver in one scenario; the first word that is unknown is kept.
class filler {
 public:
  filler(const driver& of, const client_start& with) : driver_(&of), with_(&with) {}

  std::string filled(std::string_view text) {
    return replaced(text, [this](std::string_view name) { return meaning(name); });
  }
  /// Without those that are empty by a word.
  std::vector<std::string> filled(const std::vector<std::string>& texts) {
    std::vector<std::string> all;
    all.reserve(texts.size());
    for (const std::string& text : texts) {
      std::string made = filled(text);
      if (!made.empty() || text.empty()) {
        all.push_back(std::move(made));
      }
    }
    return all;
  }
  [[nodiscard]] const std::string& unknown() const noexcept { return unknown_; }

 private:
  std::string replaced(std::string_view text, const word_meaning& meaning) {
    std::string unknown;
    auto made = replace_words(text, meaning, unknown);
    if (!made && unknown_.empty()) {
      unknown_ = unknown;
    }
    return made ? std::move(*made) : std::string();
  }

  std::optional<std::string> meaning(std::string_view name) {
    const auto own = driver_->words.find(name);
    if (own == driver_->words.end()) {
      return common_meaning(name, *with_);
    }
    for (const std::string_view state : {describe(with_->how), describe(with_->then)}) {
      if (const auto found = own->second.find(state); found != own->second.end()) {
        return replaced(found->second, [this](std::string_view n) { return common_meaning(n, *with_); });
      }
    }
    return std::nullopt;
  }

  const driver* driver_;
  const client_start* with_;
  std::string unknown_;
};

/// What the client would have to do and can't, or nothing.
const std::string* objection(const driver& of, const client_start& with, std::string& need) {
  if (with.how != transport::clear) {
    need = describe(with.how);
    if (const auto found = of.cannot.find(need); found != of.cannot.end()) {
      return &found->second;
    }
  }
  if (with.then == afterwards::remove) {
    need = "delete";
    if (const auto found = of.cannot.find(need); found != of.cannot.end()) {
      return &found->second;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view describe(transport how) noexcept {
  switch (how) {
    case transport::clear:
      return "clear";
    case transport::stls:
      return "stls";
    case transport::tls:
      break;
  }
  return "tls";
}

std::string_view describe(afterwards then) noexcept {
  return then == afterwards::keep ? "keep" : "remove";
}

bool is_word_name(std::string_view name) noexcept {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && is_letter(name.front()) && std::ranges::all_of(name, [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
  });
}

std::optional<std::string> replace_words(std::string_view text, const word_meaning& meaning,
                                         std::string& unknown) {
  std::string made;
  while (!text.empty()) {
    const std::size_t open = std::min(text.find('{'), text.size());
    made += text.substr(0, open);
    text.remove_prefix(open);
    if (text.empty()) {
      break;
    }
    const bool is_escaped = text.starts_with("{{");
    const std::string_view inside = text.substr(is_escaped ? 2 : 1);
    const std::string_view name = inside.substr(0, std::min(inside.find('}'), inside.size()));
    if (name.size() == inside.size() || !is_word_name(name)) {
      made += '{';
      text.remove_prefix(1);
      continue;
    }
    if (is_escaped) {
      made.append("{").append(name).append("}");
    } else if (const auto known = meaning(name)) {
      made += *known;
    } else {
      unknown = name;
      return std::nullopt;
    }
    text = inside.substr(name.size() + 1);
  }
  return made;
}

std::optional<filled_driver> fill(const driver& of, const client_start& with, std::string& why) {
  std::string need;
  if (const std::string* const reason = objection(of, with, need)) {
    why = fmt::format("{} can't {}: {}", of.name, need, *reason);
    return std::nullopt;
  }
  filler words(of, with);
  filled_driver made{words.filled(of.command), {}, words.filled(of.version)};
  for (const auto& [path, text] : of.files) {
    made.files.emplace_back(with.scratch / path, words.filled(text));
  }
  if (!words.unknown().empty()) {
    why = fmt::format("{}: nobody knows the word {{{}}}", of.name, words.unknown());
    return std::nullopt;
  }
  return made;
}

std::optional<std::string> fill_words(std::string_view text, const client_start& with, std::string& why) {
  std::string unknown;
  auto made = replace_words(text, [&](std::string_view name) { return common_meaning(name, with); }, unknown);
  if (!made) {
    why = fmt::format("expected a word of {{{}}}, found {{{}}}", fmt::join(common_words, "} {"), unknown);
  }
  return made;
}

std::vector<std::pair<std::string, std::string>> environment_of(const client_start& with) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const std::string_view word : common_words) {
    std::string name = "POPQUIZ_";
    std::ranges::transform(word, std::back_inserter(name),
                           [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    all.emplace_back(std::move(name), *common_meaning(word, with));
  }
  return all;
}

}  // namespace popquiz::conformance
