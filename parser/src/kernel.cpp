#include <popquiz/parser/kernel.hpp>

#include "scan.hpp"

#include <vector>

namespace popquiz::parser {

std::span<const kernel> kernels() noexcept {
  static const std::vector<kernel> all = [] {
    std::vector<kernel> found;
    for (const detail::scan_functions* const functions : detail::simd_functions()) {
      found.push_back(kernel(*functions));
    }
    found.push_back(kernel(detail::scalar_functions));
    return found;
  }();
  return all;
}

kernel::kernel() noexcept : functions_(kernels().front().functions_) {}

std::string_view kernel::name() const noexcept {
  return functions_->name;
}

}  // namespace popquiz::parser
