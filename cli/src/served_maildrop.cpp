#include "served_maildrop.hpp"

#include <popquiz/conformance/fixture.hpp>
#include <popquiz/mockserver/folder_maildrop.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>

#include <fmt/format.h>

namespace popquiz::cli {
namespace {

std::shared_ptr<mockserver::maildrop> open_fixture(const std::string& name, std::string& why) {
  const conformance::fixture* const found = name.empty() ? nullptr : conformance::find_fixture(name);
  if (found == nullptr) {
    why = fmt::format("no fixture is called \"{}\"; there are", name);
    for (const conformance::fixture& each : conformance::fixtures()) {
      why += fmt::format(" {}", each.name);
    }
    return nullptr;
  }
  return std::make_shared<mockserver::memory_maildrop>(
      std::vector<std::string>(found->messages.begin(), found->messages.end()));
}

}  // namespace

std::shared_ptr<mockserver::maildrop> open_maildrop(const std::string& text, std::string& why) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string kind = text.substr(0, colon);
  const std::string name = colon == text.size() ? std::string() : text.substr(colon + 1);
  if (kind == "fixture") {
    return open_fixture(name, why);
  }
  if (kind == "folder") {
    return mockserver::open_folder(name, mockserver::removal::keep_files, why);
  }
  if (kind == "maildir") {
    return mockserver::open_maildir(name, mockserver::removal::keep_files, why);
  }
  why = fmt::format("--maildrop: expected fixture:NAME, folder:DIR or maildir:DIR, found \"{}\"", text);
  return nullptr;
}

}  // namespace popquiz::cli
