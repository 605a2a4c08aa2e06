#pragma once

#include <span>
#include <string_view>

namespace popquiz::conformance {

/// A file of the source tree, embedded by cmake/popquiz_embed.cmake.
struct embedded_file {
  std::string_view path;  ///< below the folder that the function stands for
  std::string_view octets;
};

/// conformance/server/**/*.pop3, by path.
[[nodiscard]] std::span<const embedded_file> embedded_scripts();
/// corpus/messages/FIXTURE/NAME, by path.
[[nodiscard]] std::span<const embedded_file> embedded_messages();
/// One file: conformance/requirements.tsv; its path is empty.
[[nodiscard]] std::span<const embedded_file> embedded_requirements();

}  // namespace popquiz::conformance
