#include <popquiz/client/part_decoder.hpp>

#include "gmime_text.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <array>

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

/// One or two filters, one behind the other.
class filter_chain {
 public:
  filter_chain(const mail_part& part, part_form form) : filters_{decoding_filter(part.encoding), nullptr} {
    if (form == part_form::text) {
      filters_[1] = charset_filter(part.charset);
    }
  }

  /// `block` may be written to, and before_block octets in front of it. The result is valid until the next
  /// call.
  std::string_view run(char* block, std::size_t octets, bool last) {
    std::size_t before = before_block;
    for (const auto& filter : filters_) {
      if (filter != nullptr) {
        const auto step = last ? ::g_mime_filter_complete : ::g_mime_filter_filter;
        step(filter.get(), block, octets, before, &block, &octets, &before);
      }
    }
    return {block, octets};
  }

 private:
  std::array<object_ref<GMimeFilter>, 2> filters_;
};

}  // namespace

bool is_known_charset(const std::string& charset) {
  need_gmime();
  return is_utf8(charset) || charset_filter(charset) != nullptr;
}

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
    const std::string_view decoded = filters.run(block, got, false);
    going = result && (decoded.empty() || take(decoded));
  }
  if (going) {
    // Base64 without its last "="s loses octets otherwise; behind all of them these do nothing.
    const std::string_view padding = part.encoding == transfer_encoding::base64 ? "===" : "";
    char* const block = buffer.data() + before_block;
    std::ranges::copy(padding, block);
    const std::string_view rest = filters.run(block, padding.size(), true);
    static_cast<void>(rest.empty() || take(rest));
  }
  return result;
}

}  // namespace popquiz::client
