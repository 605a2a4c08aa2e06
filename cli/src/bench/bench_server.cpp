#include "bench/bench_server.hpp"

#include "account/password.hpp"
#include "interrupt.hpp"
#include "progress.hpp"
#include "seconds.hpp"
#include "server_endpoint.hpp"
#include "test/report_delivery.hpp"

#include <popquiz/measure/load.hpp>
#include <popquiz/measure/load_report.hpp>
#include <popquiz/measure/reference_target.hpp>
#include <popquiz/mockserver/generated_mail.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace popquiz::cli {
namespace {

using measure::load_kind;

constexpr std::string_view reference_name = "the embedded reference server";

std::string fault_of(const bench_server_arguments& arguments) {
  if (arguments.embedded &&
      (!arguments.server.empty() || !arguments.ca_file.empty() || !arguments.user.empty() ||
       !arguments.password_file.empty() || !arguments.password_env.empty())) {
    return "--embedded goes without HOST[:PORT], --ca-file, --user, --password-file and --password-env";
  }
  if (!arguments.embedded && arguments.server.empty()) {
    return "a server is needed: HOST[:PORT] or --embedded";
  }
  if (!arguments.embedded && arguments.user.empty()) {
    return "a name to log in with is needed: --user NAME";
  }
  return {};
}

std::optional<std::vector<std::uint64_t>> read_sizes(const std::vector<std::string>& texts,
                                                     std::string& why) {
  if (texts.empty()) {
    return measure::usual_sizes();
  }
  std::vector<std::uint64_t> sizes;
  for (const std::string& text : texts) {
    const auto mail = mockserver::parse_generated_mail("1x" + text, why);
    if (!mail) {
      why = fmt::format("--sizes: expected sizes as 4KiB or 1GiB, found \"{}\"", text);
      return std::nullopt;
    }
    sizes.push_back(mail->least_octets);
  }
  return sizes;
}

std::vector<load_kind> kinds_of(const std::vector<std::string>& only) {
  std::vector<load_kind> kinds;
  const auto add = [&](const char* word, load_kind kind) {
    if (only.empty() || std::ranges::find(only, word) != only.end()) {
      kinds.push_back(kind);
    }
  };
  add("login", load_kind::login);
  add("stat", load_kind::stat);
  add("retr", load_kind::retr);
  return kinds;
}

bool find_target(const bench_server_arguments& arguments, measure::load_settings& into, std::string& why) {
  const auto password = find_password(arguments.password_file, arguments.password_env, std::nullopt, why);
  const server_tls tls = arguments.tls    ? server_tls::at_once
                         : arguments.stls ? server_tls::by_stls
                                          : server_tls::never;
  auto where = password ? find_endpoint(arguments.server, tls, arguments.ca_file, why) : std::nullopt;
  if (!where) {
    return false;
  }
  into.where = std::move(*where);
  into.user = arguments.user;
  into.password = *password;
  return true;
}

std::string figures(const std::string& format, const measure::load_result& result) {
  return format == "json"   ? measure::load_json(result)
         : format == "html" ? measure::load_html(result)
                            : measure::load_text(result);
}

}  // namespace

exit_code run_bench_server(const bench_server_arguments& arguments) {
  std::string why = fault_of(arguments);
  if (!why.empty()) {
    return complain(why, exit_code::usage);
  }
  measure::load_settings settings;
  const auto sizes = read_sizes(arguments.sizes, why);
  if (!sizes) {
    return complain(why, exit_code::usage);
  }
  settings.sizes = *sizes;
  settings.stls = arguments.stls;
  settings.connections = arguments.connections;
  settings.pipeline = arguments.pipeline;
  settings.duration = milliseconds_of(arguments.duration);
  settings.timeout = milliseconds_of(arguments.timeout);
  settings.rate = arguments.rate;
  settings.kinds = kinds_of(arguments.only);
  std::optional<measure::reference_target> reference;
  if (arguments.embedded) {
    const auto tls = arguments.tls    ? measure::target_tls::at_once
                     : arguments.stls ? measure::target_tls::by_stls
                                      : measure::target_tls::none;
    reference = measure::start_reference(arguments.connections, *sizes, tls, why);
    if (!reference) {
      return complain(why, exit_code::unreachable);
    }
    settings.where = reference->where;
    settings.user = reference->user;
    settings.password = reference->password;
  } else if (!find_target(arguments, settings, why)) {
    return complain(why, exit_code::usage);
  }
  progress shown;
  settings.progress = [&](std::string_view what, double share) {
    shown.show(fmt::format("{}: {:.0f} %", what, std::clamp(share, 0.0, 1.0) * 100));
  };
  settings.stop = &catch_interrupt();
  auto result = measure::run_load(settings, why);
  shown.clear();
  if (!result) {
    return complain(
        arguments.embedded ? std::string(reference_name) + ": " + why : arguments.server + ": " + why,
        exit_code::unreachable);
  }
  if (arguments.embedded) {
    result->server = reference_name;
  }
  const bool any =
      std::ranges::any_of(result->rows, [](const measure::load_row& row) { return row.done != 0; });
  return deliver(figures(arguments.format, *result), arguments.output,
                 any ? exit_code::success : exit_code::nothing_ran);
}

}  // namespace popquiz::cli
