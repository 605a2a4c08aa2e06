#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>

#include "bounded_exchange.hpp"

#include <gsasl.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::sasl {

struct gsasl_deleter {
  void operator()(Gsasl* library) const noexcept { gsasl_done(library); }
  void operator()(Gsasl_session* session) const noexcept { gsasl_finish(session); }
};

enum class sasl_side : std::uint8_t { client, server };

/// What both sides of an exchange of GNU SASL's have in common. A library handle for each, which takes a
/// microsecond to make, so that exchanges may live on any thread.
class gsasl_session : public bounded_exchange {
 public:
  /// Wipes the passwords and keys that GNU SASL holds as properties; what it has copied elsewhere it frees
  /// as it is.
  ~gsasl_session() override;
  gsasl_session(const gsasl_session&) = delete;
  gsasl_session& operator=(const gsasl_session&) = delete;

 protected:
  explicit gsasl_session(const mechanism_info& info) noexcept : bounded_exchange(info) {}

  /// Makes library and session. False when GNU SASL can't.
  [[nodiscard]] bool start(sasl_side side);
  void set(Gsasl_property property, const std::string& value);
  /// What `property` holds, without asking the callback. Valid until it is set or wiped.
  [[nodiscard]] std::string_view property(Gsasl_property which) const noexcept;
  [[nodiscard]] sansio::sasl_answer run(std::optional<std::string_view> heard);

  [[nodiscard]] Gsasl* library() const noexcept { return library_.get(); }
  [[nodiscard]] Gsasl_session* session() const noexcept { return session_.get(); }

 private:
  std::unique_ptr<Gsasl, gsasl_deleter> library_;
  std::unique_ptr<Gsasl_session, gsasl_deleter> session_;
  bool finished_ = false;
};

}  // namespace popquiz::sasl
