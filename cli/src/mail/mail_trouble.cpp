#include "mail/mail_trouble.hpp"

#include "mail/terminal_text.hpp"
#include "options/remark.hpp"

#include <popquiz/client/safe_text.hpp>

#include <unistd.h>

namespace popquiz::cli {

sysexit sysexit_of(client::read_errc code) noexcept {
  switch (code) {
    case client::read_errc::none:
      return sysexit::ok;
    case client::read_errc::not_found:
    case client::read_errc::not_permitted:
      return sysexit::no_input;
    case client::read_errc::not_a_mailbox:
    case client::read_errc::too_many:
      return sysexit::data_error;
    case client::read_errc::io_error:
      return sysexit::io_error;
  }
  return sysexit::software;
}

sysexit mail_trouble(std::string_view what, sysexit status) {
  remark(client::safe_line(what, repertoire_of(STDERR_FILENO)));
  return status;
}

sysexit mail_trouble(const client::read_result& why) {
  return mail_trouble(why.what, sysexit_of(why.code));
}

}  // namespace popquiz::cli
