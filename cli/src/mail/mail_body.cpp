#include "mail/mail_body.hpp"

#include <popquiz/client/html_text.hpp>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace popquiz::cli {
namespace {

using client::mail_part;

/// How nice a part is to read, among those that say the same.
enum class rank : std::uint8_t { other, html, plain };

rank rank_of(const mail_part& part) {
  return part.type == "text/plain" ? rank::plain : part.is_html() ? rank::html : rank::other;
}

/// Text on its way out, made harmless.
class text_writer {
 public:
  text_writer(client::repertoire shown, const client::octets_taker& take) : safe_(shown), take_(take) {}

  bool put(std::string_view text) {
    safe_.add(text, out_);
    return pass_on();
  }
  bool end() {
    safe_.end(out_);
    if (last_ != '\n' && (last_ != 0 || !out_.empty()) && !out_.ends_with('\n')) {
      out_ += '\n';
    }
    return pass_on();
  }

 private:
  bool pass_on() {
    const bool going = out_.empty() || take_(out_);
    last_ = out_.empty() ? last_ : out_.back();
    out_.clear();
    return going;
  }

  client::safe_text safe_;
  const client::octets_taker& take_;
  std::string out_;
  char last_ = 0;
};

client::read_result read_part(client::message_octets& message, const mail_part& part,
                              client::repertoire shown, const client::octets_taker& take, bool& going) {
  text_writer writer(shown, take);
  client::html_text html;
  std::string text;
  client::read_result result =
      decode_part(message, part, client::part_form::text, [&](std::string_view piece) {
        if (!part.is_html()) {
          return going = writer.put(piece);
        }
        html.add(piece, text);
        going = writer.put(text);
        text.clear();
        return going;
      });
  if (result && going) {
    if (part.is_html()) {
      html.end(text);
      going = writer.put(text);
    }
    going = going && writer.end();
  }
  return result;
}

}  // namespace

std::vector<const mail_part*> text_parts(const client::mail_structure& of) {
  std::map<std::uint32_t, rank> best;  // of each multipart/alternative
  for (const mail_part& part : of.parts) {
    if (!part.is_attachment) {
      rank& found = best.emplace(part.alternative, rank::other).first->second;
      found = std::max(found, rank_of(part));
    }
  }
  std::vector<const mail_part*> chosen;
  for (const mail_part& part : of.parts) {
    const bool is_the_only_one = part.alternative == 0;
    if (!part.is_attachment && (is_the_only_one || rank_of(part) == best[part.alternative])) {
      chosen.push_back(&part);
    }
  }
  return chosen;
}

client::read_result read_text(client::message_octets& message, const std::vector<const mail_part*>& parts,
                              client::repertoire shown, const client::octets_taker& take) {
  client::read_result result;
  bool going = true;
  for (std::size_t i = 0; i < parts.size() && result && going; ++i) {
    going = i == 0 || take("\n");
    if (going) {
      result = read_part(message, *parts[i], shown, take, going);
    }
  }
  return result;
}

}  // namespace popquiz::cli
