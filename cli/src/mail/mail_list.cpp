#include "mail/mail_list.hpp"

#include "fetch/transfer_text.hpp"
#include "mail/mail_date.hpp"
#include "mail/mail_trouble.hpp"
#include "mail/standard_output.hpp"
#include "mail/terminal_text.hpp"
#include "progress.hpp"

#include <popquiz/client/mail_summary.hpp>
#include <popquiz/client/safe_text.hpp>

#include <fmt/format.h>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace popquiz::cli {
namespace {

using client::column_fill;
using client::mail_summary;
using client::safe_line;

std::string date_of(const mail_summary& s) {
  return s.date ? utc_text(*s.date) : std::string();
}

std::string sender_of(const mail_summary& s) {
  return s.from.address.empty() ? s.from.name
         : s.from.name.empty()  ? s.from.address
                                : s.from.name + " <" + s.from.address + ">";
}

/// How messages are printed: made once, since the width is that of the terminal now.
class row_printer {
 public:
  row_printer(bool json, std::size_t messages)
      : form_(json                           ? form::json
              : ::isatty(STDOUT_FILENO) != 0 ? form::columns
                                             : form::tabs),
        repertoire_(repertoire_of(STDOUT_FILENO)),
        number_columns_(fmt::formatted_size("{}", messages)) {
    if (form_ == form::columns) {
      columns_ = progress(STDOUT_FILENO).columns();
      const std::size_t fixed =
          number_columns_ + date_columns + size_columns + flag_columns + 5;  // and five spaces
      const std::size_t rest = std::max(columns_, fixed + least_rest) - fixed;
      from_columns_ = std::min(rest * 2 / 5, most_from);
      subject_columns_ = rest - from_columns_;
    }
  }

  [[nodiscard]] std::string operator()(const mail_summary& s) const {
    switch (form_) {
      case form::json:
        return as_json(s);
      case form::columns:
        return in_terminal_columns(s);
      case form::tabs:
        break;
    }
    return fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", s.number + 1, date_of(s), safe_line(sender_of(s)),
                       safe_line(s.subject), s.octets, s.flags.letters());
  }

 private:
  enum class form : std::uint8_t { tabs, columns, json };
  static constexpr std::size_t date_columns = 16;
  static constexpr std::size_t size_columns = 8;  // "1023 KiB"
  static constexpr std::size_t flag_columns = 3;
  static constexpr std::size_t least_rest = 20;  // for sender and subject
  static constexpr std::size_t most_from = 24;

  [[nodiscard]] std::string cell(std::string_view text, std::size_t columns) const {
    return in_columns(safe_line(text, repertoire_), columns, column_fill::right, repertoire_);
  }

  [[nodiscard]] std::string in_terminal_columns(const mail_summary& s) const {
    const std::string line =
        fmt::format("{:>{}} {:{}} {} {} {:>{}} {}", s.number + 1, number_columns_,
                    s.date ? local_text(*s.date) : std::string(), date_columns,
                    cell(s.from.name.empty() ? s.from.address : s.from.name, from_columns_),
                    cell(s.subject, subject_columns_), size_text(s.octets), size_columns, s.flags.letters());
    return in_columns(line, columns_, column_fill::none, repertoire_) + '\n';
  }

  [[nodiscard]] static std::string as_json(const mail_summary& s) {
    boost::json::array flags;
    for (const std::string_view name : s.flags.names()) {
      flags.emplace_back(name);
    }
    boost::json::object o{{"number", s.number + 1}, {"name", safe_line(s.name)}};
    o["date"] = s.date ? boost::json::value(date_of(s)) : boost::json::value();
    o["from"] = boost::json::object{{"name", safe_line(s.from.name)}, {"address", safe_line(s.from.address)}};
    o["subject"] = safe_line(s.subject);
    o["octets"] = s.octets;
    o["flags"] = std::move(flags);
    return boost::json::serialize(o) + '\n';
  }

  form form_;
  client::repertoire repertoire_;
  std::size_t number_columns_;
  std::size_t columns_ = 0;
  std::size_t from_columns_ = 0;
  std::size_t subject_columns_ = 0;
};

/// Date and place: what has no date comes first.
using place = std::pair<std::int64_t, std::size_t>;

/// Those to print, in order. Reads them, but keeps no more than their dates.
std::vector<place> places(const client::mailbox& box, const mail_list_arguments& arguments, sysexit& status) {
  const bool by_date = arguments.sort == "date";
  std::vector<place> all;
  for (std::size_t i = 0; i < box.size(); ++i) {
    mail_summary s;
    if (by_date || arguments.unread) {
      if (const client::read_result why = read_summary(box, i, s); !why) {
        status = mail_trouble(why);
        continue;
      }
    }
    if (!arguments.unread || !s.flags.has(client::mail_flag::seen)) {
      all.emplace_back(by_date ? s.date.value_or(std::numeric_limits<std::int64_t>::min()) : 0, i);
    }
  }
  std::ranges::sort(all);
  if (arguments.limit != 0 && all.size() > arguments.limit) {
    all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(arguments.limit));
  }
  return all;
}

}  // namespace

sysexit list_mail(const mail_list_arguments& arguments) {
  if (arguments.mailbox.empty()) {
    return mail_trouble("the PATH of a mailbox is needed (--help tells more)", sysexit::usage);
  }
  client::read_result why;
  const auto box = client::open_mailbox(arguments.mailbox, why);
  if (box == nullptr) {
    return mail_trouble(why);
  }
  const bool has_flags =
      box->kind() == client::mailbox_kind::maildir || box->kind() == client::mailbox_kind::mbox;
  if (arguments.unread && !has_flags) {
    return mail_trouble(
        "--unread needs a Maildir or an mbox: nobody notes in " + arguments.mailbox + " what was read",
        sysexit::usage);
  }
  sysexit status = sysexit::ok;
  standard_output out;
  const row_printer print(arguments.json, box->size());
  for (const auto& [date, number] : places(*box, arguments, status)) {
    mail_summary s;
    if (why = read_summary(*box, number, s); !why) {
      status = mail_trouble(why);
    } else if (!out.put(print(s))) {
      break;
    }
  }
  return out.end(status);
}

}  // namespace popquiz::cli
