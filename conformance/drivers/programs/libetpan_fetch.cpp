// Fetches all mail with libetpan: popquiz-libetpan clear|stls|tls keep|remove, all else from POPQUIZ_*.
#include "certificate_check.hpp"

#include <libetpan/libetpan.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

namespace {

[[noreturn]] void give_up(const std::string& why) {
  std::fputs((why + "\n").c_str(), stderr);
  std::exit(1);
}

void need(int status, const std::string& what) {
  if (status != MAILPOP3_NO_ERROR) {
    give_up(what + ": libetpan's error " + std::to_string(status));
  }
}

}  // namespace

int main(int count, char** words) {
  const std::string how = count > 1 ? words[1] : "";
  if (how == "--version") {
    return std::printf("libetpan %d.%d\n", libetpan_get_version_major(), libetpan_get_version_minor()) < 0;
  }
  const std::string host = std::getenv("POPQUIZ_HOST");
  const auto port = static_cast<std::uint16_t>(std::stoi(std::getenv("POPQUIZ_PORT")));
  mailpop3* const session = mailpop3_new(0, nullptr);
  mailpop3_set_timeout(session, 10);
  need(how == "tls" ? mailpop3_ssl_connect(session, host.c_str(), port)
                    : mailpop3_socket_connect(session, host.c_str(), port),
       "connecting");
  if (how == "stls") {
    need(mailpop3_socket_starttls(session), "STLS");
  }
  if (how != "clear" && !is_trusted(session->pop3_stream, std::getenv("POPQUIZ_CA"), host)) {
    give_up("the certificate is not trusted");
  }
  need(mailpop3_login(session, std::getenv("POPQUIZ_USER"), std::getenv("POPQUIZ_PASSWORD")), "login");
  carray* list = nullptr;
  need(mailpop3_list(session, &list), "LIST");
  for (unsigned i = 0; i < carray_count(list); ++i) {
    const auto* const listed = static_cast<mailpop3_msg_info*>(carray_get(list, i));
    if (listed == nullptr) {  // a number that LIST leaves out
      continue;
    }
    const unsigned number = listed->msg_index;
    char* octets = nullptr;
    std::size_t size = 0;
    need(mailpop3_retr(session, number, &octets, &size), "RETR");
    std::ofstream file("mail/" + std::to_string(number), std::ios::binary);
    file.write(octets, static_cast<std::streamsize>(size));
    file.close();
    mailpop3_retr_free(octets);
    if (!file) {
      give_up("a message can't be written");
    }
    if (count > 2 && std::string(words[2]) == "remove") {
      need(mailpop3_dele(session, number), "DELE");
    }
  }
  need(mailpop3_quit(session), "QUIT");
  mailpop3_free(session);
  return 0;
}
