#include "smtp_delivery.hpp"

#include "printable_utf8.hpp"

#include <popquiz/conformance/known_mail.hpp>

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace popquiz::conformance {
namespace {

constexpr long connect_limit = 10;  // seconds

struct curl_deleter {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

std::size_t give_octets(char* into, std::size_t size, std::size_t count, void* from) {
  auto& left = *static_cast<std::string_view*>(from);
  const std::size_t given = left.copy(into, size * count);
  left.remove_prefix(given);
  return given;
}

std::size_t drop_octets(char* /*octets*/, std::size_t size, std::size_t count, void* /*into*/) {
  return size * count;
}

/// The last refusal (RFC 5321 §4.2.1); what follows it, as the answer to QUIT, explains nothing.
std::size_t keep_line(char* octets, std::size_t size, std::size_t count, void* into) {
  constexpr std::size_t limit = 200;
  std::string_view line(octets, size * count);
  line = line.substr(0, std::min(limit, line.find_last_not_of("\r\n") + 1));
  if (line.starts_with('4') || line.starts_with('5')) {
    static_cast<std::string*>(into)->assign(line);
  }
  return size * count;
}

}  // namespace

bool deliver_by_smtp(const mail_delivery& how, const fixture_mail& mail, std::string& why) {
  const std::unique_ptr<CURL, curl_deleter> curl(curl_easy_init());
  const std::unique_ptr<curl_slist, curl_deleter> recipients(
      curl_slist_append(nullptr, how.recipient.c_str()));
  if (!curl || !recipients) {
    why = "libcurl can't be used";
    return false;
  }
  const std::string url = "smtp://" + how.where + "/popquiz.example";  // what EHLO says
  std::string answer;
  CURL* const to = curl.get();
  curl_easy_setopt(to, CURLOPT_URL, url.c_str());
  curl_easy_setopt(to, CURLOPT_PROTOCOLS_STR, "smtp");
  curl_easy_setopt(to, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(to, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(to, CURLOPT_CONNECTTIMEOUT, connect_limit);
  curl_easy_setopt(to, CURLOPT_TIMEOUT, static_cast<long>(how.limit.count()));
  curl_easy_setopt(to, CURLOPT_MAIL_FROM, "popquiz@popquiz.example");
  curl_easy_setopt(to, CURLOPT_MAIL_RCPT, recipients.get());
  curl_easy_setopt(to, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(to, CURLOPT_READFUNCTION, give_octets);
  curl_easy_setopt(to, CURLOPT_WRITEFUNCTION, drop_octets);
  curl_easy_setopt(to, CURLOPT_HEADERFUNCTION, keep_line);
  curl_easy_setopt(to, CURLOPT_HEADERDATA, &answer);
  for (const fixture_message& message : mail.messages()) {
    const std::string octets = canonical_message(message.octets);
    std::string_view left = octets;
    curl_easy_setopt(to, CURLOPT_READDATA, &left);
    if (const CURLcode code = curl_easy_perform(to); code != CURLE_OK) {
      why = fmt::format("--smtp {}: the message {} was not taken: {}{}", how.where, message.name,
                        curl_easy_strerror(code),
                        answer.empty() ? "" : fmt::format("; the server said: {}", printable_utf8(answer)));
      return false;
    }
  }
  return true;
}

}  // namespace popquiz::conformance
