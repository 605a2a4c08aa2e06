#pragma once

#include <popquiz/client/mail_structure.hpp>

#include <string>
#include <vector>

namespace popquiz::client {

/// What a part's fields say of it.
struct part_header {
  mail_part part;        ///< but for where it is
  std::string boundary;  ///< of a multipart; empty: none, or one that nobody can look for
  bool is_alternative = false;
  bool is_digest = false;  ///< its parts are messages unless they say otherwise (RFC 2046 §5.1.5)
};

/// `in_digest`: the part is one of a multipart/digest.
[[nodiscard]] part_header read_part_header(const std::vector<mail_field>& fields, bool in_digest);

}  // namespace popquiz::client
