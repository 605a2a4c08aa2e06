#pragma once

#include <popquiz/sansio/sasl_exchange.hpp>
#include <popquiz/sasl/mechanism.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace popquiz::sasl {

/// What every exchange does in front of its mechanism: it takes no more than step_limit octets, nothing
/// behind a failure, and silence only in the beginning.
class bounded_exchange : public sansio::sasl_exchange {
 public:
  [[nodiscard]] std::string_view mechanism() const noexcept final { return info_.name; }
  [[nodiscard]] std::string_view why() const noexcept final { return why_; }
  [[nodiscard]] sansio::sasl_answer step(std::optional<std::string_view> heard) final;

 protected:
  explicit bounded_exchange(const mechanism_info& info) noexcept : info_(info) {}

  /// One step of the mechanism. `is_first`: it has not been called yet.
  [[nodiscard]] virtual sansio::sasl_answer next(std::optional<std::string_view> heard, bool is_first) = 0;
  /// For good. `why`: text that lives for ever and holds nothing the peer said.
  [[nodiscard]] sansio::sasl_answer fail(std::string_view why) noexcept;
  /// Why the peer's +OK should not be expected, though nothing has failed here.
  void explain(std::string_view why) noexcept { why_ = why; }
  [[nodiscard]] const mechanism_info& info() const noexcept { return info_; }

 private:
  const mechanism_info& info_;
  std::string_view why_;
  bool begun_ = false;
  bool failed_ = false;
};

inline constexpr std::string_view is_over = "the exchange is over";

}  // namespace popquiz::sasl
