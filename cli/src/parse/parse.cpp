#include "parse/parse.hpp"

#include "options/octet_stream.hpp"
#include "parse/capture_reader.hpp"

#include <popquiz/parser/kernel.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace popquiz::cli {
namespace {

/// Everything that is found, on standard output.
class report_output final : public capture_output {
 public:
  explicit report_output(bool json) : printed_(json ? as_json : as_text) {}

  bool take(const capture_event& event) override {
    text_ += printed_(event);
    return text_.size() < enough || flush();
  }
  bool take_body(std::span<const std::string_view> /*spans*/) override { return true; }
  bool flush() override { return text_.empty() || print_out(std::exchange(text_, {})); }

 private:
  static constexpr std::size_t enough = 64UL * 1024;  // octets

  std::string (*printed_)(const capture_event&);
  std::string text_;
};

/// The bodies on standard output, what is wrong on standard error.
class extract_output final : public capture_output {
 public:
  bool take(const capture_event& event) override {
    has_body_ = has_body_ || std::holds_alternative<body_found>(event);
    if (std::holds_alternative<error_found>(event) || std::holds_alternative<unfinished_found>(event)) {
      const std::string text = as_text(event);
      static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
    }
    return true;
  }
  bool take_body(std::span<const std::string_view> spans) override {
    return write_octets(STDOUT_FILENO, spans);
  }
  bool flush() override { return true; }

  [[nodiscard]] bool has_body() const noexcept { return has_body_; }

 private:
  bool has_body_ = false;
};

/// The descriptor of the capture; closes it.
class input_file {
 public:
  explicit input_file(const std::string& path)
      : is_standard_(path.empty() || path == "-"),
        file_(is_standard_ ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~input_file() {
    if (!is_standard_ && file_ >= 0) {
      ::close(file_);
    }
  }
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;

  [[nodiscard]] int descriptor() const noexcept { return file_; }

 private:
  bool is_standard_;
  int file_;
};

std::optional<parser::kernel> find_kernel(const std::string& name, std::string& why) {
  if (name.empty()) {
    return parser::kernel();
  }
  const auto all = parser::kernels();
  const auto found = std::ranges::find(all, name, &parser::kernel::name);
  if (found != all.end()) {
    return *found;
  }
  std::vector<std::string_view> names;
  std::ranges::transform(all, std::back_inserter(names), &parser::kernel::name);
  why = fmt::format("--kernel: expected one of {}, found \"{}\"", fmt::join(names, ", "), name);
  return std::nullopt;
}

exit_code unreadable(const std::string& path) {
  const std::string reason = std::generic_category().message(errno);
  const bool is_standard = path.empty() || path == "-";
  return complain(fmt::format("{}: {}", is_standard ? "standard input" : path, reason), exit_code::usage);
}

exit_code unwritable() {
  const int error = errno;
  if (error == EPIPE) {
    return exit_code::unreachable;  // the reader has seen enough; it knows
  }
  return complain("standard output can't be written: " + std::generic_category().message(error),
                  exit_code::unreachable);
}

}  // namespace

exit_code run_parse(const parse_arguments& arguments) {
  std::string why;
  // A reply that should have had a body breaks the protocol at once; a body too many would swallow replies.
  auto plan = parse_reply_plan(arguments.reply.value_or(arguments.extract ? "body" : "status"), why);
  const auto scan = plan ? find_kernel(arguments.kernel, why) : std::nullopt;
  if (!scan) {
    return complain(why, exit_code::usage);
  }
  const input_file input(arguments.file);
  if (input.descriptor() < 0) {
    return unreadable(arguments.file);
  }
  const auto mode = arguments.strict ? parser::strictness::strict : parser::strictness::tolerant;
  report_output report(arguments.format == "json");
  extract_output extract;
  capture_output& output = arguments.extract ? static_cast<capture_output&>(extract) : report;
  capture_reader reader(mode, *scan, std::move(*plan), output);
  switch (reader.run(input.descriptor())) {
    case capture_end::broken:
      return exit_code::check_failed;
    case capture_end::unreadable:
      return unreadable(arguments.file);
    case capture_end::unwritable:
      return unwritable();
    case capture_end::complete:
      break;
  }
  if (arguments.extract && !extract.has_body()) {
    return complain("no reply has a body", exit_code::check_failed);
  }
  return exit_code::success;
}

}  // namespace popquiz::cli
