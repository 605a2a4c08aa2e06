#pragma once

#include <string_view>

namespace popquiz::corpus {

/// A file of the source tree, in the program (cmake/popquiz_embed.cmake). Valid for ever.
struct embedded_file {
  std::string_view path;  ///< below the folder that the function stands for
  std::string_view octets;
};

}  // namespace popquiz::corpus
