#pragma once

#include <popquiz/conformance/known_mail.hpp>
#include <popquiz/conformance/subject.hpp>
#include <popquiz/mockserver/reference_server.hpp>
#include <popquiz/script/script.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// Who logs in at a reference server of ours.
struct account_settings {
  std::string user = "quiz";
  std::string password = "sesame";
};

/// The reference server within this thread, without a socket and without waiting: time is a number
/// that jumps to the next deadline when neither side can go on. Everything repeats, octet for octet.
class memory_subject final : public subject {
 public:
  /// `settings.unique_text` is replaced by a counter when there is none.
  explicit memory_subject(account_settings account, mockserver::server_settings settings = {});
  ~memory_subject() override;

  /// Bends the server from now on; null: no more. Drops every connection.
  void set_overrides(std::shared_ptr<const script::script> overrides);
  /// Mail that is no fixture's, any line ends; until the next prepare().
  void set_mail(const std::vector<std::string>& messages);

  /// What an override asked for that can't be done; empty when all went well.
  [[nodiscard]] const std::string& override_problem() const noexcept;

  [[nodiscard]] sansio::io_result open(std::size_t session, sansio::time_point deadline) override;
  [[nodiscard]] sansio::io_result perform(std::size_t session, const sansio::next_action& action) override;
  void drop_all() override;
  [[nodiscard]] sansio::time_point now() const override { return now_; }
  [[nodiscard]] std::string error_text() const override { return error_text_; }
  [[nodiscard]] std::string name() const override { return "embedded reference server"; }
  /// A fresh maildrop with the messages of the check's fixture.
  [[nodiscard]] bool prepare(const script::script& dialogue, std::string& why) override;
  [[nodiscard]] std::unique_ptr<subject> another(std::string& why) const override;
  [[nodiscard]] const script::maildrop_facts& mail() const override { return mail_; }
  [[nodiscard]] bool knows_mail() const override { return true; }

 private:
  class link;

  /// Lets every session run until it has to wait. False when that does not end.
  [[nodiscard]] bool settle();
  void drop(link& gone);

  account_settings account_;
  mockserver::server_settings settings_;
  std::shared_ptr<const script::script> overrides_;
  mockserver::reference_server server_;
  std::map<std::size_t, std::unique_ptr<link>> links_;
  known_mail mail_;
  sansio::time_point now_;
  std::string error_text_;
};

}  // namespace popquiz::conformance
