#pragma once

#include <optional>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// A .pop3 file of a folder.
struct script_file {
  std::string path;  ///< below the folder, with '/'
  std::string file;  ///< as the user can open it
  std::string octets;
};

/// All .pop3 files below a folder, by path. Nothing and `why` set when there is no such folder, none
/// is in it, or one can't be read or is larger than a script may be.
[[nodiscard]] std::optional<std::vector<script_file>> read_script_folder(const std::string& folder,
                                                                         std::string& why);

}  // namespace popquiz::conformance
