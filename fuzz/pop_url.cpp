// POP URLs: any text is refused at a place within it, or read and printed so that the same is read again;
// what is read is within its limits; a password in it is refused, and repeated in nothing that is said.
#include "choices.hpp"
#include "finding.hpp"

#include <popquiz/client/pop_url.hpp>

#include <algorithm>
#include <string>
#include <string_view>

namespace popquiz::fuzz {
namespace {

using client::pop_url;
using client::pop_url_auth;
using client::pop_url_errc;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

/// "user:password@" in front of the host: RFC 2384 section 3 has no place for it.
bool has_password(std::string_view text) {
  const std::size_t begin = text.find("://");
  const std::size_t end = text.find('@');
  return begin != std::string_view::npos && end != std::string_view::npos && begin < end &&
         text.substr(begin + 3, end - begin - 3).find(':') != std::string_view::npos;
}

void require_within_limits(const pop_url& url) {
  require(url.user.size() <= client::pop_url_user_limit && !has_control(url.user), "a user name is one",
          url.user);
  require(!url.host.empty() && url.host.size() <= client::pop_url_host_limit, "a host has a name", url.host);
  require(url.host.find_first_of("/@;?#[]% ") == std::string::npos && !has_control(url.host), "a host is one",
          url.host);
  require(url.port != 0, "a port is one");
  require((url.auth == pop_url_auth::any) == url.mechanism.empty(), "a mechanism is named or not",
          url.mechanism);
  require(url.mechanism.size() <= (url.auth == pop_url_auth::extension ? client::pop_url_extension_limit
                                                                       : client::pop_url_mechanism_limit),
          "a mechanism's name is within its limit", url.mechanism);
}

void run(std::string_view text) {
  const client::pop_url_result read = client::parse_pop_url(text);
  if (!read.value) {
    require(read.code != pop_url_errc::none && !client::describe(read.code).empty(),
            "a refusal has a reason");
    require(read.offset <= text.size(), "a refusal is at a place within the text", text);
    return;
  }
  require(read.code == pop_url_errc::none, "what is read is not refused", text);
  require(text.size() <= client::pop_url_limit, "a text over the limit is refused");
  require(!has_password(text), "a password is refused", text);
  require_within_limits(*read.value);
  const std::string printed = client::print_pop_url(*read.value);
  const client::pop_url_result again = client::parse_pop_url(printed);
  // Percent-encoding may take what is printed over the limit of the whole.
  require(again.value || again.code == pop_url_errc::too_long, "what is printed is a URL", printed);
  require(!again.value || *again.value == *read.value, "what is printed says the same", printed);
  require(!again.value || client::print_pop_url(*again.value) == printed, "it is printed the same again",
          printed);
}

}  // namespace
}  // namespace popquiz::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  popquiz::fuzz::choices in(data, size);
  popquiz::fuzz::run(in.rest());
  return 0;
}
