#include <popquiz/client/part_decoder.hpp>

#include "gmime_text.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace popquiz::client {
namespace {

constexpr std::size_t block_octets = 32768;
constexpr std::size_t before_block =
    256;  // filters put what they kept of the last block in front of the next

/// Charsets whose octets are UTF-8 already.
bool is_utf8(const std::string& charset) {
  static constexpr std::array<const char*, 5> names{"", "utf-8", "utf8", "us-ascii", "ascii"};
  return std::ranges::any_of(names,
                             [&](const char* n) { return ::g_ascii_strcasecmp(charset.c_str(), n) == 0; });
}

object_ref<GMimeFilter> decoding_filter(transfer_encoding e) {
  switch (e) {
    case transfer_encoding::base64:
      return object_ref<GMimeFilter>(::g_mime_filter_basic_new(GMIME_CONTENT_ENCODING_BASE64, 0));
    case transfer_encoding::quoted_printable:
      return object_ref<GMimeFilter>(::g_mime_filter_basic_new(GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE, 0));
    case transfer_encoding::uuencode:
      return object_ref<GMimeFilter>(::g_mime_filter_basic_new(GMIME_CONTENT_ENCODING_UUENCODE, 0));
    case transfer_encoding::none:
      break;
  }
  return nullptr;
}

object_ref<GMimeFilter> charset_filter(const std::string& charset) {
  return object_ref<GMimeFilter>(is_utf8(charset) ? nullptr
                                                  : ::g_mime_filter_charset_new(charset.c_str(), "utf-8"));
}

/// GMime's decoders forget what is unfinished at the end: octets of base64 without its last "="s, and
/// "=4", which RFC 2045 §6.7 says to leave as it stands. This makes them give it.
std::string_view pusher_out(transfer_encoding e) {
  switch (e) {
    case transfer_encoding::base64:
      return "===";  // behind all of them it does nothing
    case transfer_encoding::quoted_printable:
      return "\n";  // comes out behind the rest, or ends a soft line break and does not
    case transfer_encoding::uuencode:
    case transfer_encoding::none:
      break;
  }
  return {};
}

/// One or two filters, one behind the other.
class filter_chain {
 public:
  filter_chain(const mail_part& part, part_form form)
      : encoding_(part.encoding),
        decoding_(decoding_filter(part.encoding)),
        charset_(form == part_form::text ? charset_filter(part.charset) : nullptr) {}

  /// `block` may be written to, and before_block octets in front of it. The result is valid until the next
  /// call.
  std::string_view run(char* block, std::size_t octets) {
    std::size_t before = before_block;
    for (GMimeFilter* const filter : {decoding_.get(), charset_.get()}) {
      if (filter != nullptr) {
        ::g_mime_filter_filter(filter, block, octets, before, &block, &octets, &before);
      }
    }
    return {block, octets};
  }

  /// What the filters still hold, with a block as above; nothing comes behind it.
  std::string_view finish(char* block) {
    std::size_t before = before_block;
    const std::string_view pusher = pusher_out(encoding_);
    std::size_t octets = pusher.size();
    std::ranges::copy(pusher, block);
    if (decoding_ != nullptr) {
      ::g_mime_filter_complete(decoding_.get(), block, octets, before, &block, &octets, &before);
      if (encoding_ == transfer_encoding::quoted_printable && octets != 0) {
        --octets;  // the pusher itself
      }
    }
    if (charset_ != nullptr) {
      ::g_mime_filter_complete(charset_.get(), block, octets, before, &block, &octets, &before);
    }
    return {block, octets};
  }

 private:
  transfer_encoding encoding_;
  object_ref<GMimeFilter> decoding_;
  object_ref<GMimeFilter> charset_;
};

}  // namespace

read_result decode_part(message_octets& message, const mail_part& part, part_form form,
                        const octets_taker& take) {
  need_gmime();
  read_result result = message.seek(part.offset);
  filter_chain filters(part, form);
  std::string buffer(before_block + block_octets, '\0');
  std::uint64_t left = part.octets;
  bool going = static_cast<bool>(result);
  while (going && left != 0) {
    char* const block = buffer.data() + before_block;
    std::size_t got = 0;
    result =
        message.read({block, static_cast<std::size_t>(std::min<std::uint64_t>(left, block_octets))}, got);
    left = got == 0 ? 0 : left - got;
    const std::string_view decoded = filters.run(block, got);
    going = result && (decoded.empty() || take(decoded));
  }
  if (going) {
    const std::string_view rest = filters.finish(buffer.data() + before_block);
    static_cast<void>(rest.empty() || take(rest));
  }
  return result;
}

}  // namespace popquiz::client
