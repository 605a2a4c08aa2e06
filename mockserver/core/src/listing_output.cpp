#include "listing_output.hpp"

#include "opened_maildrop.hpp"
#include "outbox.hpp"

namespace popquiz::mockserver {

std::string listing(const opened_maildrop& drop, listing_kind what, std::uint64_t number) {
  std::string line = std::to_string(number) + " ";
  if (what == listing_kind::scan) {
    line += std::to_string(drop.octets(number));
  } else {
    line += drop.unique_id(number);
  }
  return line;
}

body_progress text_output::write_some(outbox& out, std::size_t /*limit*/) {
  out.say(lines_);
  return body_progress::done;
}

body_progress listing_output::write_some(outbox& out, std::size_t limit) {
  while (out.octets() < limit) {
    if (next_ > drop_.messages()) {
      out.say(".\r\n");
      return body_progress::done;
    }
    if (drop_.is_listed(next_)) {
      out.say(listing(drop_, what_, next_));
      out.say("\r\n");
    }
    ++next_;
  }
  return body_progress::more;
}

}  // namespace popquiz::mockserver
