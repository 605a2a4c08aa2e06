#pragma once

#include <popquiz/parser/reply_shape.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::cli {

/// A reply that a capture is said to have. One of shape sasl stands for a whole exchange: any number of
/// challenges and the status line that ends it.
struct planned_reply {
  std::string name;  ///< as the user calls it, printable
  parser::reply_shape shape = parser::reply_shape::single_line;
};

/// "greeting,USER,PASS,LIST 1,body". Never empty; nothing and `why` set when an entry says no shape.
[[nodiscard]] std::optional<std::vector<planned_reply>> parse_reply_plan(std::string_view list,
                                                                         std::string& why);

}  // namespace popquiz::cli
