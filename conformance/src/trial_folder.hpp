#pragma once

#include "client_process.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace popquiz::conformance {

/// The folder of one trial: what the client may write to, and nothing that somebody else needs. It is removed
/// when this goes, whatever modes the client gave to what lies there.
class trial_folder {
 public:
  /// In the system's folder for temporary files. Nothing and `why` set when it can't be made. `owner`: whom
  /// the client works for, when not for us.
  [[nodiscard]] static std::optional<trial_folder> make(std::optional<system_user> owner, std::string& why);
  ~trial_folder();
  trial_folder(trial_folder&& other) noexcept;
  trial_folder& operator=(trial_folder&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// Makes a folder below, with those in between; `below` is relative.
  [[nodiscard]] bool make_folder(const std::filesystem::path& below, std::string& why) const;
  /// Writes a file that only the client may read, the folders in between with it.
  [[nodiscard]] bool write(const std::filesystem::path& below, std::string_view text, std::string& why) const;

 private:
  trial_folder(std::filesystem::path path, std::optional<system_user> owner);
  [[nodiscard]] bool give_away(const std::filesystem::path& what, std::string& why) const;

  std::filesystem::path path_;
  std::optional<system_user> owner_;
};

/// Octets of all files below, links not followed; no more than one file beyond `enough` is looked at.
[[nodiscard]] std::uint64_t octets_below(const std::filesystem::path& folder, std::uint64_t enough);

/// Copies files, folders and links (as links) to where nothing is yet, or adds to what is there. What is
/// neither (a pipe, a socket) is left out.
[[nodiscard]] bool copy_folder(const std::filesystem::path& from, const std::filesystem::path& to,
                               std::string& why);

}  // namespace popquiz::conformance
