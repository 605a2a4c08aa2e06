#include <popquiz/conformance/driver.hpp>

#include "client/driver_words.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <exception>
#include <new>
#include <span>
#include <utility>

namespace popquiz::conformance {
namespace {

constexpr std::size_t file_limit = std::size_t{256} << 10U;
constexpr std::array<std::string_view, 3> transports{"clear", "stls", "tls"};
constexpr std::array<std::string_view, 2> endings{"keep", "remove"};

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
    case toml::node_type::floating_point:
      return "a number";
    case toml::node_type::boolean:
      return "true or false";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::table:
      return "a table";
    default:
      return "a date or time";
  }
}

/// A path that stays below the client's folder.
bool stays_below(const std::string& path) {
  const std::filesystem::path whole(path);
  return !path.empty() && path.find('\0') == std::string::npos && whole.is_relative() &&
         std::ranges::none_of(whole, [](const std::filesystem::path& part) { return part == ".."; });
}

/// Reads a driver, and keeps the first thing that is wrong with it.
class driver_reader {
 public:
  driver_reader(const toml::table& file, std::string name) : file_(&file) { into_.name = std::move(name); }

  [[nodiscard]] bool read();
  [[nodiscard]] driver result() && { return std::move(into_); }
  /// "LINE:COLUMN: expected …, found …".
  [[nodiscard]] const std::string& why() const noexcept { return why_; }

 private:
  void fault(const toml::source_region& where, std::string_view expected, std::string_view found) {
    if (why_.empty()) {
      why_ = fmt::format("{}:{}: expected {}, found {}", std::max(where.begin.line, 1U),
                         std::max(where.begin.column, 1U), expected, found);
    }
  }
  void allow(const toml::table& in, std::initializer_list<std::string_view> keys);
  /// The value of a key; null when it is not there, which is wrong when it is needed.
  const toml::node* value(const toml::table& in, std::string_view key, bool is_needed);
  const toml::table* table(const toml::table& in, std::string_view key, bool is_needed);
  std::string text_of(const toml::node& node, std::string_view expected = "a string");
  std::string text(const toml::table& in, std::string_view key, bool is_needed);
  bool flag(const toml::table& in, std::string_view key, bool otherwise);
  std::vector<std::string> texts(const toml::table& in, std::string_view key, bool is_needed);

  void read_cannot();
  void read_words();
  void read_files();
  void read_command(std::string_view key, std::vector<std::string>& into);
  void read_delivery();
  /// `own`: the driver's own words may stand in it, too.
  void check_words(const toml::node& where, std::string_view text, bool own);

  const toml::table* file_;
  driver into_;
  std::string why_;
};

void driver_reader::allow(const toml::table& in, std::initializer_list<std::string_view> keys) {
  for (const auto& [key, unused] : in) {
    if (std::ranges::find(keys, key.str()) == keys.end()) {
      fault(key.source(), fmt::format("one of {}", fmt::join(keys, ", ")), fmt::format("\"{}\"", key.str()));
    }
  }
}

const toml::node* driver_reader::value(const toml::table& in, std::string_view key, bool is_needed) {
  const toml::node* const found = in.get(key);
  if (found == nullptr && is_needed) {
    fault(in.source(), fmt::format("\"{}\"", key), "none");
  }
  return found;
}

const toml::table* driver_reader::table(const toml::table& in, std::string_view key, bool is_needed) {
  const toml::node* const found = value(in, key, is_needed);
  if (found != nullptr && !found->is_table()) {
    fault(found->source(), fmt::format("a table as {}", key), kind_of(*found));
  }
  return found == nullptr ? nullptr : found->as_table();
}

std::string driver_reader::text_of(const toml::node& node, std::string_view expected) {
  if (const auto* const found = node.as_string()) {
    if (found->get().find('\0') == std::string::npos) {
      return found->get();
    }
    fault(node.source(), "text", "NUL");
    return {};
  }
  fault(node.source(), expected, kind_of(node));
  return {};
}

