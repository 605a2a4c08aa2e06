#pragma once

#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/conformance/memory_subject.hpp>
#include <popquiz/conformance/tcp_subject.hpp>
#include <popquiz/mockserver/embedded_server.hpp>

#include <memory>
#include <string>

namespace popquiz::conformance {

/// The reference server in this process, reached over TCP as any other server is. It offers STLS with a
/// certificate made for it, which is trusted.
class embedded_subject final : public tcp_subject {
 public:
  /// Null and `why` set when no port can be had.
  [[nodiscard]] static std::unique_ptr<embedded_subject> start(account_settings account, std::string& why);
  ~embedded_subject() override;

  [[nodiscard]] std::string name() const override { return "embedded reference server"; }
  /// A fresh maildrop with the messages of the check's fixture.
  [[nodiscard]] bool prepare(const script::script& dialogue, std::string& why) override;
  [[nodiscard]] std::unique_ptr<subject> another(std::string& why) const override;
  [[nodiscard]] const script::maildrop_facts& mail() const override { return mail_; }
  [[nodiscard]] bool knows_mail() const override { return true; }

 private:
  embedded_subject(account_settings account, net::endpoint where,
                   std::unique_ptr<mockserver::embedded_server> server);

  account_settings account_;
  std::unique_ptr<mockserver::embedded_server> server_;
  known_mail mail_;
};

}  // namespace popquiz::conformance
