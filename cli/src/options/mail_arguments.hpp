#pragma once

#include <cstddef>
#include <string>

namespace popquiz::cli {

/// `popquiz mail list`, as given.
struct mail_list_arguments {
  std::string mailbox;
  bool unread = false;
  std::string sort = "date";
  std::size_t limit = 0;  ///< 0: none
  bool json = false;
};

/// `popquiz mail show`, as given.
struct mail_show_arguments {
  std::string mailbox;
  std::string message;  ///< a number or a name; empty: the only one
  bool headers = false;
  bool raw = false;
  bool json = false;
};

/// `popquiz mail export`, as given.
struct mail_export_arguments {
  std::string mailbox;
  std::string message;
  std::string to;
  bool attachments = false;
  bool eml = false;
};

struct mail_arguments {
  mail_list_arguments list;
  mail_show_arguments show;
  mail_export_arguments exported;
};

}  // namespace popquiz::cli
