#include "read_certificate.hpp"

#include "tls_context_impl.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace popquiz::net {
namespace {

constexpr std::size_t longest_text = 200;
constexpr std::size_t most_names = 64;

std::string_view octets_of(const ASN1_STRING* string) {
  const int size = ASN1_STRING_length(string);
  return size <= 0 ? std::string_view()
                   : std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
                                      static_cast<std::size_t>(size));
}

std::string address_text(std::string_view octets) {
  if (boost::asio::ip::address_v4::bytes_type v4{}; octets.size() == v4.size()) {
    std::copy(octets.begin(), octets.end(), v4.begin());
    return boost::asio::ip::address_v4(v4).to_string();
  }
  if (boost::asio::ip::address_v6::bytes_type v6{}; octets.size() == v6.size()) {
    std::copy(octets.begin(), octets.end(), v6.begin());
    return boost::asio::ip::address_v6(v6).to_string();
  }
  return "?";
}

std::string common_name_of(X509_NAME* subject) {
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  return at < 0 ? std::string()
                : printable(octets_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at))));
}

void read_alternative_names(X509* certificate, certificate_facts& into) {
  const general_names_ptr names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  const int count = names ? sk_GENERAL_NAME_num(names.get()) : 0;
  for (int i = 0; i < count; ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (into.hosts.size() == most_names || into.mail_addresses.size() == most_names) {
      return;
    }
    switch (name->type) {
      case GEN_DNS:
        into.hosts.push_back(printable(octets_of(name->d.dNSName)));
        break;
      case GEN_IPADD:
        into.hosts.push_back(address_text(octets_of(name->d.iPAddress)));
        break;
      case GEN_EMAIL:
        into.mail_addresses.push_back(printable(octets_of(name->d.rfc822Name)));
        break;
      case GEN_OTHERNAME:
        if (const std::string_view srv = srv_name_of(*name); !srv.empty()) {
          into.hosts.push_back(printable(srv));
        }
        break;
      default:
        break;
    }
  }
}

std::chrono::sys_seconds time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) {
    return {};
  }
  const std::chrono::year_month_day day{std::chrono::year{parts.tm_year + 1900},
                                        std::chrono::month{static_cast<unsigned>(parts.tm_mon + 1)},
                                        std::chrono::day{static_cast<unsigned>(parts.tm_mday)}};
  return std::chrono::sys_days{day} + std::chrono::hours{parts.tm_hour} + std::chrono::minutes{parts.tm_min} +
         std::chrono::seconds{parts.tm_sec};
}

}  // namespace

std::string printable(std::string_view octets) {
  std::string text(octets.substr(0, longest_text));
  std::replace_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

std::string name_text(const X509_NAME* name) {
  const bio_ptr out(BIO_new(BIO_s_mem()));
  constexpr unsigned long style = ASN1_STRFLGS_RFC2253 | XN_FLAG_SEP_CPLUS_SPC | XN_FLAG_FN_SN;
  if (!out || X509_NAME_print_ex(out.get(), name, 0, style) < 0) {
    return "?";
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  return size <= 0 ? std::string() : printable({data, static_cast<std::size_t>(size)});
}

std::string date_text(std::chrono::sys_seconds time) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  std::array<char, 32> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                                 static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return {text.data(), static_cast<std::size_t>(std::max(size, 0))};
}

std::string_view srv_name_of(const GENERAL_NAME& name) {
  if (name.type != GEN_OTHERNAME || OBJ_obj2nid(name.d.otherName->type_id) != NID_SRVName ||
      name.d.otherName->value->type != V_ASN1_IA5STRING) {
    return {};
  }
  return octets_of(name.d.otherName->value->value.ia5string);
}

std::optional<sha256_digest> fingerprint_of(const X509* certificate) {
  sha256_digest digest{};
  unsigned int size = 0;
  return X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1 && size == digest.size()
             ? std::optional(digest)
             : std::nullopt;
}

certificate_facts read_certificate(X509* certificate) {
  certificate_facts facts;
  facts.subject = name_text(X509_get_subject_name(certificate));
  facts.common_name = common_name_of(X509_get_subject_name(certificate));
  facts.issuer = name_text(X509_get_issuer_name(certificate));
  facts.not_before = time_of(X509_get0_notBefore(certificate));
  facts.not_after = time_of(X509_get0_notAfter(certificate));
  read_alternative_names(certificate, facts);
  if (const auto digest = fingerprint_of(certificate)) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const unsigned char octet : *digest) {
      facts.sha256 += facts.sha256.empty() ? "" : ":";
      facts.sha256 += digits[octet >> 4U];
      facts.sha256 += digits[octet & 15U];
    }
  }
  return facts;
}

}  // namespace popquiz::net
