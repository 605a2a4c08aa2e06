#pragma once

#include <popquiz/mockserver/maildrop.hpp>

#include <string>
#include <vector>

namespace popquiz::mockserver {

/// Messages held in memory. Unique-ids are assigned once and never reused in its lifetime.
class memory_maildrop final : public maildrop {
 public:
  explicit memory_maildrop(std::vector<std::string> messages);
  ~memory_maildrop() override;
  [[nodiscard]] std::unique_ptr<maildrop_snapshot> open() override;

  void append(std::string message);
  [[nodiscard]] std::size_t messages() const noexcept;

 private:
  struct shelf;
  std::shared_ptr<shelf> shelf_;
};

}  // namespace popquiz::mockserver
