// Texts that are made of others, as the messages of SASL mechanisms are.
#include "player_impl.hpp"
#include "step_text.hpp"

#include <popquiz/parser/base64.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

std::optional<std::string> player::impl::make(const let_step& step, std::string text) const {
  switch (step.how) {
    case making::text:
      break;
    case making::base64: {
      std::string encoded;
      parser::append_base64(encoded, text);
      return encoded;
    }
    case making::decoded:
      return parser::decode_base64(text);
    case making::proof:
      return settings_.sasl_proof(step.proof, settings_.password, text);
  }
  return text;
}

player::impl::progress player::impl::run(const let_step& step) {
  if (const progress p = make_ready(); p != progress::finished) {
    return p;
  }
  // The greeting may bring what the text uses.
  if (const progress p = hear_greeting(); p != progress::finished) {
    return p;
  }
  auto text = expand(step.text, vars_);
  if (!text) {
    return abort_unknown(step.text);
  }
  if (text->size() > settings_.body_limit) {
    return abort("too long a text");
  }
  if (step.how == making::proof && settings_.sasl_proof == nullptr) {
    return abort("no function was given that makes proofs");
  }
  const std::string shown = show(*text);
  auto made = make(step, std::move(*text));
  if (!made) {
    return mismatch(step.how == making::decoded ? "base64" : "a message that a proof can be made for", shown);
  }
  // Who has a proof and the messages around it can try passwords: it is as secret as they are.
  const bool is_secret =
      step.how == making::proof || std::ranges::any_of(step.text.pieces, [&](const piece& part) {
        return part.kind == piece_kind::use && (part.text == "password" || proofs_.contains(part.text));
      });
  if (is_secret) {
    proofs_.insert(step.name);
    transcript_.hide(*made, "{secret}");
  } else {
    proofs_.erase(step.name);
  }
  vars_.insert_or_assign(step.name, std::move(*made));
  return progress::finished;
}

player::impl::progress player::impl::run(const check_text_step& step) {
  const std::string* const found = text_of(step.name);
  if (found == nullptr) {
    return progress::stopped;
  }
  if (!knows_all(step.text, vars_)) {
    return abort_unknown(step.text);
  }
  const std::string text = *found;  // a capture may be of the same name
  if (match_exact(step.text, text, vars_) != step.is_not) {
    return progress::finished;
  }
  return mismatch(print(step).substr(std::string_view("check ").size()), show(text));
}

}  // namespace popquiz::script
