#include "mail/mail_export.hpp"

#include "mail/mail_choice.hpp"
#include "mail/mail_trouble.hpp"
#include "mail/new_files.hpp"
#include "mail/standard_output.hpp"

#include <popquiz/client/mail_structure.hpp>
#include <popquiz/client/part_decoder.hpp>
#include <popquiz/client/safe_file_name.hpp>

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace popquiz::cli {
namespace {

using client::mail_part;

/// Saves files one by one and tells their paths.
class exporter {
 public:
  explicit exporter(client::message_octets& message) : message_(message) {}

  sysexit open(const std::string& folder) {
    std::string why;
    return files_.open(folder, why) ? sysexit::ok : mail_trouble(why, sysexit::cannot_create);
  }

  /// The octets of `part` as the sender had them.
  sysexit save(const mail_part& part, std::string_view name) {
    std::string why;
    if (!files_.begin(name, why)) {
      return mail_trouble(why, sysexit::cannot_create);
    }
    bool written = true;
    const client::read_result read =
        decode_part(message_, part, client::part_form::octets,
                    [&](std::string_view octets) { return written = files_.write(octets, why); });
    if (!read) {
      files_.abandon();
      return mail_trouble(read);
    }
    if (!written || !files_.end(why)) {
      files_.abandon();
      return mail_trouble(why, sysexit::io_error);
    }
    out_.put(files_.path() + '\n');
    return sysexit::ok;
  }

  [[nodiscard]] sysexit end(sysexit status) { return out_.end(status); }

 private:
  client::message_octets& message_;
  new_files files_;
  standard_output out_;
};

sysexit save_attachments(exporter& to, const client::mail_structure& structure, std::size_t number) {
  unsigned found = 0;
  for (const mail_part& part : structure.parts) {
    if (!part.is_attachment) {
      continue;
    }
    ++found;
    const char* const extension = part.type == "message/rfc822" ? ".eml" : "";
    const std::string name =
        client::safe_file_name(part.name, fmt::format("attachment-{}{}", found, extension));
    if (const sysexit status = to.save(part, name); status != sysexit::ok) {
      return status;
    }
  }
  if (structure.fault != client::structure_fault::none) {
    return mail_trouble(
        fmt::format("not all attachments of message {} are found: {}", number + 1, describe(structure.fault)),
        sysexit::data_error);
  }
  return found != 0 ? sysexit::ok
                    : mail_trouble(fmt::format("message {} has no attachments", number + 1), sysexit::ok);
}

sysexit save_message(exporter& to, const chosen_mail& mail) {
  mail_part whole;
  whole.octets = mail.octets->size();
  const std::string plain = fmt::format("message-{}", mail.number + 1);
  std::string name = client::safe_file_name(mail.box->name(mail.number), plain);
  return to.save(whole, name.ends_with(".eml") ? name : name + ".eml");
}

}  // namespace

sysexit export_mail(const mail_export_arguments& arguments) {
  sysexit status = sysexit::ok;
  if (arguments.to.empty()) {
    return mail_trouble("--to DIR is needed: the folder for the files", sysexit::usage);
  }
  const auto mail = choose_mail(arguments.mailbox, arguments.message, status);
  if (!mail) {
    return status;
  }
  client::mail_structure structure;
  if (const client::read_result why = read_structure(*mail->octets, structure); !why) {
    return mail_trouble(why);
  }
  exporter to(*mail->octets);
  if (status = to.open(arguments.to); status != sysexit::ok) {
    return status;
  }
  status = arguments.eml ? save_message(to, *mail) : save_attachments(to, structure, mail->number);
  return to.end(status);
}

}  // namespace popquiz::cli