std::string driver_reader::text(const toml::table& in, std::string_view key, bool is_needed) {
  const toml::node* const found = value(in, key, is_needed);
  std::string made = found == nullptr ? "" : text_of(*found, fmt::format("a string as {}", key));
  if (found != nullptr && is_needed && made.empty()) {
    fault(found->source(), fmt::format("a text as {}", key), "nothing");
  }
  return made;
}

bool driver_reader::flag(const toml::table& in, std::string_view key, bool otherwise) {
  const toml::node* const found = value(in, key, false);
  if (found == nullptr) {
    return otherwise;
  }
  if (const auto* const boolean = found->as_boolean()) {
    return boolean->get();
  }
  fault(found->source(), fmt::format("true or false as {}", key), kind_of(*found));
  return otherwise;
}

std::vector<std::string> driver_reader::texts(const toml::table& in, std::string_view key, bool is_needed) {
  const toml::node* const found = value(in, key, is_needed);
  std::vector<std::string> made;
  if (found == nullptr) {
    return made;
  }
  const toml::array* const all = found->as_array();
  if (all == nullptr) {
    fault(found->source(), fmt::format("a list of strings as {}", key), kind_of(*found));
    return made;
  }
  if (all->empty() && is_needed) {
    fault(found->source(), fmt::format("a program as {}", key), "an empty list");
  }
  for (const toml::node& each : *all) {
    made.push_back(text_of(each));
  }
  return made;
}

void driver_reader::check_words(const toml::node& where, std::string_view text, bool own) {
  std::string unknown;
  const auto known = [&](std::string_view name) -> std::optional<std::string> {
    const bool is_known =
        std::ranges::find(common_words, name) != common_words.end() || (own && into_.words.contains(name));
    return is_known ? std::optional<std::string>("") : std::nullopt;
  };
  if (replace_words(text, known, unknown)) {
    return;
  }
  std::string expected = fmt::format("{{{}}}", fmt::join(common_words, "} {"));
  for (auto each = into_.words.begin(); own && each != into_.words.end(); ++each) {
    expected += fmt::format(" {{{}}}", each->first);
  }
  fault(where.source(), fmt::format("a word of {} ({{{{{}}} to have it as it is)", expected, unknown),
        fmt::format("{{{}}}", unknown));
}

void driver_reader::read_cannot() {
  const toml::table* const all = table(*file_, "cannot", false);
  if (all == nullptr) {
    return;
  }
  for (const auto& [key, node] : *all) {
    std::string reason = text_of(node, "a reason");
    if (!is_word_name(key.str())) {
      fault(key.source(), "lower-case letters, digits and \"-\"", fmt::format("\"{}\"", key.str()));
    } else if (reason.empty()) {
      fault(node.source(), "a reason", "nothing");
    }
    into_.cannot.emplace(key.str(), std::move(reason));
  }
}

void driver_reader::read_words() {
  const toml::table* const all = table(*file_, "words", false);
  if (all == nullptr) {
    return;
  }
  for (const auto& [key, node] : *all) {
    if (!is_word_name(key.str()) || std::ranges::find(common_words, key.str()) != common_words.end()) {
      fault(key.source(), "a word of its own, of lower-case letters, digits and \"-\"",
            fmt::format("\"{}\"", key.str()));
      continue;
    }
    const toml::table* const meanings = table(*all, key.str(), true);
    if (meanings == nullptr) {
      continue;
    }
    const bool by_ending = meanings->contains("keep") || meanings->contains("remove");
    auto& word = into_.words[std::string(key.str())];
    const std::span<const std::string_view> states =
        by_ending ? std::span<const std::string_view>(endings) : transports;
    for (const std::string_view state : states) {
      const bool is_excused = into_.cannot.contains(state == "remove" ? "delete" : state);
      if (const toml::node* const found = value(*meanings, state, !is_excused)) {
        std::string text = text_of(*found);
        check_words(*found, text, false);
        word.emplace(state, std::move(text));
      }
    }
    by_ending ? allow(*meanings, {"keep", "remove"}) : allow(*meanings, {"clear", "stls", "tls"});
  }
}

