#include "mock_setup.hpp"

#include <popquiz/mockserver/made_certificates.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>
#include <popquiz/mockserver/named_maildrop.hpp>
#include <popquiz/mockserver/override_script.hpp>
#include <popquiz/mockserver/profile.hpp>
#include <popquiz/net/md5.hpp>
#include <popquiz/script/parse.hpp>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace popquiz {
namespace {

/// Not more of it than what makes it too long.
std::optional<std::string> read_script(const std::string& path, std::string& why) {
  std::ifstream file(path, std::ios::binary);
  std::string text(script::script_size_limit + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    why = "cannot read " + path + ": " + std::generic_category().message(errno);
    return std::nullopt;
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  return text;
}

bool add_overrides(mock_setup& into, std::string_view text, const std::string& file, std::string& why) {
  auto parsed = mockserver::parse_overrides(text, file, why);
  if (parsed == nullptr) {
    return false;
  }
  into.overrides.push_back(std::move(parsed));
  return true;
}

bool add_scripts(mock_setup& into, const mock_script& script, const mock_server_settings& settings,
                 std::string& why) {
  if (!script.file().empty()) {
    const auto text = read_script(script.file(), why);
    if (!text || !add_overrides(into, *text, script.file(), why)) {
      return false;
    }
  } else if (!script.text().empty() && !add_overrides(into, script.text(), "script", why)) {
    return false;
  }
  if (!settings.profile.empty()) {
    const mockserver::profile* const found = mockserver::find_profile(settings.profile, why);
    if (found == nullptr || !add_overrides(into, found->text, found->file(), why)) {
      return false;
    }
  }
  return true;
}

std::shared_ptr<mockserver::maildrop> find_mail(const mock_setup& setup, const mock_server_settings& settings,
                                                std::string& why) {
  if (settings.maildrop != nullptr) {
    return settings.maildrop;
  }
  if (settings.messages) {
    return std::make_shared<mockserver::memory_maildrop>(*settings.messages);
  }
  std::optional<std::string> name = settings.maildrop_name;
  if (name->empty()) {
    const auto naming =
        std::ranges::find_if(setup.overrides, [](const auto& each) { return !each->maildrop.empty(); });
    name = naming == setup.overrides.end()
               ? mockserver::scripted_maildrop("", "", why)
               : mockserver::scripted_maildrop((*naming)->maildrop, (*naming)->file, why);
  }
  const auto opened =
      name ? mockserver::open_maildrops(*name, 1, why) : std::vector<std::shared_ptr<mockserver::maildrop>>();
  return opened.empty() ? nullptr : opened.front();
}

bool add_tls(mock_setup& into, const mock_server_settings& settings, std::string& why) {
  if (settings.tls == mock_tls::none) {
    if (settings.certificate != sansio::tls_identity::ordinary || settings.secrets_need_tls) {
      why = "certificate and secrets_need_tls need mock_tls::by_stls or at_once";
      return false;
    }
    return true;
  }
  into.listen.tls_begins =
      settings.tls == mock_tls::by_stls ? mockserver::tls_start::by_stls : mockserver::tls_start::at_once;
  into.listen.shown = settings.certificate;
  auto authority = mockserver::make_certificates(into.listen, why);
  into.ca_pem = std::move(authority).value_or("");
  return !into.ca_pem.empty();
}

}  // namespace

std::optional<mock_setup> make_setup(const mock_script& script, const mock_server_settings& settings,
                                     std::string& why) {
  mock_setup made;
  if (!add_scripts(made, script, settings, why) || !add_tls(made, settings, why)) {
    return std::nullopt;
  }
  made.drop = find_mail(made, settings, why);
  made.server.md5_hex = net::md5_hex;
  made.server.secrets_need_tls = settings.secrets_need_tls;
  made.listen.link = settings.link;
  made.listen.segment_octets = settings.segment_octets;
  const bool all =
      made.drop != nullptr && std::ranges::all_of(settings.without, [&](const std::string& name) {
        return mockserver::leave_out(name, made.server, why);
      });
  return all ? std::optional(std::move(made)) : std::nullopt;
}

}  // namespace popquiz
