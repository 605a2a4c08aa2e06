#pragma once

#include <popquiz/fuzz_wire/finding.hpp>
#include "campaign_board.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace popquiz::fuzz_wire {

/// Where the findings of a campaign lie: a script and a page each, and findings.jsonl with all of them.
/// Several processes write at once.
class finding_folder {
 public:
  finding_folder(std::filesystem::path folder, campaign_board& board,
                 std::chrono::steady_clock::time_point began)
      : folder_(std::move(folder)), board_(board), began_(began) {}

  /// Whether nobody has this one yet; then it is the caller's.
  [[nodiscard]] bool claim(const finding& what) { return board_.claim(hash_of(what.key)); }
  /// The names of its files, and when it was seen.
  void label(finding& what) const;
  /// Writes it and counts it. False: it can't be written, and the campaign is given up.
  bool keep(const finding& what, std::string_view subject, std::string_view script,
            std::string_view more = {});

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder_; }
  [[nodiscard]] std::string path(std::string_view name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
  campaign_board& board_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace popquiz::fuzz_wire
