#include "codec_passes.hpp"

#include "inputs.hpp"
#include "passes.hpp"

#include <popquiz/parser/command_parser.hpp>
#include <popquiz/parser/line_splitter.hpp>
#include <popquiz/parser/listing.hpp>
#include <popquiz/parser/stuffing_encoder.hpp>

#include <optional>
#include <string>

namespace popquiz::bench {
namespace {

std::size_t line_count(std::string_view text) {
  std::size_t lines = 0;
  for (const char c : text) {
    lines += c == '\n' ? 1 : 0;
  }
  return lines;
}

template <class Parse>
std::size_t parse_listings(const std::string& body, Parse parse_line) {
  count_pass(line_count(body), [&] {
    parser::line_splitter splitter;
    splitter.feed(body);
    std::size_t valid = 0;
    while (const std::optional<std::string_view> line = splitter.next()) {
      valid += std::size_t{static_cast<bool>(parse_line(*line, parser::strictness::strict))};
    }
    return valid;
  });
  return body.size();
}

}  // namespace

std::size_t count_encoder(parser::kernel kernel, std::size_t octets, std::string_view line_end) {
  const std::string message = mail_message(octets, line_end);
  std::size_t dots = message.starts_with('.') ? 1 : 0;
  for (std::size_t at = message.find("\n."); at != std::string::npos; at = message.find("\n.", at + 1)) {
    ++dots;
  }
  const std::size_t line_ends = line_count(message) * (2 - line_end.size());
  span_storage pieces;
  count_pass(message.size() + dots + line_ends + 3, [&] {
    parser::stuffing_encoder encoder(kernel);
    std::size_t written = 0;
    const auto write = [&](const parser::stuffing_result& result) {
      for (const std::string_view piece : span_batch(pieces).first(result.count)) {
        written += piece.size();
      }
    };
    std::string_view rest = message;
    while (!rest.empty()) {
      const parser::stuffing_result result = encoder.encode(rest, pieces);
      write(result);
      rest.remove_prefix(result.consumed);
    }
    write(encoder.finish(pieces));
    return written;
  });
  return message.size();
}

std::size_t count_commands(std::size_t octets) {
  const std::string stream = commands(octets);
  count_pass(line_count(stream), [&] {
    parser::command_parser parser;
    std::string_view rest = stream;
    std::size_t valid = 0;
    for (;;) {
      const parser::command_result result = parser.next(rest);
      if (result.status != parser::parse_status::event) {
        return valid;
      }
      valid += result.command.error == parser::parse_errc::none ? 1 : 0;
      rest.remove_prefix(result.consumed);
    }
  });
  return stream.size();
}

std::size_t count_listings(listing_kind kind, std::size_t octets) {
  return kind == listing_kind::scan
             ? parse_listings(scan_listings(octets), parser::parse_scan_listing)
             : parse_listings(unique_id_listings(octets), parser::parse_unique_id_listing);
}

}  // namespace popquiz::bench
