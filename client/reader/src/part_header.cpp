#include "part_header.hpp"

#include "gmime_text.hpp"

#include <popquiz/client/reader_limits.hpp>

#include <gmime/gmime.h>

#include <algorithm>

namespace popquiz::client {
namespace {

constexpr std::size_t longest_type = 100;  // octets of "text/plain" that are kept

std::string lower_case(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

transfer_encoding encoding_of(const std::vector<mail_field>& fields) {
  const mail_field* const field = find_field(fields, "Content-Transfer-Encoding");
  if (field == nullptr) {
    return transfer_encoding::none;
  }
  const std::string value = for_gmime(field->value, reader_limits::structured_octets);
  switch (::g_mime_content_encoding_from_string(value.c_str())) {
    case GMIME_CONTENT_ENCODING_BASE64:
      return transfer_encoding::base64;
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
      return transfer_encoding::quoted_printable;
    case GMIME_CONTENT_ENCODING_UUENCODE:
      return transfer_encoding::uuencode;
    default:
      return transfer_encoding::none;
  }
}

void read_type(const mail_field& field, part_header& into) {
  const std::string value = for_gmime(field.value, reader_limits::structured_octets);
  const object_ref<GMimeContentType> type(::g_mime_content_type_parse(nullptr, value.c_str()));
  if (type == nullptr) {
    return;
  }
  const owned_text name(::g_mime_content_type_get_mime_type(type.get()));
  into.part.type = lower_case(valid_utf8(name.get())).substr(0, longest_type);
  into.part.charset =
      valid_utf8(::g_mime_content_type_get_parameter(type.get(), "charset")).substr(0, longest_type);
  into.part.name = valid_utf8(::g_mime_content_type_get_parameter(type.get(), "name"));
  const char* const boundary = ::g_mime_content_type_get_parameter(type.get(), "boundary");
  if (into.part.type.starts_with("multipart/") && boundary != nullptr) {
    const std::string_view text(boundary);
    into.boundary = text.size() > reader_limits::boundary_octets ? std::string_view() : text;
  }
  into.is_alternative = into.part.type == "multipart/alternative";
  into.is_digest = into.part.type == "multipart/digest";
}

}  // namespace

part_header read_part_header(const std::vector<mail_field>& fields, bool in_digest) {
  need_gmime();
  part_header header;
  header.part.type = in_digest ? "message/rfc822" : "text/plain";  // RFC 2045 §5.2
  if (const mail_field* const type = find_field(fields, "Content-Type"); type != nullptr) {
    read_type(*type, header);
  }
  if (header.part.type.starts_with("multipart/") && header.boundary.empty()) {
    header.part.type = "text/plain";  // whatever it was meant to be, this is how to read it
  }
  header.part.encoding = encoding_of(fields);
  bool is_attachment = false;
  if (const mail_field* const field = find_field(fields, "Content-Disposition"); field != nullptr) {
    const std::string value = for_gmime(field->value, reader_limits::structured_octets);
    const object_ref<GMimeContentDisposition> how(::g_mime_content_disposition_parse(nullptr, value.c_str()));
    if (how != nullptr) {
      is_attachment = ::g_mime_content_disposition_is_attachment(how.get()) != 0;
      std::string name = valid_utf8(::g_mime_content_disposition_get_parameter(how.get(), "filename"));
      header.part.name = name.empty() ? std::move(header.part.name) : std::move(name);
    }
  }
  header.part.name.resize(std::min(header.part.name.size(), reader_limits::part_name_octets));
  header.part.is_attachment =
      is_attachment || !header.part.name.empty() || !header.part.type.starts_with("text/");
  return header;
}

}  // namespace popquiz::client
