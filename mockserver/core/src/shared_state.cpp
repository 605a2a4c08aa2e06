#include "shared_state.hpp"

#include "utf8_text.hpp"

#include <algorithm>

namespace popquiz::mockserver {
namespace {

// What a setting may put into a greeting or a CAPA line, so that these stay within 512 octets.
constexpr std::size_t text_limit = 100;

// A session's read buffer holds twice the longest command, and the longest line of a SASL exchange.
constexpr std::size_t command_limit = 1024UL * 1024;

bool is_graphic(char octet) {
  return octet > 0x20 && octet < 0x7F;
}

/// An RFC 822 atom's octets and the dot: what is safe on either side of a msg-id's @.
bool is_msg_id_octet(char octet) {
  return is_graphic(octet) && std::string_view("()<>@,;:\\\"[]").find(octet) == std::string_view::npos;
}

bool is_alphanumeric(char octet) {
  return (octet >= '0' && octet <= '9') || (octet >= 'A' && octet <= 'Z') || (octet >= 'a' && octet <= 'z');
}

/// sasl-mech of RFC 4422 §3.1.
bool is_mechanism(std::string_view name) {
  constexpr std::size_t limit = 20;
  return !name.empty() && name.size() <= limit && std::ranges::all_of(name, [](char octet) {
    return (is_alphanumeric(octet) && !(octet >= 'a' && octet <= 'z')) || octet == '-' || octet == '_';
  });
}

/// As far as the octets of a tag go (RFC 5646 §2.1), and a name that can stand in a line.
bool is_language(const spoken_language& what) {
  const bool is_tag = !what.tag.empty() && what.tag.size() <= text_limit &&
                      std::ranges::all_of(what.tag, [](char c) { return is_alphanumeric(c) || c == '-'; });
  return is_tag && is_utf8(what.name) &&
         std::ranges::none_of(what.name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

template <class Predicate>
std::string keep_only(std::string_view text, Predicate wanted) {
  std::string kept;
  std::copy_if(text.begin(), text.end(), std::back_inserter(kept), wanted);
  kept.resize(std::min(kept.size(), text_limit));
  return kept;
}

std::string or_else(std::string_view text, std::string_view otherwise) {
  return std::string(text.empty() ? otherwise : text);
}

}  // namespace

reference_server::shared_state::shared_state(server_settings settings) : settings_(std::move(settings)) {
  settings_.implementation = or_else(keep_only(settings_.implementation, is_graphic), "popquiz");
  settings_.host = or_else(keep_only(settings_.host, is_msg_id_octet), "popquiz.invalid");
  settings_.output_limit = std::max<std::size_t>(settings_.output_limit, 1);
  settings_.commands.line = std::min(settings_.commands.line, command_limit);
  settings_.commands.response = std::min(settings_.commands.response, command_limit);
  std::erase_if(settings_.mechanisms, [](const sasl_offer& each) { return !is_mechanism(each.name); });
  std::erase_if(settings_.languages, [](const spoken_language& each) { return !is_language(each); });
  // A cryptographic library that refuses MD5 leaves a server without APOP.
  settings_.apop = settings_.apop && settings_.md5_hex != nullptr && !settings_.md5_hex("").empty();
}

void reference_server::shared_state::set_account(std::string user, std::string password,
                                                 std::shared_ptr<maildrop> drop) {
  auto fresh = std::make_shared<account>();
  fresh->password = std::move(password);
  fresh->drop = std::move(drop);
  accounts_.insert_or_assign(std::move(user), std::move(fresh));
}

std::shared_ptr<account> reference_server::shared_state::find_account(std::string_view user) const {
  const auto found = accounts_.find(user);
  return found == accounts_.end() ? nullptr : found->second;
}

std::shared_ptr<account> reference_server::shared_state::first_account() const {
  return accounts_.empty() ? nullptr : accounts_.begin()->second;
}

void reference_server::shared_state::set_overrides(override_scripts overrides) {
  overrides_ = std::make_shared<const override_scripts>(std::move(overrides));
  sessions_ = 0;
  cuts_.clear();
  kept_.clear();
  problem_.clear();
}

std::string reference_server::shared_state::make_timestamp() {
  if (!settings_.apop) {
    return {};
  }
  ++timestamps_;
  std::string left;
  if (settings_.unique_text) {
    left = keep_only(settings_.unique_text(), is_msg_id_octet);
  }
  return "<" + or_else(left, "popquiz." + std::to_string(timestamps_)) + "@" + settings_.host + ">";
}

void reference_server::shared_state::note_problem(std::string what) {
  if (problem_.empty()) {
    problem_ = std::move(what);
  }
}

}  // namespace popquiz::mockserver
