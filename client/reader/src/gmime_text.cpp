#include "gmime_text.hpp"

#include <popquiz/client/mail_header.hpp>
#include <popquiz/client/reader_limits.hpp>

#include <gmime/gmime.h>

#include <mutex>

namespace popquiz::client {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

}  // namespace

void need_gmime() {
  static std::once_flag once;
  std::call_once(once, ::g_mime_init);
}

void object_release::operator()(void* object) const noexcept {
  ::g_object_unref(object);
}

void memory_release::operator()(char* text) const noexcept {
  ::g_free(text);
}

std::string for_gmime(std::string_view text, std::size_t most) {
  std::string out;
  for (const char c : text.substr(0, most)) {
    if (c == '\0') {
      out += replacement;
    } else {
      out += c;
    }
  }
  return out;
}

std::string valid_utf8(const char* text) {
  if (text == nullptr) {
    return {};
  }
  const owned_text valid(::g_utf8_make_valid(text, -1));
  return valid.get();
}

std::string decode_text(std::string_view value) {
  need_gmime();
  const std::string text = for_gmime(value, reader_limits::field_octets);
  const owned_text decoded(::g_mime_utils_header_decode_text(nullptr, text.c_str()));
  return valid_utf8(decoded.get());
}

mail_address decode_first_address(std::string_view value) {
  need_gmime();
  const std::string text = for_gmime(value, reader_limits::structured_octets);
  const object_ref<InternetAddressList> list(::internet_address_list_parse(nullptr, text.c_str()));
  if (list == nullptr || ::internet_address_list_length(list.get()) < 1) {
    return {decode_text(text), {}};
  }
  InternetAddress* const first = ::internet_address_list_get_address(list.get(), 0);
  mail_address address{valid_utf8(::internet_address_get_name(first)), {}};
  if (INTERNET_ADDRESS_IS_MAILBOX(first)) {
    address.address = valid_utf8(::internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first)));
  }
  return address;
}

std::string decode_addresses(std::string_view value) {
  need_gmime();
  const std::string text = for_gmime(value, reader_limits::structured_octets);
  const object_ref<InternetAddressList> list(::internet_address_list_parse(nullptr, text.c_str()));
  if (list == nullptr || ::internet_address_list_length(list.get()) < 1) {
    return decode_text(text);
  }
  const owned_text shown(::internet_address_list_to_string(list.get(), nullptr, FALSE));
  return valid_utf8(shown.get());
}

std::optional<std::int64_t> decode_date(std::string_view value) {
  need_gmime();
  const std::string text = for_gmime(value, reader_limits::structured_octets);
  GDateTime* const date = ::g_mime_utils_header_decode_date(text.c_str());
  if (date == nullptr) {
    return std::nullopt;
  }
  const std::int64_t seconds = ::g_date_time_to_unix(date);
  ::g_date_time_unref(date);
  return seconds;
}

}  // namespace popquiz::client
