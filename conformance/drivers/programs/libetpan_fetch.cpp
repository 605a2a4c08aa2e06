// Fetches all mail with libetpan: popquiz-libetpan clear|stls|tls keep|remove, all else from POPQUIZ_*.
// The library verifies no certificate; it leaves that to its caller.
#include <libetpan/libetpan.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

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

void verify(mailstream* stream, const std::string& host) {
  carray* const chain = mailstream_get_certificate_chain(stream);
  STACK_OF(X509)* const certificates = sk_X509_new_null();
  for (unsigned i = 0; chain != nullptr && i < carray_count(chain); ++i) {
    const auto* const der = static_cast<const MMAPString*>(carray_get(chain, i));
    const auto* octets = reinterpret_cast<const unsigned char*>(der->str);
    sk_X509_push(certificates, d2i_X509(nullptr, &octets, static_cast<long>(der->len)));
  }
  X509_STORE* const trusted = X509_STORE_new();
  X509_STORE_CTX* const check = X509_STORE_CTX_new();
  X509* const own = sk_X509_value(certificates, 0);
  if (own == nullptr || X509_STORE_load_file(trusted, std::getenv("POPQUIZ_CA")) != 1 ||
      X509_STORE_CTX_init(check, trusted, own, certificates) != 1 ||
      X509_STORE_CTX_set_default(check, "ssl_server") != 1 || X509_verify_cert(check) != 1 ||
      (X509_check_ip_asc(own, host.c_str(), 0) != 1 &&
       X509_check_host(own, host.c_str(), 0, 0, nullptr) != 1)) {
    give_up("the certificate is not trusted");
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
  if (how != "clear") {
    verify(session->pop3_stream, host);
  }
  need(mailpop3_login(session, std::getenv("POPQUIZ_USER"), std::getenv("POPQUIZ_PASSWORD")), "login");
  carray* list = nullptr;
  need(mailpop3_list(session, &list), "LIST");
  for (unsigned i = 0; i < carray_count(list); ++i) {
    const unsigned number = static_cast<mailpop3_msg_info*>(carray_get(list, i))->msg_index;
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
