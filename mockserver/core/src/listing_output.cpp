#include "listing_output.hpp"

#include "opened_maildrop.hpp"
#include "outbox.hpp"

#include <popquiz/parser/reply_serializer.hpp>

namespace popquiz::mockserver {

bool append_listing(std::string& out, const opened_maildrop& drop, listing_kind what, std::uint64_t number) {
  if (what == listing_kind::scan) {
    parser::append_scan_listing(out, number, drop.octets(number));
    return true;
  }
  return parser::append_unique_id_listing(out, number, drop.unique_id(number)) ==
         parser::serialize_errc::none;
}

body_progress text_output::write_some(outbox& out, std::size_t /*limit*/) {
  out.say(lines_);
  return body_progress::done;
}

body_progress listing_output::write_some(outbox& out, std::size_t limit) {
  while (!out.full(limit)) {
    line_.clear();
    if (next_ > drop_.messages()) {
      parser::append_body_end(line_);
      out.say(line_);
      return body_progress::done;
    }
    if (drop_.is_listed(next_)) {
      if (!append_listing(line_, drop_, what_, next_)) {
        return body_progress::failed;
      }
      out.say(line_);
    }
    ++next_;
  }
  return body_progress::more;
}

}  // namespace popquiz::mockserver
