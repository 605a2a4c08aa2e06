#pragma once

#include <popquiz/conformance/fixture_mail.hpp>
#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/conformance/tcp_subject.hpp>
#include <popquiz/script/player.hpp>

#include <map>
#include <optional>
#include <string>

namespace popquiz::conformance {

struct remote_settings {
  net::endpoint where;
  script::player_settings login;   ///< name, password, patience
  std::optional<known_mail> mail;  ///< what the maildrop holds, told by the user
  /// What popquiz has put into the maildrop, which may hold other mail, too. Then no check runs that
  /// deletes messages as long as there is other mail.
  std::optional<fixture_mail> fixtures = {};
};

/// A server of somebody else's. Its mail is what it is: learned by login, LIST, UIDL and RETR before the
/// first check and after each one that changes it.
class remote_subject final : public tcp_subject {
 public:
  explicit remote_subject(remote_settings settings)
      : tcp_subject(settings.where),
        login_(std::move(settings.login)),
        told_(std::move(settings.mail)),
        fixtures_(std::move(settings.fixtures)) {}

  enum class learned : std::uint8_t {
    yes,
    unusable,    ///< the server can't be used
    other_mail,  ///< the maildrop does not hold what `mail` says
  };
  /// Asks the server for its mail now. `why` is set unless the answer is yes.
  [[nodiscard]] learned learn(std::string& why);
  /// Learns until every one of the fixtures is there, for `patience` at most.
  [[nodiscard]] learned await_fixtures(sansio::duration patience, std::string& why);
  /// Deletes the fixtures by DELE, and nothing else. False and `why` set when the server does not do so.
  [[nodiscard]] bool delete_fixtures(std::string& why);

  [[nodiscard]] bool prepare(const script::script& dialogue, std::string& why) override;
  [[nodiscard]] const script::maildrop_facts& mail() const override { return mail_; }
  [[nodiscard]] bool knows_mail() const override { return knows_mail_; }
  [[nodiscard]] std::string keeps_mail() const override;

 private:
  [[nodiscard]] bool wait_for_login(std::string& why);

  script::player_settings login_;
  std::optional<known_mail> told_;
  std::optional<fixture_mail> fixtures_;
  known_mail mail_;
  std::size_t fixtures_found_ = 0;
  std::map<std::string, std::string> content_by_unique_id_;
  bool knows_mail_ = false;
  bool must_learn_ = true;
};

}  // namespace popquiz::conformance
