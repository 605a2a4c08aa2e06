#include <popquiz/client/mail_summary.hpp>

#include <popquiz/client/mail_structure.hpp>

#include <string_view>

namespace popquiz::client {

read_result read_summary(const mailbox& from, std::size_t number, mail_summary& into) {
  into = {};
  into.number = number;
  into.name = from.name(number);
  read_result why;
  const auto message = from.open(number, why);
  if (message == nullptr) {
    return why;
  }
  into.octets = message->size();
  mail_structure structure;
  if (why = read_header(*message, structure); !why) {
    return why;
  }
  const auto value_of = [&structure](std::string_view name) {
    const mail_field* const field = find_field(structure.header, name);
    return field == nullptr ? std::string_view() : std::string_view(field->value);
  };
  into.subject = decode_text(value_of("Subject"));
  into.from = decode_first_address(value_of("From"));
  into.date = decode_date(value_of("Date"));
  into.flags = from.flags(number).value_or(flags_of_status(value_of("Status"), value_of("X-Status")));
  return {};
}

}  // namespace popquiz::client
