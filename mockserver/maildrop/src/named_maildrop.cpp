#include <popquiz/mockserver/named_maildrop.hpp>

#include <popquiz/corpus/fixture.hpp>
#include <popquiz/mockserver/folder_maildrop.hpp>
#include <popquiz/mockserver/generated_messages.hpp>
#include <popquiz/mockserver/mbox_maildrop.hpp>
#include <popquiz/mockserver/memory_maildrop.hpp>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

namespace popquiz::mockserver {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view delete_word = ",delete";

/// "KIND:NAME" in two.
struct kind_and_name {
  std::string kind;
  std::string name;
};

kind_and_name take_apart(const std::string& text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  return {text.substr(0, colon), colon == text.size() ? std::string() : text.substr(colon + 1)};
}

bool has_path(const std::string& kind) {
  return kind == "folder" || kind == "maildir" || kind == "mbox";
}

std::shared_ptr<maildrop> open_fixture(const std::string& name, std::string& why) {
  const corpus::fixture* const found = name.empty() ? nullptr : corpus::find_fixture(name);
  if (found == nullptr) {
    why = "no fixture is called \"" + name + "\"; there are";
    for (const corpus::fixture& each : corpus::fixtures()) {
      why.append(" ").append(each.name);
    }
    return nullptr;
  }
  return std::make_shared<memory_maildrop>(
      std::vector<std::string>(found->messages.begin(), found->messages.end()));
}

std::shared_ptr<const generated_messages> make_generated(const std::string& text, std::string& why) {
  const auto what = parse_generated_mail(text, why);
  auto messages = what ? make_messages(*what, why) : nullptr;
  if (messages == nullptr) {
    why = "generated: " + why;
  }
  return messages;
}

/// Takes a word off the end of a name, when it is there. A folder of such a name is written with a slash
/// behind it.
bool take_word(std::string& name, std::string_view word) {
  if (!name.ends_with(word)) {
    return false;
  }
  name.resize(name.size() - word.size());
  return true;
}

std::shared_ptr<maildrop> open_one(const std::string& kind, std::string name, std::string& why) {
  if (kind == "fixture") {
    return open_fixture(name, why);
  }
  const removal how = take_word(name, delete_word) ? removal::remove_files : removal::keep_files;
  if (kind == "mbox") {
    const bool is_mboxo = take_word(name, ",mboxo");
    return open_mbox(name, is_mboxo ? mbox_quoting::mboxo : mbox_quoting::mboxrd, how, why);
  }
  return kind == "folder" ? open_folder(name, how, why) : open_maildir(name, how, why);
}

}  // namespace

std::vector<std::shared_ptr<maildrop>> open_maildrops(const std::string& text, std::size_t count,
                                                      std::string& why) {
  const auto [kind, name] = take_apart(text);
  const bool is_generated = kind == "generated";
  if (!is_generated && !has_path(kind) && kind != "fixture") {
    why = "expected fixture:NAME, folder:DIR, maildir:DIR, mbox:FILE or generated:COUNTxSIZE, found \"" +
          text + "\"";
    return {};
  }
  const auto generated = is_generated ? make_generated(name, why) : nullptr;
  if (is_generated && generated == nullptr) {
    return {};
  }
  std::vector<std::shared_ptr<maildrop>> opened;
  while (opened.size() < count) {
    auto drop = is_generated ? open_generated(generated) : open_one(kind, name, why);
    if (drop == nullptr) {
      return {};
    }
    opened.push_back(std::move(drop));
  }
  return opened;
}

std::optional<std::string> scripted_maildrop(const std::string& value, const std::string& script_file,
                                             std::string& why) {
  const auto [kind, name] = take_apart(value);
  if (value.find(':') == std::string::npos) {
    return "fixture:" + (value.empty() ? std::string("two-plain") : value);
  }
  if (!has_path(kind)) {
    return value;  // open_maildrops() says what is wrong with it
  }
  const auto refuse = [&](const char* expected) {
    why = script_file + ": maildrop: expected " + expected + ", found \"" + value + "\"";
    return std::nullopt;
  };
  const fs::path below(name);
  const std::string_view bare = std::string_view(name).substr(0, name.find_last_not_of('/') + 1);
  if (bare.ends_with(delete_word)) {
    return refuse("a maildrop that a script may not delete from");
  }
  if (name.empty() || below.is_absolute() ||
      std::any_of(below.begin(), below.end(), [](const fs::path& part) { return part == ".."; })) {
    return refuse("a path below the script's folder");
  }
  const fs::path folder = fs::path(script_file).parent_path();
  std::error_code error;
  const fs::path root = fs::weakly_canonical(folder.empty() ? "." : folder, error);
  const fs::path real = error ? fs::path() : fs::weakly_canonical(root / below, error);
  if (error || std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first != root.end()) {
    return refuse("a path below the script's folder");
  }
  return kind + ":" + (root / below).string();
}

}  // namespace popquiz::mockserver
