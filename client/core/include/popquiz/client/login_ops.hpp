#pragma once

#include <popquiz/client/command_op.hpp>
#include <popquiz/sansio/digest.hpp>

#include <string>

namespace popquiz::client {

/// USER and PASS (RFC 1939 s7). Both lines are checked before the first is sent; PASS is only sent when
/// USER was answered +OK. The password goes out verbatim. Whether to send it in clear at all, or at
/// all when CAPA did not announce USER (RFC 2449 s6.2), is the caller's to decide.
class login_op final : public command_op {
 public:
  login_op(session& on, std::string user, std::string password)
      : command_op(on), user_(std::move(user)), password_(std::move(password)) {}

 private:
  void begin() override;
  void on_reply(bool ok) override;

  std::string user_;
  std::string password_;
  bool user_given_ = false;
};

/// APOP with the greeting's timestamp (RFC 1939 s7); no_timestamp when it has none that is a valid msg-id.
class apop_op final : public command_op {
 public:
  /// `md5`: popquiz::net::md5_hex or its like.
  apop_op(session& on, std::string user, std::string secret, sansio::md5_hex_function md5)
      : command_op(on), user_(std::move(user)), secret_(std::move(secret)), md5_(md5) {}

 private:
  void begin() override;

  std::string user_;
  std::string secret_;
  sansio::md5_hex_function md5_;
};

}  // namespace popquiz::client
