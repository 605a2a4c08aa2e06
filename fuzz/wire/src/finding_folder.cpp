#include "finding_folder.hpp"

#include "client/trial_folder.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace popquiz::fuzz_wire {
namespace {

/// In one piece, behind what others have written.
bool append(const std::filesystem::path& file, std::string_view line) {
  const int out = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (out < 0) {
    return false;
  }
  const bool ok = ::write(out, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  ::close(out);
  return ok;
}

}  // namespace

void finding_folder::label(finding& what) const {
  what.script = file_stem(what) + ".pop3";
  what.summary = file_stem(what) + ".md";
  what.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  what.executions = board_.executions;
}

bool finding_folder::keep(const finding& what, std::string_view subject, std::string_view script,
                          std::string_view more) {
  std::string why;
  const bool ok =
      conformance::write_text(folder_ / what.script, script, why) &&
      conformance::write_text(folder_ / what.summary, print_page(what, subject, script, more), why) &&
      append(folder_ / "findings.jsonl", print_json(what));
  if (!ok) {
    board_.give_up(why.empty() ? folder_.string() + ": can't be written" : why);
    board_.stop = true;
    return false;
  }
  ++(is_failure(what.kind) ? board_.failures : board_.differences);
  return true;
}

}  // namespace popquiz::fuzz_wire
