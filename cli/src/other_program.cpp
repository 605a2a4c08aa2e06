#include "other_program.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

namespace popquiz::cli {

std::string become_program(const std::string& program, std::span<const char* const> words) {
  std::error_code error;
  const std::string path =
      std::filesystem::read_symlink("/proc/self/exe", error).replace_filename(program).string();
  std::vector<std::string> own(words.begin(), words.end());
  const std::string what = own[1];
  if (!error) {
    own.erase(own.begin());  // its name says what it is
    own.front() = program;
    std::vector<char*> pointers;
    pointers.reserve(own.size() + 1);
    for (std::string& word : own) {
      pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    ::execv(path.c_str(), pointers.data());
    error.assign(errno, std::generic_category());
  }
  return what + " needs the program " + program + " beside popquiz: cannot run " + path + ": " +
         error.message();
}

}  // namespace popquiz::cli
