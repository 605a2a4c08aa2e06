#include <popquiz/client/maildrop_ops.hpp>

namespace popquiz::client {

using parser::append_command;
using parser::verb;

void stat_op::begin() {
  send(verb::stat, append_command(fresh_line(), verb::stat), false);
}

client_errc stat_op::on_status(const parser::reply_event& event) {
  if (event.ok) {
    const auto listing = parser::parse_drop_listing(event.text, on().settings().mode);
    if (listing) {
      listing_ = listing.value;
    } else {
      malformed(listing.error, text_offset() + listing.offset, 0);
    }
  }
  return client_errc::none;
}

void list_op::begin() {
  if (message_) {
    send(verb::list, append_command(fresh_line(), verb::list, *message_), true);
  } else {
    send(verb::list, append_command(fresh_line(), verb::list), false);
  }
}

client_errc list_op::on_status(const parser::reply_event& event) {
  if (event.ok && message_) {
    const auto listing = parser::parse_scan_listing(event.text, on().settings().mode);
    if (listing) {
      entries_.push_back(listing.value);
    } else {
      malformed(listing.error, text_offset() + listing.offset, 0);
    }
  }
  return client_errc::none;
}

void list_op::on_line(std::string_view text, std::uint64_t number) {
  const auto listing = parser::parse_scan_listing(text, on().settings().mode);
  if (listing) {
    entries_.push_back(listing.value);
  } else {
    malformed(listing.error, listing.offset, number);
  }
}

void uidl_op::begin() {
  if (message_) {
    send(verb::uidl, append_command(fresh_line(), verb::uidl, *message_), true);
  } else {
    send(verb::uidl, append_command(fresh_line(), verb::uidl), false);
  }
}

client_errc uidl_op::on_status(const parser::reply_event& event) {
  if (event.ok && message_) {
    const auto listing = parser::parse_unique_id_listing(event.text, on().settings().mode);
    if (listing) {
      entries_.push_back({listing.value.number, std::string(listing.value.unique_id)});
    } else {
      malformed(listing.error, text_offset() + listing.offset, 0);
    }
  }
  return client_errc::none;
}

void uidl_op::on_line(std::string_view text, std::uint64_t number) {
  const auto listing = parser::parse_unique_id_listing(text, on().settings().mode);
  if (listing) {
    entries_.push_back({listing.value.number, std::string(listing.value.unique_id)});
  } else {
    malformed(listing.error, listing.offset, number);
  }
}

}  // namespace popquiz::client
