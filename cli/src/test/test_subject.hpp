#pragma once

#include "message.hpp"
#include "options/arguments.hpp"
#include "test/test_mail.hpp"

#include <popquiz/conformance/remote_subject.hpp>
#include <popquiz/conformance/subject.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {

/// The server that the arguments name, and how to log in there.
struct test_subject {
  std::unique_ptr<conformance::subject> server;
  conformance::remote_subject* remote = nullptr;  ///< the same, when it is not the embedded one
  script::player_settings login;
  std::optional<test_mail> own_mail = {};                   ///< to be placed
  std::vector<std::unique_ptr<conformance::subject>> more;  ///< as many as --jobs asks for besides

  [[nodiscard]] std::vector<conformance::subject*> servers() const;
};

/// What is wrong, and the exit code for it.
struct complaint {
  std::string what;
  exit_code code = exit_code::usage;
};

/// Nothing is connected to yet. Nothing and `why` set when the arguments are no good.
[[nodiscard]] std::optional<test_subject> make_test_subject(const test_server_arguments& arguments,
                                                            complaint& why);

}  // namespace popquiz::cli
