#include "scratch_folder.hpp"

#include <popquiz/mockserver/named_maildrop.hpp>

#include <gtest/gtest.h>

#include <string>

namespace popquiz::mockserver::test {
namespace {

namespace fs = std::filesystem;

class named_maildrop_test : public scratch_folder {
 protected:
  [[nodiscard]] std::string script() const { return (root_ / "a/script.pop3").string(); }
};

TEST_F(named_maildrop_test, every_kind_is_opened) {
  put("mbox", "From a\nx\n\n");
  put("folder/1.eml", "x");
  put("maildir/new/1.a", "x");
  for (const std::string text : {"fixture:five-plain", "generated:3x1KiB"}) {
    std::string why;
    const auto opened = open_maildrops(text, 2, why);
    ASSERT_EQ(opened.size(), 2U) << text << why;
    EXPECT_NE(opened[0], opened[1]);
  }
  for (const std::string text : {"mbox", "folder", "maildir"}) {
    for (const char* more : {"", ",delete"}) {
      std::string why;
      const auto opened = open_maildrops(text + ":" + (root_ / text).string() + more, 1, why);
      ASSERT_EQ(opened.size(), 1U) << text << why;
      EXPECT_EQ(opened.front()->open()->messages(), 1U) << text;
    }
  }
  std::string why;
  EXPECT_EQ(open_maildrops("mbox:" + (root_ / "mbox").string() + ",mboxo,delete", 1, why).size(), 1U) << why;
}

TEST_F(named_maildrop_test, what_is_no_maildrop_is_told) {
  const std::pair<std::string, const char*> table[] = {
      {"nonsense", "fixture:NAME"},          {"imap:x", "mbox:FILE"},
      {"fixture:none", "two-plain"},         {"fixture:", "no fixture is called \"\""},
      {"generated:x", "generated: "},        {"folder:/no/such", "no such folder"},
      {"mbox:/no/such", "/no/such: No such"}};
  for (const auto& [text, part] : table) {
    std::string why;
    EXPECT_TRUE(open_maildrops(text, 1, why).empty()) << text;
    EXPECT_NE(why.find(part), std::string::npos) << why;
  }
}

TEST_F(named_maildrop_test, a_script_names_what_lies_beside_it) {
  put("a/mail/1.eml", "x");
  fs::create_directory_symlink("mail", root_ / "a/link");
  const std::string root = fs::canonical(root_).string();
  const std::pair<const char*, std::string> table[] = {{"", "fixture:two-plain"},
                                                       {"five-plain", "fixture:five-plain"},
                                                       {"fixture:five-plain", "fixture:five-plain"},
                                                       {"generated:3x1KiB", "generated:3x1KiB"},
                                                       {"folder:mail", "folder:" + root + "/a/mail"},
                                                       {"folder:link", "folder:" + root + "/a/link"},
                                                       {"mbox:not-there", "mbox:" + root + "/a/not-there"},
                                                       {"mbox:box,mboxo", "mbox:" + root + "/a/box,mboxo"}};
  for (const auto& [value, text] : table) {
    std::string why;
    EXPECT_EQ(scripted_maildrop(value, script(), why), text) << why;
  }
}

TEST_F(named_maildrop_test, a_script_neither_deletes_nor_reaches_out_of_its_folder) {
  put("b/1.eml", "x");
  put("a/mail/1.eml", "x");
  put("ab/1.eml", "x");
  fs::create_directory_symlink("../b", root_ / "a/out");
  for (const char* value :
       {"folder:/etc", "folder:../b", "folder:mail/../../b", "folder:..", "folder:out", "maildir:out/x",
        "mbox:", "folder:mail,delete", "folder:mail,delete/", "mbox:box,mboxo,delete", "folder:../ab"}) {
    std::string why;
    EXPECT_EQ(scripted_maildrop(value, script(), why), std::nullopt) << value;
    EXPECT_TRUE(why.starts_with(script() + ": maildrop: expected ")) << why;
    EXPECT_NE(why.find(value), std::string::npos) << why;
  }
}

}  // namespace
}  // namespace popquiz::mockserver::test
