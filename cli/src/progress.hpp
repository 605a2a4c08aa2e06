#pragma once

#include <cstddef>
#include <string>

namespace popquiz::cli {

/// One line on standard error that tells which check is under way; nothing when that is no terminal.
class progress {
 public:
  progress();
  ~progress() { clear(); }
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  void show(std::size_t index, std::size_t count, const std::string& what);
  /// Takes the line away.
  void clear();

 private:
  bool on_terminal_;
  bool shown_ = false;
};

}  // namespace popquiz::cli
