#include "served_maildrop.hpp"

#include <popquiz/corpus/fixture.hpp>
#include <popquiz/mockserver/folder_maildrop.hpp>
#include <popquiz/mockserver/generated_messages.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>

#include <fmt/format.h>

namespace popquiz::cli {
namespace {

std::shared_ptr<mockserver::maildrop> open_fixture(const std::string& name, std::string& why) {
  const corpus::fixture* const found = name.empty() ? nullptr : corpus::find_fixture(name);
  if (found == nullptr) {
    why = fmt::format("no fixture is called \"{}\"; there are", name);
    for (const corpus::fixture& each : corpus::fixtures()) {
      why += fmt::format(" {}", each.name);
    }
    return nullptr;
  }
  return std::make_shared<mockserver::memory_maildrop>(
      std::vector<std::string>(found->messages.begin(), found->messages.end()));
}

std::shared_ptr<const mockserver::generated_messages> make_generated(const std::string& text,
                                                                     std::string& why) {
  const auto what = mockserver::parse_generated_mail(text, why);
  auto messages = what ? mockserver::make_messages(*what, why) : nullptr;
  if (messages == nullptr) {
    why = "generated: " + why;
  }
  return messages;
}

/// Takes ",delete" off the end of DIR. A folder of such a name is DIR/.
mockserver::removal take_removal(std::string& name) {
  constexpr std::string_view word = ",delete";
  if (!name.ends_with(word)) {
    return mockserver::removal::keep_files;
  }
  name.resize(name.size() - word.size());
  return mockserver::removal::remove_files;
}

std::shared_ptr<mockserver::maildrop> open_one(const std::string& text, const std::string& kind,
                                               std::string name, std::string& why) {
  if (kind == "fixture") {
    return open_fixture(name, why);
  }
  if (kind == "folder" || kind == "maildir") {
    const mockserver::removal how = take_removal(name);
    return kind == "folder" ? mockserver::open_folder(name, how, why)
                            : mockserver::open_maildir(name, how, why);
  }
  why = fmt::format(
      "--maildrop: expected fixture:NAME, folder:DIR, maildir:DIR or generated:COUNTxSIZE, found \"{}\"",
      text);
  return nullptr;
}

}  // namespace

std::vector<std::shared_ptr<mockserver::maildrop>> open_maildrops(const std::string& text, std::size_t count,
                                                                  std::string& why) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string kind = text.substr(0, colon);
  const std::string name = colon == text.size() ? std::string() : text.substr(colon + 1);
  const bool is_generated = kind == "generated";
  const auto generated = is_generated ? make_generated(name, why) : nullptr;
  if (is_generated && generated == nullptr) {
    return {};
  }
  std::vector<std::shared_ptr<mockserver::maildrop>> opened;
  while (opened.size() < count) {
    auto drop = is_generated ? mockserver::open_generated(generated) : open_one(text, kind, name, why);
    if (drop == nullptr) {
      return {};
    }
    opened.push_back(std::move(drop));
  }
  return opened;
}

}  // namespace popquiz::cli
