#pragma once

#include <popquiz/conformance/client_runner.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace popquiz::conformance {

/// The folder of one trial: all that the client may write to, and nothing that somebody else needs. A
/// temporary one is removed when this goes, whatever modes the client gave to what lies there.
class trial_folder {
 public:
  /// In the system's folder for temporary files. `owner`: whom the client works for, when not for us. Nothing
  /// and `why` set when it can't be made.
  [[nodiscard]] static std::optional<trial_folder> make(std::optional<system_user> owner, std::string& why);
  /// At `where`, to stay. What an earlier trial left there is removed; anything else is in the way.
  [[nodiscard]] static std::optional<trial_folder> make_at(const std::filesystem::path& where,
                                                           std::optional<system_user> owner,
                                                           std::string& why);
  ~trial_folder();
  trial_folder(trial_folder&& other) noexcept;
  trial_folder& operator=(trial_folder&&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
  /// A new folder below that only the client may read.
  [[nodiscard]] bool add(const std::string& name, std::string& why) const;
  /// What lies below it is the client's from now on. Nothing that it has written may be there yet.
  [[nodiscard]] bool give_away(const std::string& name, std::string& why) const;

 private:
  trial_folder(std::filesystem::path path, std::optional<system_user> owner, bool stays);

  std::filesystem::path path_;
  std::optional<system_user> owner_;
  bool stays_;
};

/// Octets of all files below, links not followed; when they are more than `enough`, maybe not all of them.
[[nodiscard]] std::uint64_t octets_below(const std::filesystem::path& folder, std::uint64_t enough);

/// A new text in place of what the file had. False and `why` set when it can't be written.
[[nodiscard]] bool write_text(const std::filesystem::path& file, std::string_view text, std::string& why);

}  // namespace popquiz::conformance
