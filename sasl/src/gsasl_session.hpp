#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/mechanism.hpp>

#include <gsasl.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

/// GNU SASL's library handle: one for each exchange, so that exchanges may live on any thread.
struct gsasl_deleter {
  void operator()(Gsasl* library) const noexcept { gsasl_done(library); }
  void operator()(Gsasl_session* session) const noexcept { gsasl_finish(session); }
};

/// What both sides of an exchange of GNU SASL's have in common.
class gsasl_session : public sansio::sasl_exchange {
 public:
  [[nodiscard]] std::string_view mechanism() const noexcept override { return info_.name; }
  [[nodiscard]] std::string_view why() const noexcept override { return why_; }

 protected:
  explicit gsasl_session(const mechanism_info& info) : info_(info) {}

  /// Makes library and session. False when GNU SASL can't.
  [[nodiscard]] bool start(bool is_client);
  void set(Gsasl_property property, const std::string& value);
  void set_binding(const sansio::channel_binding& binding);
  [[nodiscard]] sansio::sasl_answer run(std::optional<std::string_view> heard);
  [[nodiscard]] sansio::sasl_answer fail(std::string_view why);

  [[nodiscard]] const mechanism_info& info() const noexcept { return info_; }
  [[nodiscard]] Gsasl* library() const noexcept { return library_.get(); }
  [[nodiscard]] Gsasl_session* session() const noexcept { return session_.get(); }
  [[nodiscard]] bool finished() const noexcept { return finished_; }

 private:
  const mechanism_info& info_;
  std::unique_ptr<Gsasl, gsasl_deleter> library_;
  std::unique_ptr<Gsasl_session, gsasl_deleter> session_;
  std::string_view why_;
  bool finished_ = false;
  bool failed_ = false;
};

}  // namespace popquiz::sasl
