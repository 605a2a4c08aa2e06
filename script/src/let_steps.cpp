#include "pattern_text.hpp"
#include "step_text.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace popquiz::script {

namespace {

struct way {
  std::string_view words;
  making how;
  sansio::sasl_proof proof = {};
};
constexpr std::array<way, 7> ways{{
    {"base64 of", making::base64},
    {"decoded", making::decoded},
    {"SCRAM-SHA-1 proof of", making::proof, sansio::sasl_proof::scram_sha_1},
    {"SCRAM-SHA-1 signature of", making::proof, sansio::sasl_proof::scram_sha_1_signature},
    {"SCRAM-SHA-256 proof of", making::proof, sansio::sasl_proof::scram_sha_256},
    {"SCRAM-SHA-256 signature of", making::proof, sansio::sasl_proof::scram_sha_256_signature},
    {"CRAM-MD5 digest of", making::proof, sansio::sasl_proof::cram_md5},
}};

/// The way that the words at the cursor name; a text in quotes stands as it is.
[[nodiscard]] std::optional<way> parse_way(line_cursor& cursor) {
  if (cursor.peek().starts_with('"')) {
    return way{"", making::text};
  }
  cursor.skip_spaces();
  for (const way& each : ways) {
    if (cursor.rest().starts_with(std::string(each.words) + ' ')) {
      cursor.skip(each.words.size());
      return each;
    }
  }
  cursor.fail(R"(a text in quotes, "base64 of", "decoded", or "SCRAM-SHA-1 proof of" or another proof)");
  return std::nullopt;
}

}  // namespace

parsed_step parse_let(line_cursor& cursor) {
  if (is_predefined(cursor.peek())) {
    cursor.fail("a name that is not predefined");
    return std::nullopt;
  }
  auto name = cursor.name("a name");
  const auto chosen = name && cursor.expect("be") ? parse_way(cursor) : std::nullopt;
  auto text = chosen ? parse_pattern(cursor, pattern_form::quoted, pattern_use::said) : std::nullopt;
  if (!text || !cursor.expect_end()) {
    return std::nullopt;
  }
  return let_step{std::move(*name), chosen->how, chosen->proof, std::move(*text)};
}

parsed_step parse_check_text(line_cursor& cursor, std::string name) {
  const bool is_not = cursor.accept("not");
  auto text = parse_pattern(cursor, pattern_form::quoted, pattern_use::heard);
  if (!text || !cursor.expect_end()) {
    return std::nullopt;
  }
  return check_text_step{std::move(name), is_not, std::move(*text)};
}

std::string print(const let_step& s) {
  std::string words;
  for (const way& each : ways) {
    if (each.how == s.how && (s.how != making::proof || each.proof == s.proof)) {
      words = std::string(each.words) + ' ';
    }
  }
  return fmt::format("let {} be {}\"{}\"", s.name, words, print_pattern_text(s.text, pattern_form::quoted));
}

std::string print(const check_text_step& s) {
  return fmt::format("check {{={}}} is{} \"{}\"", s.name, s.is_not ? " not" : "",
                     print_pattern_text(s.text, pattern_form::quoted));
}

}  // namespace popquiz::script
