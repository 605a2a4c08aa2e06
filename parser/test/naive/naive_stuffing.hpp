#pragma once

#include <string>
#include <string_view>

namespace popquiz::naive {

/// The message as a receiver must get it: a lone LF made CRLF, an unfinished last line finished.
[[nodiscard]] std::string naive_normalise(std::string_view message);

/// The body of a multi-line reply that carries the message: normalised, stuffed and terminated.
[[nodiscard]] std::string naive_stuff(std::string_view message);

}  // namespace popquiz::naive
