#include "options/shared_options.hpp"

namespace popquiz::cli {

CLI::Validator unnamed(const CLI::Validator& v) {
  return v.description("");
}

void add_password(CLI::App& to, std::string& user, const char* who, std::string& file,
                  std::string& variable) {
  to.add_option("--user", user, who)->type_name("NAME");
  auto* const by_file =
      to.add_option("--password-file", file, "The password is the first line of FILE")->type_name("FILE");
  to.add_option("--password-env", variable, "The password is the value of the environment variable NAME")
      ->type_name("NAME")
      ->excludes(by_file);
}

void add_listen(CLI::App& to, listen_arguments& into) {
  to.add_option("--listen", into.listen, "Address and port; port 0 lets the system choose")
      ->type_name("ADDRESS:PORT")
      ->capture_default_str();
}

void add_certificate(CLI::App& to, listen_arguments& into) {
  auto* const certificate =
      to.add_option("--tls-certificate", into.tls_certificate, "TLS, with this chain (PEM)")
          ->type_name("FILE");
  auto* const key = to.add_option("--tls-key", into.tls_key, "The certificate's key (PEM)")
                        ->type_name("FILE")
                        ->needs(certificate);
  certificate->needs(key);
  to.add_option("--tls-self-signed", into.tls_self_signed,
                "TLS, with a new certificate for the address, which is written to FILE")
      ->type_name("FILE")
      ->excludes(certificate);
  to.add_option(
        "--tls-authority", into.tls_authority,
        "TLS, with a certificate of an authority that is made at start: what to trust is written to FILE. "
        "Also for the wrong certificates that a script or --tls-as shows")
      ->type_name("FILE")
      ->excludes(certificate)
      ->excludes("--tls-self-signed");
  to.add_option("--tls-as", into.tls_as,
                "Show another certificate, at once or by STLS: self-signed, expired, other-host, "
                "unknown-issuer, subject-only, wildcard, partial-wildcard, uri-only (all wrong), or "
                "several-names; needs --tls-authority")
      ->type_name("FAULT")
      ->check(unnamed(CLI::IsMember({"self-signed", "expired", "other-host", "unknown-issuer", "subject-only",
                                     "wildcard", "partial-wildcard", "uri-only", "several-names"})))
      ->needs("--tls-authority");
}

void add_tls_mode(CLI::App& to, listen_arguments& into) {
  to.add_option("--tls-mode", into.tls_mode,
                "How TLS begins: implicit (at the first octet, RFC 8314) or stls (RFC 2595)")
      ->type_name("MODE")
      ->check(unnamed(CLI::IsMember({"implicit", "stls"})))
      ->capture_default_str();
}

void add_format(CLI::App& to, std::string& into, const char* what) {
  to.add_option("--format", into, what)
      ->type_name("FORMAT")
      ->check(unnamed(CLI::IsMember({"text", "json"})))
      ->capture_default_str();
}

CLI::Option* add_ca_file(CLI::App& to, std::string& into) {
  return to.add_option("--ca-file", into, "Trust the issuers in FILE (PEM) instead of the system's")
      ->type_name("FILE");
}

}  // namespace popquiz::cli
