#include "mail/mail_show.hpp"

#include "fetch/transfer_text.hpp"
#include "mail/mail_body.hpp"
#include "mail/mail_choice.hpp"
#include "mail/mail_date.hpp"
#include "mail/mail_trouble.hpp"
#include "mail/standard_output.hpp"
#include "mail/terminal_text.hpp"

#include <popquiz/client/mail_header.hpp>
#include <popquiz/client/mail_structure.hpp>
#include <popquiz/client/safe_text.hpp>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string.hpp>

#include <unistd.h>

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace popquiz::cli {
namespace {

namespace json = boost::json;
using client::mail_field;
using client::safe_line;

struct shown_field {
  std::string_view name;
  std::string_view key;  ///< in JSON
  bool has_addresses;
};
constexpr std::array<shown_field, 4> shown_fields{{
    {"From", "from", true},
    {"To", "to", true},
    {"Cc", "cc", true},
    {"Subject", "subject", false},
}};

struct attachment {
  const client::mail_part* part;
  std::uint64_t octets = 0;  ///< decoded
};

client::read_result find_attachments(client::message_octets& message, const client::mail_structure& in,
                                     std::vector<attachment>& into) {
  client::read_result result;
  for (std::size_t i = 0; i < in.parts.size() && result; ++i) {
    if (in.parts[i].is_attachment) {
      attachment& found = into.emplace_back(attachment{&in.parts[i]});
      result = decode_part(message, in.parts[i], client::part_form::octets, [&found](std::string_view piece) {
        found.octets += piece.size();
        return true;
      });
    }
  }
  return result;
}

/// A message on its way to standard output.
class message_printer {
 public:
  message_printer(chosen_mail& mail, const mail_show_arguments& arguments)
      : mail_(mail), arguments_(arguments), shown_(repertoire_of(STDOUT_FILENO)) {}

  sysexit print() {
    client::read_result why = read_structure(*mail_.octets, structure_);
    why = why ? find_attachments(*mail_.octets, structure_, attachments_) : std::move(why);
    if (!why) {
      return mail_trouble(why);
    }
    arguments_.json ? begin_object() : put_head();
    const auto take = [this](std::string_view text) {
      if (!arguments_.json) {
        return out_.put(text);
      }
      const std::string quoted = json::serialize(json::string(text));
      return out_.put(std::string_view(quoted).substr(1, quoted.size() - 2));
    };
    why = read_text(*mail_.octets, text_parts(structure_), shown_, take);
    if (arguments_.json) {
      out_.put("\"}\n");
    }
    const sysexit status = out_.end(why ? sysexit::ok : mail_trouble(why));
    if (status != sysexit::ok || structure_.fault == client::structure_fault::none) {
      return status;
    }
    return mail_trouble(
        fmt::format("message {} is not shown whole: {}", mail_.number + 1, describe(structure_.fault)),
        sysexit::data_error);
  }

 private:
  [[nodiscard]] const mail_field* find(std::string_view name) const {
    return find_field(structure_.header, name);
  }
  static std::string decoded(const mail_field& field, bool has_addresses) {
    return has_addresses ? client::decode_addresses(field.value) : client::decode_text(field.value);
  }

  void put_field(std::string_view name, std::string_view value) {
    out_.put(fmt::format("{}: {}\n", name, safe_line(value, shown_)));
  }

  void put_head() {
    if (arguments_.headers) {
      for (const mail_field& field : structure_.header) {
        put_field(field.name, client::decode_text(field.value));
      }
    } else {
      if (const mail_field* const date = find("Date"); date != nullptr) {
        put_field("Date", client::decode_text(date->value));
      }
      for (const shown_field& each : shown_fields) {
        if (const mail_field* const field = find(each.name); field != nullptr) {
          put_field(each.name, decoded(*field, each.has_addresses));
        }
      }
    }
    for (const attachment& each : attachments_) {
      const std::string& name = each.part->name;
      put_field("Attachment", fmt::format("{}{}{}, {}", name, name.empty() ? "" : ", ", each.part->type,
                                          size_text(each.octets)));
    }
    out_.put("\n");
  }

  /// All of the object but the end of its last string.
  void begin_object() {
    json::object o{{"number", mail_.number + 1}, {"name", safe_line(mail_.box->name(mail_.number))}};
    const mail_field* const date = find("Date");
    const auto seconds = date == nullptr ? std::nullopt : client::decode_date(date->value);
    o["date"] = seconds ? json::value(utc_text(*seconds)) : json::value();
    for (const shown_field& each : shown_fields) {
      const mail_field* const field = find(each.name);
      o[each.key] =
          field == nullptr ? json::value() : json::value(safe_line(decoded(*field, each.has_addresses)));
    }
    if (arguments_.headers) {
      json::array headers;
      for (const mail_field& field : structure_.header) {
        headers.push_back(json::array{field.name, safe_line(client::decode_text(field.value))});
      }
      o["headers"] = std::move(headers);
    }
    o["octets"] = mail_.octets->size();
    json::array attachments;
    for (const attachment& each : attachments_) {
      attachments.push_back(json::object{{"name", safe_line(each.part->name)},
                                         {"type", safe_line(each.part->type)},
                                         {"octets", each.octets}});
    }
    o["attachments"] = std::move(attachments);
    std::string text = json::serialize(o);
    text.pop_back();  // the text comes in pieces, however long it is
    out_.put(text + ",\"text\":\"");
  }

  chosen_mail& mail_;
  const mail_show_arguments& arguments_;
  client::repertoire shown_;
  client::mail_structure structure_;
  std::vector<attachment> attachments_;
  standard_output out_;
};

sysexit print_raw(client::message_octets& message) {
  standard_output out;
  std::string block(65536, '\0');
  client::read_result why;
  for (std::size_t got = 1; got != 0;) {
    why = message.read(block, got);
    if (!why || !out.put({block.data(), got})) {
      break;
    }
  }
  return out.end(why ? sysexit::ok : mail_trouble(why));
}

}  // namespace

sysexit show_mail(const mail_show_arguments& arguments) {
  sysexit status = sysexit::ok;
  auto mail = choose_mail(arguments.mailbox, arguments.message, status);
  if (!mail) {
    return status;
  }
  return arguments.raw ? print_raw(*mail->octets) : message_printer(*mail, arguments).print();
}

}  // namespace popquiz::cli
