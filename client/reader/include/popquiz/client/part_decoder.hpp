#pragma once

#include <popquiz/client/mail_structure.hpp>
#include <popquiz/client/message_octets.hpp>
#include <popquiz/client/read_result.hpp>

#include <functional>
#include <string_view>

namespace popquiz::client {

/// Takes decoded octets, valid during the call; false ends it.
using octets_taker = std::function<bool(std::string_view)>;

enum class part_form : std::uint8_t {
  octets,  ///< as the sender had them: the transfer encoding removed and nothing else
  text,    ///< UTF-8 too, as far as the charset is known; may hold octets that are none
};

/// Decodes a part, block by block. What is broken in an encoding is left out.
[[nodiscard]] read_result decode_part(message_octets& message, const mail_part& part, part_form form,
                                      const octets_taker& take);

}  // namespace popquiz::client
