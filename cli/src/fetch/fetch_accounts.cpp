#include "fetch/fetch_accounts.hpp"

#include "account/account_file.hpp"
#include "seconds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace popquiz::cli {
namespace {

/// The file, or one without accounts when none was named and the usual one is not there.
std::optional<account_file> find_file(const std::string& named, bool needed, account_complaint& why) {
  const std::string path = named.empty() ? default_account_file() : named;
  if (path.empty() || (named.empty() && !needed)) {
    return account_file{};
  }
  auto file = read_account_file(path, why.what);
  if (!file) {
    why.code = sysexit::config;
  }
  return file;
}

std::string fault_of(const fetch_arguments& arguments) {
  const int fates = int{arguments.keep} + int{arguments.remove} + int{arguments.delete_after.has_value()};
  if (fates > 1) {
    return "--keep, --delete and --delete-after exclude each other";
  }
  if (arguments.only_new && arguments.again) {
    return "--only-new and --again exclude each other";
  }
  if (arguments.list && arguments.dry_run) {
    return "--list and --dry-run exclude each other";
  }
  if (arguments.quiet && arguments.verbose) {
    return "--quiet and --verbose exclude each other";
  }
  return {};
}

/// What the options say. Nothing and `why` set when a value is none.
std::optional<account_overrides> overrides_of(fetch_arguments& arguments, std::string& why) {
  account_overrides says;
  const auto text = [](const std::string& given, std::optional<std::string>& into) {
    if (!given.empty()) {
      into = given;
    }
  };
  text(arguments.user, says.user);
  text(arguments.ca_file, says.ca_file);
  text(arguments.client_certificate, says.client_certificate);
  text(arguments.client_key, says.client_key);
  text(arguments.to, says.to);
  text(arguments.ledger, says.ledger);
  if (!arguments.auth.empty()) {
    says.auth = parse_auth(arguments.auth);
  }
  if (!arguments.auth.empty() && !says.auth) {
    why = fmt::format("--auth: expected auto, a SASL mechanism, APOP or USER, found \"{}\"", arguments.auth);
    return std::nullopt;
  }
  if (!arguments.tls.empty()) {
    says.tls = parse_tls_policy(arguments.tls);
  }
  if (!arguments.tls.empty() && !says.tls) {
    why = fmt::format("--tls: expected auto, never, stls or implicit, found \"{}\"", arguments.tls);
    return std::nullopt;
  }
  for (const auto& [option, said, into] :
       {std::tuple("--max-size", &arguments.max_size, &says.max_size),
        std::tuple("--max-listing", &arguments.max_listing, &says.max_listing)}) {
    if (!said->empty()) {
      *into = parse_octets(*said);
      if (!*into) {
        why = fmt::format("{}: expected octets as 1500, 64K, 25M or 2G, found \"{}\"", option, *said);
        return std::nullopt;
      }
    }
  }
  for (const std::string& each : arguments.pins) {
    auto pin = parse_pin(each);
    if (!pin) {
      why = fmt::format("--pin: expected sha256: and 64 hexadecimal digits, found \"{}\"", each);
      return std::nullopt;
    }
    says.pins = says.pins.value_or(std::vector<std::string>());
    says.pins->push_back(std::move(*pin));
  }
  if (arguments.allow_clear_text) {
    says.allow_clear_text = true;
  }
  if (arguments.keep) {
    says.remove = removal{};
  } else if (arguments.remove) {
    says.remove = removal{removal::kind::at_once, 0};
  } else if (arguments.delete_after) {
    says.remove = removal{removal::kind::after_days, *arguments.delete_after};
  }
  if (arguments.max_messages != 0) {
    says.max_messages = arguments.max_messages;
  }
  if (arguments.only_new || arguments.again) {
    says.only_new = arguments.only_new;
  }
  if (arguments.connect_timeout > 0) {
    says.connect_timeout = milliseconds_of(arguments.connect_timeout);
  }
  if (arguments.timeout > 0) {
    says.reply_timeout = milliseconds_of(arguments.timeout);
  }
  if (arguments.no_pipelining) {
    says.pipelining = false;
  }
  says.secret_from = choose_secret(arguments.secret, why);
  return why.empty() ? std::optional(std::move(says)) : std::nullopt;
}

bool is_url(std::string_view word) {
  return word.find("://") != std::string_view::npos;
}

std::optional<account> find_one(const std::string& word, const account_file& file,
                                const account_overrides& options, account_complaint& why) {
  if (!is_url(word)) {
    const named_account* const found = file.find(word);
    if (found == nullptr) {
      why = {fmt::format("no account is called \"{}\" in {}", word,
                         file.path.empty() ? std::string("any file of accounts") : file.path),
             sysexit::no_user};
      return std::nullopt;
    }
    return complete_account(found->name, found->says, options, why.what);
  }
  const client::pop_url_result url = client::parse_pop_url(word);
  if (!url.value) {
    why.what = fmt::format("the URL is no good at octet {}: {}", url.offset, client::describe(url.code));
    return std::nullopt;
  }
  account_overrides says = cli::overrides_of(*url.value);
  lay_over(says, options);
  return complete_account({}, {}, says, why.what);
}

}  // namespace

std::optional<std::vector<account>> find_accounts(fetch_arguments& arguments, account_complaint& why) {
  why = {fault_of(arguments), sysexit::usage};
  if (!why.what.empty()) {
    return std::nullopt;
  }
  const auto options = overrides_of(arguments, why.what);
  if (!options) {
    return std::nullopt;
  }
  const bool needs_file = !arguments.config.empty() || arguments.accounts.empty() ||
                          !std::ranges::all_of(arguments.accounts, is_url);
  const auto file = find_file(arguments.config, needs_file, why);
  if (!file) {
    return std::nullopt;
  }
  std::vector<std::string> words = arguments.accounts;
  if (words.empty()) {
    for (const named_account& each : file->accounts) {
      words.push_back(each.name);
    }
  }
  if (words.empty()) {
    why.what = "an account is needed: pop://USER@HOST, or a name of the file of accounts";
    return std::nullopt;
  }
  std::vector<account> found;
  for (const std::string& word : words) {
    auto one = find_one(word, *file, *options, why);
    if (!one) {
      return std::nullopt;
    }
    found.push_back(std::move(*one));
  }
  return found;
}

}  // namespace popquiz::cli
