#include "mail/terminal_text.hpp"

#include <langinfo.h>
#include <unistd.h>

#include <string_view>

namespace popquiz::cli {

client::repertoire repertoire_of(int file) {
  const bool is_utf_8 = ::isatty(file) == 0 || std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
  return is_utf_8 ? client::repertoire::utf_8 : client::repertoire::ascii;
}

}  // namespace popquiz::cli
