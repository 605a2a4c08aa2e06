#pragma once

#include <popquiz/conformance/driver.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// The {words} that every driver has.
inline constexpr std::array<std::string_view, 9> common_words{
    "host", "port", "user", "password", "out", "ca", "transport", "afterwards", "programs"};

/// How a word reads: lower-case letters, digits and "-", a letter first.
[[nodiscard]] bool is_word_name(std::string_view name) noexcept;

/// What stands for a word; nothing when nobody knows it.
using word_meaning = std::function<std::optional<std::string>(std::string_view name)>;

/// `text` with each {name} replaced; "{{name}" is "{name}", and braces around anything that is no name are
/// themselves. Nothing, and `unknown` the name, when a word has no meaning. What is put in is not looked at.
[[nodiscard]] std::optional<std::string> replace_words(std::string_view text, const word_meaning& meaning,
                                                       std::string& unknown);

}  // namespace popquiz::conformance
