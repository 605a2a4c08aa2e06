#pragma once

#include <span>
#include <string_view>

namespace popquiz::parser {

namespace detail {
struct scan_functions;
}

/// One implementation of the loops that look at every octet of a body. All give the same results;
/// they differ in speed. Which are there depends on the machine: "AVX3" (AVX-512), "AVX2", "SSE4",
/// "SSSE3", "SSE2", "NEON" ..., and always "scalar", the reference.
class kernel {
 public:
  /// The fastest one this machine can run.
  kernel() noexcept;

  /// Valid for ever.
  [[nodiscard]] std::string_view name() const noexcept;

  /// For the parser's own sources.
  [[nodiscard]] const detail::scan_functions& functions() const noexcept { return *functions_; }

  friend bool operator==(kernel, kernel) = default;

 private:
  friend std::span<const kernel> kernels() noexcept;
  explicit kernel(const detail::scan_functions& functions) noexcept : functions_(&functions) {}

  const detail::scan_functions* functions_;
};

/// What this machine can run, the fastest first, "scalar" last. Valid for ever.
[[nodiscard]] std::span<const kernel> kernels() noexcept;

}  // namespace popquiz::parser