void driver_reader::read_files() {
  const toml::table* const all = table(*file_, "files", false);
  if (all == nullptr) {
    return;
  }
  for (const auto& [key, node] : *all) {
    std::string text = text_of(node, "the text of a file");
    std::string path(key.str());
    if (!stays_below(path)) {
      fault(key.source(), "a path below the client's folder", fmt::format("\"{}\"", path));
    }
    check_words(node, text, true);
    into_.files.emplace_back(std::move(path), std::move(text));
  }
}

void driver_reader::read_command(std::string_view key, std::vector<std::string>& into) {
  into = texts(*file_, key, true);
  const toml::node* const node = file_->get(key);
  for (const std::string& word : into) {
    check_words(*node, word, true);
  }
}

void driver_reader::read_delivery() {
  const toml::table* const form = table(*file_, "delivery", true);
  if (form == nullptr) {
    return;
  }
  allow(*form, {"kind", "path", "crlf", "keeps-cr", "quotes-from-lines", "adds"});
  const std::string kind = text(*form, "kind", true);
  if (kind == "maildir") {
    into_.delivery.kind = delivery_form::place::maildir;
  } else if (kind == "mbox") {
    into_.delivery.kind = delivery_form::place::mbox;
  } else if (!kind.empty() && kind != "folder") {
    fault(form->get("kind")->source(), "folder, maildir or mbox", fmt::format("\"{}\"", kind));
  }
  into_.delivery.path = text(*form, "path", true);
  if (!into_.delivery.path.empty() && !stays_below(into_.delivery.path)) {
    fault(form->get("path")->source(), "a path below the client's folder",
          fmt::format("\"{}\"", into_.delivery.path));
  }
  into_.delivery.crlf = flag(*form, "crlf", false);
  into_.delivery.keeps_cr = flag(*form, "keeps-cr", true);
  into_.delivery.quotes_from_lines = flag(*form, "quotes-from-lines", false);
  if (into_.delivery.quotes_from_lines && into_.delivery.kind != delivery_form::place::mbox) {
    fault(form->get("quotes-from-lines")->source(), "quotes-from-lines of an mbox only", "it of a " + kind);
  }
  into_.delivery.adds = texts(*form, "adds", false);
  if (std::ranges::find(into_.delivery.adds, "") != into_.delivery.adds.end()) {
    fault(form->get("adds")->source(), "what a header field begins with", "nothing");
  }
}

bool driver_reader::read() {
  allow(*file_,
        {"title", "package", "version", "cannot", "files", "command", "terminal", "words", "delivery"});
  into_.title = text(*file_, "title", true);
  into_.package = text(*file_, "package", false);
  into_.terminal = flag(*file_, "terminal", false);
  read_cannot();
  read_words();
  read_files();
  read_command("version", into_.version);
  read_command("command", into_.command);
  read_delivery();
  return why_.empty();
}

}  // namespace

std::optional<driver> parse_driver(std::string_view text, const std::string& file, std::string& why) {
  const std::filesystem::path path(file);
  if (path.extension() != ".toml" || !is_word_name(path.stem().string())) {
    why = fmt::format(
        "{}:1:1: expected a file NAME.toml, NAME of lower-case letters, digits and \"-\", found "
        "\"{}\"",
        file, path.filename().string());
    return std::nullopt;
  }
  if (text.size() > file_limit) {
    why = fmt::format("{}:1:1: expected {} octets at most, found {}", file, file_limit, text.size());
    return std::nullopt;
  }
  // The library throws; nothing of it gets any further.
  try {
    const toml::table table = toml::parse(text);
    driver_reader reader(table, path.stem().string());
    if (reader.read()) {
      return std::move(reader).result();
    }
    why = fmt::format("{}:{}", file, reader.why());
  } catch (const toml::parse_error& error) {
    why = fmt::format("{}:{}:{}: expected TOML, found: {}", file, error.source().begin.line,
                      error.source().begin.column, error.description());
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    why = fmt::format("{}:1:1: expected TOML, found: {}", file, error.what());
  }
  return std::nullopt;
}

}  // namespace popquiz::conformance
