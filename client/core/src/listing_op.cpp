#include <popquiz/client/listing_op.hpp>

namespace popquiz::client {

client_errc listing_op::on_body(std::span<const std::string_view> spans) {
  for (const std::string_view span : spans) {
    lines_.feed(span);
    if (const client_errc verdict = take_lines(); verdict != client_errc::none) {
      return verdict;
    }
  }
  return client_errc::none;
}

client_errc listing_op::take_lines() {
  while (const auto text = lines_.next()) {
    octets_ += text->size();
    if (++count_ > on().settings().listing_entries || octets_ > on().settings().listing_octets) {
      return client_errc::listing_too_long;
    }
    on_line(*text, count_);
  }
  return lines_.overflowed() ? client_errc::listing_too_long : client_errc::none;
}

client_errc listing_op::on_body_end() {
  return client_errc::none;
}

}  // namespace popquiz::client
