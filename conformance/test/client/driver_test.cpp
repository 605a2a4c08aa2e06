#include <popquiz/conformance/driver.hpp>
#include <popquiz/testkit/scratch_folder.hpp>

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <fstream>
#include <sstream>

namespace popquiz::conformance {
namespace {

using testkit::scratch_folder;

constexpr std::string_view smallest = R"(title = "t"
version = ["v"]
command = ["c"]
[delivery]
kind = "folder"
path = "mail"
)";

struct outcome {
  std::optional<driver> value;
  std::string why;
};

outcome parse(std::string_view text, const std::string& file = "drivers/mine.toml") {
  outcome o;
  o.value = parse_driver(text, file, o.why);
  return o;
}

client_start start() {
  client_start with;
  with.host = "127.0.0.1";
  with.port = 1110;
  with.user = "quiz";
  with.password = "sesame";
  with.scratch = "/s";
  with.ca = "/ca.pem";
  with.programs = "/p";
  return with;
}

std::string octets_of(const std::filesystem::path& path) {
  std::ostringstream all;
  all << std::ifstream(path, std::ios::binary).rdbuf();
  return all.str();
}

unsigned mode_of(const std::filesystem::path& path) {
  struct stat found{};
  return ::stat(path.c_str(), &found) == 0 ? found.st_mode & 0777U : 0;
}

TEST(driver, a_file_says_all_of_it) {
  const auto o = parse(R"(
title = "Mine"
package = "mine"
version = ["mine", "--version"]
command = ["mine", "{host}", "{scheme}"]
terminal = true
[cannot]
tls = "no port of its own"
[words.scheme]
clear = "a"
stls = "b {ca}"
[words.delete]
keep = ""
remove = "-d"
[files]
"b/x" = "{delete}"
a = "#!/bin/sh"
[delivery]
kind = "mbox"
path = "m/inbox"
crlf = true
keeps-cr = false
quotes-from-lines = true
adds = ["Received: from "]
)");
  ASSERT_TRUE(o.value) << o.why;
  EXPECT_EQ(o.value->name, "mine");
  EXPECT_EQ(o.value->title, "Mine");
  EXPECT_EQ(o.value->package, "mine");
  EXPECT_EQ(o.value->version, (std::vector<std::string>{"mine", "--version"}));
  EXPECT_EQ(o.value->command, (std::vector<std::string>{"mine", "{host}", "{scheme}"}));
  EXPECT_TRUE(o.value->terminal);
  EXPECT_EQ(o.value->cannot.at("tls"), "no port of its own");
  EXPECT_EQ(o.value->words.at("scheme").at("stls"), "b {ca}");
  EXPECT_EQ(o.value->words.at("delete").at("remove"), "-d");
  EXPECT_EQ(o.value->files,
            (std::vector<std::pair<std::string, std::string>>{{"a", "#!/bin/sh"}, {"b/x", "{delete}"}}));
  EXPECT_EQ(o.value->delivery.kind, delivery_form::place::mbox);
  EXPECT_EQ(o.value->delivery.path, "m/inbox");
  EXPECT_TRUE(o.value->delivery.crlf);
  EXPECT_FALSE(o.value->delivery.keeps_cr);
  EXPECT_TRUE(o.value->delivery.quotes_from_lines);
  EXPECT_EQ(o.value->delivery.adds, (std::vector<std::string>{"Received: from "}));
}

TEST(driver, what_is_left_out_has_a_default) {
  const auto o = parse(smallest);
  ASSERT_TRUE(o.value) << o.why;
  EXPECT_EQ(o.value->package, "");
  EXPECT_FALSE(o.value->terminal);
  EXPECT_TRUE(o.value->cannot.empty() && o.value->files.empty() && o.value->words.empty());
  EXPECT_FALSE(o.value->delivery.crlf);
  EXPECT_TRUE(o.value->delivery.keeps_cr);
}

TEST(driver, an_error_names_the_place_and_what_was_expected) {
  const std::string begin(smallest);
  const std::string words = "{host} {port} {user} {password} {out} {ca} {transport} {afterwards} {programs}";
  const struct {
    std::string text;
    std::string why;
  } rows[] = {
      {"title = ", "1:9: expected TOML, found: "},
      {begin + "adds = 1\n", "7:8: expected a list of strings as adds, found a number"},
      {begin + "adds = [1]\n", "7:9: expected a string, found a number"},
      {begin + "adds = ['']\n", "7:8: expected what a header field begins with, found nothing"},
      {begin + "crlf = 'yes'\n", "7:8: expected true or false as crlf, found a string"},
      {begin + "quotes-from-lines = true\n",
       "7:21: expected quotes-from-lines of an mbox only, found it of a folder"},
      {begin + "form = 1\n",
       "7:1: expected one of kind, path, crlf, keeps-cr, quotes-from-lines, adds, found \"form\""},
      {begin + "[cannot]\nstls = ''\n", "8:8: expected a reason, found nothing"},
      {begin + "[cannot]\nstls = true\n", "8:8: expected a reason, found true or false"},
      {begin + "[cannot]\n'S T' = 'x'\n",
       "8:1: expected lower-case letters, digits and \"-\", found \"S T\""},
      {begin + "[files]\n'../x' = ''\n", "8:1: expected a path below the client's folder, found \"../x\""},
      {begin + "[files]\n'/x' = ''\n", "8:1: expected a path below the client's folder, found \"/x\""},
      {begin + "[files]\nx = '{hots}'\n",
       "8:5: expected a word of " + words + " ({{hots} to have it as it is), found {hots}"},
      {begin + "[words]\nhost = { keep = '', remove = '' }\n",
       "8:1: expected a word of its own, of lower-case letters, digits and \"-\", found \"host\""},
      {begin + "[words]\nx = { keep = '' }\n", "8:5: expected \"remove\", found none"},
      {begin + "[words]\nx = { clear = '', tls = '' }\n", "8:5: expected \"stls\", found none"},
      {begin + "[words]\nx = { keep = '', remove = '', tls = '' }\n",
       "8:31: expected one of keep, remove, found \"tls\""},
      {begin + "[words]\nx = { keep = '{y}', remove = '' }\ny = { keep = '', remove = '' }\n",
       "8:14: expected a word of " + words + " ({{y} to have it as it is), found {y}"},
      {"title = 'x'\n", "1:1: expected \"version\", found none"},
      {"title = ''\n", "1:9: expected a text as title, found nothing"},
      {"version = []\ntitle = 'x'\n", "1:11: expected a program as version, found an empty list"},
      {"files = 1\ntitle = 'x'\n", "1:9: expected a table as files, found a number"},
      {"titel = 'x'\n",
       "1:1: expected one of title, package, version, cannot, files, command, terminal, words, delivery, "
       "found \"titel\""},
  };
  for (const auto& row : rows) {
    const auto o = parse(row.text);
    EXPECT_FALSE(o.value) << row.text;
    const std::string wanted = "drivers/mine.toml:" + row.why;
    EXPECT_EQ(o.why.substr(0, wanted.size()), wanted);
  }
}

TEST(driver, its_name_is_that_of_its_file) {
  for (const char* const file : {"Mine.toml", "mine.txt", "a b.toml", ".toml"}) {
    EXPECT_FALSE(parse(smallest, file).value) << file;
  }
  EXPECT_EQ(parse(smallest, "net-pop.toml").value->name, "net-pop");
}

TEST(driver, a_delivery_may_not_leave_the_folder) {
  for (const char* const path : {"", "/mail", "../mail", "a/../../b"}) {
    std::string text(smallest);
    text.replace(text.find("mail"), 4, path);
    EXPECT_FALSE(parse(text).value) << path;
  }
}

TEST(driver, a_huge_file_is_refused) {
  EXPECT_EQ(parse(std::string(300'000, '#')).why,
            "drivers/mine.toml:1:1: expected 262144 octets at most, found 300000");
}

TEST(driver, words_are_filled_in) {
  const struct {
    const char* text;
    const char* filled;
  } rows[] = {
      {"{host}:{port}", "127.0.0.1:1110"},
      {"{user} {password}", "quiz sesame"},
      {"{out} {ca} {programs}", "/s /ca.pem /p"},
      {"{transport} {afterwards}", "clear keep"},
      {"{{host} {{host}}", "{host} {host}}"},
      {"${HOME} {} {|x| y} { host } {host", "${HOME} {} {|x| y} { host } {host"},
      {"{", "{"},
      {"", ""},
  };
  for (const auto& row : rows) {
    std::string why;
    EXPECT_EQ(fill_words(row.text, start(), why), row.filled) << why;
  }
}

TEST(driver, a_word_that_nobody_knows_is_an_error) {
  std::string why;
  EXPECT_EQ(fill_words("{host} {x-1}", start(), why), std::nullopt);
  EXPECT_EQ(
      why,
      "expected a word of {host} {port} {user} {password} {out} {ca} {transport} {afterwards} {programs}, "
      "found {x-1}");
}

TEST(driver, what_is_filled_in_is_not_looked_at) {
  client_start with = start();
  with.user = "{password}";
  std::string why;
  EXPECT_EQ(fill_words("{user}", with, why), "{password}");
}

TEST(driver, words_of_its_own_follow_transport_and_deletion) {
  auto o = parse(
      std::string(smallest) +
      "[words]\nhow = { clear = '1 {port}', stls = '2', tls = '3' }\nthen = { keep = 'k', remove = 'r' }\n"
      "[files]\nf = '{how}{then}'\n");
  ASSERT_TRUE(o.value) << o.why;
  o.value->command = {"{how}", "{then}"};
  const struct {
    transport how;
    afterwards then;
    const char* text;
  } rows[] = {
      {transport::clear, afterwards::keep, "1 1110k"},
      {transport::stls, afterwards::remove, "2r"},
      {transport::tls, afterwards::keep, "3k"},
  };
  for (const auto& row : rows) {
    client_start with = start();
    with.how = row.how;
    with.then = row.then;
    std::string why;
    const auto made = fill(*o.value, with, why);
    ASSERT_TRUE(made) << why;
    EXPECT_EQ(made->command.at(0) + made->command.at(1), row.text);
    EXPECT_EQ(made->files.at(0).first, "/s/f");
    EXPECT_EQ(made->files.at(0).second, row.text);
  }
}

TEST(driver, what_it_can_not_do_is_not_filled_in) {
  auto o = parse(std::string(smallest) + "[cannot]\nstls = 'too old'\ndelete = 'too careful'\n");
  ASSERT_TRUE(o.value) << o.why;
  client_start with = start();
  std::string why;
  EXPECT_TRUE(fill(*o.value, with, why));
  with.how = transport::stls;
  EXPECT_FALSE(fill(*o.value, with, why));
  EXPECT_EQ(why, "mine can't stls: too old");
  with.how = transport::tls;
  with.then = afterwards::remove;
  EXPECT_FALSE(fill(*o.value, with, why));
  EXPECT_EQ(why, "mine can't delete: too careful");
}

TEST(driver, the_environment_says_the_same) {
  const auto all = environment_of(start());
  EXPECT_EQ(all.size(), 9U);
  EXPECT_EQ(all.at(1), (std::pair<std::string, std::string>{"POPQUIZ_PORT", "1110"}));
  EXPECT_EQ(all.at(7), (std::pair<std::string, std::string>{"POPQUIZ_AFTERWARDS", "keep"}));
}

TEST(driver, programs_lie_beside_the_one_that_runs) {
  client_start with = start();
  with.programs.clear();
  std::string why;
  EXPECT_EQ(fill_words("{programs}", with, why),
            std::filesystem::read_symlink("/proc/self/exe").parent_path().string());
}

TEST(driver, files_are_the_owners_alone_and_programs_can_run) {
  const scratch_folder scratch;
  const filled_driver filled{
      {}, {{scratch.path() / "a/control", "password"}, {scratch.path() / "run", "#!/bin/sh\n"}}, {}};
  std::string why;
  ASSERT_TRUE(lay_out(filled, {delivery_form::place::maildir, "mail"}, scratch.path(), why)) << why;
  EXPECT_EQ(octets_of(scratch.path() / "a/control"), "password");
  EXPECT_EQ(mode_of(scratch.path() / "a/control"), 0600U);
  EXPECT_EQ(mode_of(scratch.path() / "run"), 0700U);
  for (const char* const part : {"mail/new", "mail/cur", "mail/tmp"}) {
    EXPECT_TRUE(std::filesystem::is_directory(scratch.path() / part)) << part;
  }
  EXPECT_FALSE(lay_out(filled, {delivery_form::place::mbox, "b/inbox"}, scratch.path(), why))
      << "it is there";
}

TEST(driver, those_that_are_built_in_can_be_read) {
  std::string why;
  const auto all = builtin_drivers(why);
  ASSERT_TRUE(all) << why;
  std::vector<std::string> names;
  for (const driver& each : *all) {
    names.push_back(each.name);
    EXPECT_TRUE(builtin_driver_text(each.name));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"curl", "fetchmail", "getmail", "libetpan", "movemail", "mpop",
                                             "mutt", "net-pop", "perl-net-pop3", "poplib", "popquiz"}));
  EXPECT_FALSE(builtin_driver_text("none"));
}

}  // namespace
}  // namespace popquiz::conformance
