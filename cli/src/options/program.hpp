#pragma once

#include "options/arguments.hpp"

#include <CLI/App.hpp>

namespace popquiz::cli {

/// Every command and option of popquiz, defined here and nowhere else: parsing, --help and the manual
/// page come from it. Values go to `into`, which must outlive the parser.
class program {
 public:
  explicit program(arguments& into);

  [[nodiscard]] CLI::App& parser() noexcept { return app_; }
  /// What the arguments asked for; call it behind parse().
  [[nodiscard]] command chosen() const;

 private:
  void add_requirements(requirements_arguments& into);
  void add_drivers(drivers_arguments& into);
  void add_serve(serve_arguments& into);
  void add_parse(parse_arguments& into);
  void add_fetch(fetch_arguments& into);
  void add_mail(mail_arguments& into);

  CLI::App app_;
  CLI::App* test_server_ = nullptr;
  CLI::App* test_client_ = nullptr;
  CLI::App* bench_server_ = nullptr;
  CLI::App* bench_client_ = nullptr;
  CLI::App* report_ = nullptr;
  CLI::App* requirements_ = nullptr;
  CLI::App* drivers_ = nullptr;
  CLI::App* serve_ = nullptr;
  CLI::App* replay_ = nullptr;
  CLI::App* record_ = nullptr;
  CLI::App* parse_ = nullptr;
  CLI::App* fetch_ = nullptr;
  CLI::App* mail_list_ = nullptr;
  CLI::App* mail_show_ = nullptr;
  CLI::App* mail_export_ = nullptr;
  CLI::App* fuzz_server_ = nullptr;
  CLI::App* fuzz_client_ = nullptr;
  bool version_ = false;
  bool help_man_ = false;
};

}  // namespace popquiz::cli
