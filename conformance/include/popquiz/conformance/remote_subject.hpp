#pragma once

#include <popquiz/conformance/fixture_mail.hpp>
#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/conformance/tcp_subject.hpp>
#include <popquiz/script/player.hpp>

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace popquiz::conformance {

class mail_reader;

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
  /// To be called before the fixtures are delivered: what is there then is none of them.
  [[nodiscard]] bool note_what_is_there(std::string& why);
  /// Learns until every one of the fixtures is there, for `patience` at most, and then until two readings
  /// agree. One that can't be recognised, since the server changes its octets or does not give it, is
  /// there when as many messages are new as were delivered: checks then find what is wrong with it. There
  /// must be fixtures.
  [[nodiscard]] learned await_fixtures(sansio::duration patience, std::string& why);
  /// Deletes the fixtures by DELE, and nothing else: of those, what is recognised. False and `why` set when
  /// some may be left. There must be fixtures.
  [[nodiscard]] bool delete_fixtures(std::string& why);

  [[nodiscard]] bool prepare(const script::script& dialogue, std::string& why) override;
  [[nodiscard]] std::unique_ptr<subject> another(std::string& why) const override;
  [[nodiscard]] const script::maildrop_facts& mail() const override { return mail_; }
  [[nodiscard]] bool knows_mail() const override { return knows_mail_; }
  [[nodiscard]] std::string keeps_mail() const override;

 private:
  struct listed_message {
    std::string unique_id;               ///< empty: the server has none
    std::optional<std::size_t> fixture;  ///< which of them it was recognised as
  };

  [[nodiscard]] mail_reader new_reader();
  [[nodiscard]] bool wait_for_login(std::string& why);
  [[nodiscard]] std::size_t fixtures_found() const;
  [[nodiscard]] bool place_what_is_missing();

  script::player_settings login_;
  std::optional<known_mail> told_;
  std::optional<fixture_mail> fixtures_;
  known_mail mail_;
  std::vector<listed_message> listed_;  ///< as of the last learn()
  std::size_t messages_before_ = 0;
  std::set<std::string> unique_ids_before_;
  std::set<std::string> placed_;  ///< unique-ids of fixtures that are known by their place alone
  std::map<std::string, std::string> content_by_unique_id_;
  bool knows_mail_ = false;
  bool must_learn_ = true;
};

}  // namespace popquiz::conformance
