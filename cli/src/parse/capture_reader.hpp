#pragma once

#include "parse/capture_events.hpp"
#include "parse/reply_plan.hpp"

#include <popquiz/parser/reply_parser.hpp>
#include <popquiz/sansio/read_buffer.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace popquiz::cli {

/// Where that goes which is found in a capture. False: it can't be written, errno says why; nothing more is
/// handed out then.
class capture_output {
 public:
  virtual ~capture_output() = default;
  [[nodiscard]] virtual bool take(const capture_event& event) = 0;
  /// Octets of a body, stuffing removed.
  [[nodiscard]] virtual bool take_body(std::span<const std::string_view> spans) = 0;
  /// The next octets may be long in coming.
  [[nodiscard]] virtual bool flush() = 0;

 protected:
  capture_output() = default;
  capture_output(const capture_output&) = default;
  capture_output& operator=(const capture_output&) = default;
};

enum class capture_end : std::uint8_t {
  complete,    ///< every octet was understood and every planned reply has come
  broken,      ///< the octets break the protocol, or are over in mid-reply
  unreadable,  ///< errno says why
  unwritable,  ///< errno says why
};

/// Finds the replies in what a server sent, with memory that does not depend on how much that is.
class capture_reader {
 public:
  /// `plan` is not empty; its last entry repeats.
  capture_reader(parser::strictness mode, parser::kernel scan, std::vector<planned_reply> plan,
                 capture_output& output)
      : plan_(std::move(plan)), output_(output), parser_(mode, {}, scan) {}

  /// Reads the file to its end, or to what can't be understood.
  [[nodiscard]] capture_end run(int file);

 private:
  enum class progress : std::uint8_t { going_on, broken, unwritable };

  [[nodiscard]] progress parse_held(int file);
  [[nodiscard]] capture_end finish();

  // False: the output can't be written.
  [[nodiscard]] bool take_event(const parser::batch_result& found);
  [[nodiscard]] bool take_status(const parser::parse_result& found);
  [[nodiscard]] bool take_body(std::span<const std::string_view> spans);
  [[nodiscard]] bool end_reply(const parser::reply_event& last);
  [[nodiscard]] bool tell_body(std::uint64_t end);
  [[nodiscard]] bool tell_observations();
  [[nodiscard]] bool tell_error(int file, const parser::parse_result& failed);
  [[nodiscard]] bool tell_totals();

  void begin_reply();
  void read_context(int file, std::uint64_t offset);
  [[nodiscard]] std::string expected_at(const parser::parse_result& failed) const;

  [[nodiscard]] const planned_reply& planned() const noexcept;
  [[nodiscard]] reply_place place() const noexcept { return {number_, planned().name}; }
  [[nodiscard]] std::string_view held() const noexcept { return buffer_.data().substr(parsed_); }
  [[nodiscard]] bool in_body() const noexcept { return body_begin_ > reply_begin_; }
  [[nodiscard]] std::uint64_t body_lines() const noexcept;

  static constexpr std::size_t buffer_octets = 256UL * 1024;
  static constexpr std::size_t batch = 256;       // spans of a body
  static constexpr std::size_t context = 16;      // octets shown on each side of an error
  static constexpr std::size_t came_octets = 64;  // of the offending line, shown at most

  std::vector<planned_reply> plan_;
  capture_output& output_;
  parser::reply_parser parser_;
  sansio::read_buffer buffer_{buffer_octets};
  // Octets at the buffer's front that are done with but kept, for an error's context.
  std::size_t parsed_ = 0;
  std::array<std::string_view, batch> spans_;

  std::size_t finished_ = 0;  // entries of the plan
  std::uint64_t number_ = 0;  // of the reply under way
  std::uint64_t reply_begin_ = 0;
  std::uint64_t body_begin_ = 0;
  std::uint64_t body_octets_ = 0;
  std::uint64_t line_feeds_ = 0;
  bool lf_lines_ = false;
  bool in_exchange_ = false;  // behind a challenge
  bool body_missed_ = false;  // the last reply was +OK and planned without body
  capture_totals totals_;
};

}  // namespace popquiz::cli
