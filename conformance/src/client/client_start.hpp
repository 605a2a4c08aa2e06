#pragma once

#include "process/client_process.hpp"

#include <popquiz/conformance/client_runner.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace popquiz::conformance {

/// A client that is ready to be run.
struct ready_client {
  process_start start;               ///< without limits
  std::filesystem::path deliveries;  ///< the folder that `form` is below
  delivery_form form;
};

/// Words, environment and folder of a client whose own folder is `home`, which has to be there; `temporary`
/// is for its temporary files. `with.scratch` is set here. Its files are laid out, unless it has run there
/// before. Nothing and `why` set when that can't be done.
[[nodiscard]] std::optional<ready_client> make_ready(const client_settings& client, client_start with,
                                                     const std::filesystem::path& home,
                                                     const std::filesystem::path& temporary,
                                                     bool is_first_run, std::string& why);

/// Its command as a person may read it, words not filled in.
[[nodiscard]] std::string command_text(const driver& client);
/// Whether there is the program that its command begins with. False and `why` set: there is not.
[[nodiscard]] bool can_be_started(const client_settings& client, std::string& why);

}  // namespace popquiz::conformance
