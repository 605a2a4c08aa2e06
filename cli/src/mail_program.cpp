#include "mail_program.hpp"

#include "remark.hpp"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace popquiz::cli {

sysexit become_mail_program(std::span<const char* const> words) {
  std::error_code error;
  const std::string path =
      std::filesystem::read_symlink("/proc/self/exe", error).replace_filename("popquiz-mail").string();
  if (!error) {
    std::vector<std::string> own(words.begin(), words.end());
    own.erase(own.begin());  // its name says "mail" already
    own.front() = "popquiz-mail";
    std::vector<char*> pointers;
    pointers.reserve(own.size() + 1);
    for (std::string& word : own) {
      pointers.push_back(word.data());
    }
    pointers.push_back(nullptr);
    ::execv(path.c_str(), pointers.data());
    error.assign(errno, std::generic_category());
  }
  remark("mail needs the program popquiz-mail beside popquiz: cannot run " + path + ": " + error.message());
  return sysexit::os_file;
}

}  // namespace popquiz::cli
