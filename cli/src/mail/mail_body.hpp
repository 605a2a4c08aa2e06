#pragma once

#include <popquiz/client/mail_structure.hpp>
#include <popquiz/client/message_octets.hpp>
#include <popquiz/client/part_decoder.hpp>
#include <popquiz/client/read_result.hpp>
#include <popquiz/client/safe_text.hpp>

#include <vector>

namespace popquiz::cli {

/// The parts that are a message's text, in order. Of parts that say the same (multipart/alternative) those in
/// plain text, or else the others. Valid as long as `of`.
[[nodiscard]] std::vector<const client::mail_part*> text_parts(const client::mail_structure& of);

/// Gives these parts as text that does nothing to a terminal, piece by piece: HTML without its tags, an empty
/// line between two parts, a line end behind the last line.
[[nodiscard]] client::read_result read_text(client::message_octets& message,
                                            const std::vector<const client::mail_part*>& parts,
                                            client::repertoire shown, const client::octets_taker& take);

}  // namespace popquiz::cli
