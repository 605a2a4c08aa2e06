#pragma once

#include <popquiz/conformance/driver.hpp>
#include <popquiz/mockserver/generated_messages.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace popquiz::measure {

/// The mail of a workload, and whether somebody has delivered just that. A single message is compared as it
/// is read; of several the whole mail is held.
class expected_mail {
 public:
  /// `messages` is not null.
  explicit expected_mail(std::shared_ptr<const mockserver::generated_messages> messages);

  [[nodiscard]] std::uint64_t messages() const noexcept { return messages_->what().messages; }
  [[nodiscard]] std::uint64_t octets() const noexcept { return octets_; }
  /// Empty when what lies below `home` is the mail, octet for octet; else what is wrong with it.
  [[nodiscard]] std::string fault_of(const conformance::delivery_form& form,
                                     const std::filesystem::path& home) const;

 private:
  [[nodiscard]] std::string fault_of_one(const conformance::delivery_form& form,
                                         const std::filesystem::path& file) const;

  std::shared_ptr<const mockserver::generated_messages> messages_;
  std::uint64_t octets_ = 0;
};

}  // namespace popquiz::measure
