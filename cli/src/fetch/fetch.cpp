#include "fetch/fetch.hpp"

#include "account/find_server.hpp"
#include "fetch/fetch_accounts.hpp"
#include "fetch/fetch_report.hpp"
#include "fetch/fetch_run.hpp"
#include "message.hpp"
#include "play/transcript_file.hpp"

#include <popquiz/client/open_store.hpp>

#include <fmt/format.h>

#include <utility>

namespace popquiz::cli {
namespace {

sysexit complain_about(std::string_view what, sysexit code) {
  remark(what);
  return code;
}

/// Combinations that would lose mail, or that cannot be meant.
std::string fault_of(const account& of, const fetch_arguments& arguments) {
  if (of.to == "-" && arguments.json) {
    return "--json and --to - both want standard output";
  }
  if (of.to == "-" && of.remove.how != removal::kind::keep) {
    return "--to - does not go with --delete: nobody knows what becomes of standard output";
  }
  client::store_result why;
  if (!of.to.empty() && client::open_store(of.to, why) == nullptr) {
    return why.what;
  }
  return {};
}

sysexit fetch_one(account of, const fetch_arguments& arguments, client::wire_log* log) {
  if (std::string fault = fault_of(of, arguments); !fault.empty()) {
    return complain_about(fault, sysexit::usage);
  }
  std::string why;
  if (arguments.srv && !find_server(of, why)) {
    return complain_about(why, sysexit::no_host);
  }
  const auto warning = of.secret_from ? warning_about(*of.secret_from) : std::string_view();
  if (!warning.empty() && !arguments.quiet) {
    remark(warning);
  }
  auto password =
      read_secret(of.secret_from.value_or(secret_source{}), {fmt::format("{} at {}", of.user, of.host)}, why);
  if (!password) {
    return complain_about(why, sysexit::config);
  }
  fetch_report_settings report;
  report.format = arguments.json ? report_format::json : report_format::people;
  report.how = arguments.quiet ? talk::quiet : arguments.verbose ? talk::verbose : talk::normal;
  report.list = arguments.list;
  report.dry_run = arguments.dry_run;
  const auto told = make_fetch_report(of.name, report);
  return run_account(of, *password, {arguments.list || arguments.dry_run, log}, *told);
}

}  // namespace

sysexit run_fetch(fetch_arguments arguments) {
  account_complaint why;
  const auto accounts = find_accounts(arguments, why);
  if (!accounts) {
    return complain_about(why.what, why.code);
  }
  std::unique_ptr<transcript_file> log;
  if (!arguments.transcript.empty()) {
    log = transcript_file::open(arguments.transcript, why.what);
    if (log == nullptr) {
      return complain_about(why.what, sysexit::cannot_create);
    }
  }
  sysexit status = sysexit::ok;
  for (const account& each : *accounts) {
    status = worse_of(status, fetch_one(each, arguments, log.get()));
  }
  return status;
}

}  // namespace popquiz::cli
