// The file of accounts: what it can say, what is refused and where, and that no password gets out.
#include "account/account_file.hpp"

#include "account/account_keys.hpp"
#include "account/toml_document.hpp"
#include "environment_variable.hpp"
#include "text_file.hpp"

#include <popquiz/testkit/scratch_folder.hpp>

#include <gtest/gtest.h>

#include <unistd.h>

#include <array>
#include <string>
#include <string_view>

namespace popquiz::cli {
namespace {

using testkit::scratch_folder;

using namespace std::chrono_literals;

constexpr std::string_view password = "Xyzzy-47";  // stands in no other text

class account_file_test : public testing::Test {
 protected:
  std::optional<account_file> read(std::string_view text, mode_t mode = 0600) {
    why_.clear();
    const std::string path = folder_.file("accounts.toml", text, mode);
    auto found = read_account_file(path, why_);
    EXPECT_EQ(found.has_value(), why_.empty()) << why_;
    EXPECT_EQ(why_.find(password), std::string::npos) << why_;
    if (why_.starts_with(path + ':')) {
      why_.erase(0, path.size() + 1);
    }
    return found;
  }
  account_overrides read_one(std::string_view text) {
    const auto found = read("[account.a]\n" + std::string(text) + '\n');
    EXPECT_TRUE(found && found->accounts.size() == 1) << why_;
    return found && found->accounts.size() == 1 ? found->accounts.front().says : account_overrides{};
  }
  std::string refused(std::string_view text, mode_t mode = 0600) {
    EXPECT_FALSE(read(text, mode)) << text;
    return why_;
  }

  const scratch_folder folder_;
  const environment_variable home_{"HOME", "/quiz"};
  std::string why_;
};

TEST_F(account_file_test, every_key) {
  const auto says = read_one(R"(
host = "pop.example"
port = 1110
tls = "stls"
user = "mrose"
auth = "scram-sha-256"
allow_clear_text = true
ca_file = "/etc/ca.pem"
pins = ["sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789ABCDEF"]
client_certificate = "/c.pem"
client_key = "/k.pem"
password_command = "pass show pop"
to = "maildir:/mail"
delete_after_days = 14
max_size = "25M"
max_listing = "64M"
max_messages = 100
only_new = false
connect_timeout = 5
reply_timeout = 2.5
pipelining = false
ledger = "/ledger"
)");
  EXPECT_EQ(says.host, "pop.example");
  EXPECT_EQ(says.port, 1110);
  EXPECT_EQ(says.tls, tls_policy::stls);
  EXPECT_EQ(says.user, "mrose");
  EXPECT_EQ(says.auth, "SCRAM-SHA-256");
  EXPECT_EQ(says.allow_clear_text, true);
  EXPECT_EQ(says.ca_file, "/etc/ca.pem");
  EXPECT_EQ(says.pins,
            std::vector<std::string>{"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"});
  EXPECT_EQ(says.client_certificate, "/c.pem");
  EXPECT_EQ(says.client_key, "/k.pem");
  ASSERT_TRUE(says.secret_from);
  EXPECT_EQ(says.secret_from->from, secret_from::command);
  EXPECT_EQ(says.secret_from->name, "pass show pop");
  EXPECT_EQ(says.to, "maildir:/mail");
  EXPECT_EQ(says.remove, (removal{removal::kind::after_days, 14}));
  EXPECT_EQ(says.max_size, 25U << 20U);
  EXPECT_EQ(says.max_listing, 64U << 20U);
  EXPECT_EQ(says.max_messages, 100U);
  EXPECT_EQ(says.only_new, false);
  EXPECT_EQ(says.connect_timeout, 5s);
  EXPECT_EQ(says.reply_timeout, 2500ms);
  EXPECT_EQ(says.pipelining, false);
  EXPECT_EQ(says.ledger, "/ledger");
}

TEST_F(account_file_test, what_is_not_said_is_nothing) {
  const auto says = read_one("");
  EXPECT_FALSE(says.host || says.port || says.tls || says.user || says.auth || says.secret_from || says.to ||
               says.remove || says.max_size || says.only_new || says.pipelining);
}

TEST_F(account_file_test, keeping_and_deleting) {
  EXPECT_EQ(read_one("keep = true").remove, removal{removal::kind::keep});
  EXPECT_EQ(read_one("keep = false").remove, removal{removal::kind::at_once});
  EXPECT_EQ(read_one("delete = true").remove, removal{removal::kind::at_once});
  EXPECT_EQ(read_one("delete = false").remove, removal{removal::kind::keep});
  EXPECT_EQ(read_one("delete_after_days = 0").remove, removal{removal::kind::after_days});
}

TEST_F(account_file_test, kinds_of_secret) {
  struct row {
    std::string_view text;
    secret_from from;
    secret_kind kind;
    std::string name;
  };
  for (const row& each : std::array{
           row{"password_file = '/pw'", secret_from::file, secret_kind::password, "/pw"},
           row{"password_file = 'pw'", secret_from::file, secret_kind::password, folder_.path("pw")},
           row{"password_env = 'PW'", secret_from::environment, secret_kind::password, "PW"},
           row{"password_prompt = true", secret_from::prompt, secret_kind::password, ""},
           row{"token_file = '~/t'", secret_from::file, secret_kind::token, "/quiz/t"},
           row{"token_env = 'T'", secret_from::environment, secret_kind::token, "T"},
           row{"token_command = 'oauth | head'", secret_from::command, secret_kind::token, "oauth | head"},
       }) {
    const auto says = read_one(each.text);
    ASSERT_TRUE(says.secret_from) << each.text;
    EXPECT_EQ(says.secret_from->from, each.from) << each.text;
    EXPECT_EQ(says.secret_from->kind, each.kind) << each.text;
    EXPECT_EQ(says.secret_from->name, each.name) << each.text;
  }
}

TEST_F(account_file_test, paths_begin_in_the_files_folder_or_in_the_users) {
  EXPECT_EQ(read_one("ca_file = 'ca.pem'").ca_file, folder_.path("ca.pem"));
  EXPECT_EQ(read_one("ca_file = '~/ca.pem'").ca_file, "/quiz/ca.pem");
  EXPECT_EQ(read_one("ledger = '~'").ledger, "/quiz");
  EXPECT_EQ(read_one("to = 'maildir:~/Mail'").to, "maildir:/quiz/Mail");
  EXPECT_EQ(read_one("to = 'mbox:in/box'").to, "mbox:" + folder_.path("in/box"));
  EXPECT_EQ(read_one("to = '-'").to, "-");
  EXPECT_EQ(read_one("to = 'mail'").to, "mail");  // no kind: it is refused when it is opened
  EXPECT_EQ(read_one("to = 'pipe:procmail ~/rc'").to, "pipe:procmail ~/rc");
}

TEST_F(account_file_test, a_file_in_the_working_folder_has_relative_paths) {
  ASSERT_EQ(folder_.file("accounts.toml", "[account.a]\nca_file = 'ca.pem'\n"),
            folder_.path("accounts.toml"));
  std::array<char, 4096> before{};
  ASSERT_NE(::getcwd(before.data(), before.size()), nullptr);
  ASSERT_EQ(::chdir(folder_.path("").c_str()), 0);
  std::string why;
  const auto found = read_account_file("accounts.toml", why);
  ASSERT_EQ(::chdir(before.data()), 0);
  ASSERT_TRUE(found) << why;
  EXPECT_EQ(found->accounts.front().says.ca_file, "ca.pem");
}

TEST_F(account_file_test, a_url_names_host_port_user_mechanism_and_tls) {
  const auto says = read_one("url = 'pops://m%40d;AUTH=+APOP@h:1995'");
  EXPECT_EQ(says.host, "h");
  EXPECT_EQ(says.port, 1995);
  EXPECT_EQ(says.user, "m@d");
  EXPECT_EQ(says.auth, "APOP");
  EXPECT_EQ(says.tls, tls_policy::implicit);
}

TEST_F(account_file_test, an_address_may_be_in_brackets) {
  EXPECT_EQ(read_one("host = '[::1]'").host, "::1");
  EXPECT_EQ(read_one("host = '::1'").host, "::1");
}

TEST_F(account_file_test, several_accounts_in_their_order_with_defaults) {
  const auto found = read(R"(
[account.work]
host = "w"
[account."at home"]
host = "h"
max_size = 5
[defaults]
max_size = 7
user = "me"
)");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->accounts.size(), 2U);
  EXPECT_EQ(found->accounts[0].name, "work");
  EXPECT_EQ(found->accounts[0].says.max_size, 7U);
  EXPECT_EQ(found->accounts[1].name, "at home");
  EXPECT_EQ(found->accounts[1].says.max_size, 5U);
  EXPECT_EQ(found->accounts[1].says.user, "me");
  EXPECT_EQ(found->find("work"), &found->accounts[0]);
  EXPECT_EQ(found->find("Work"), nullptr);
}

TEST_F(account_file_test, an_accounts_way_replaces_that_of_the_defaults) {
  const auto found = read(R"(
[defaults]
delete = true
password_file = "pw"
tls = "stls"
[account.a]
host = "h"
keep = true
password_env = "P"
)");
  ASSERT_TRUE(found) << why_;
  const auto& says = found->accounts.front().says;
  EXPECT_EQ(says.remove, removal{});
  EXPECT_EQ(says.secret_from->from, secret_from::environment);
  EXPECT_EQ(says.tls, tls_policy::stls);
}

TEST_F(account_file_test, without_accounts) {
  const auto found = read("# nothing yet\n");
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->accounts.empty());
}

TEST_F(account_file_test, a_password_may_stand_in_a_file_that_nobody_else_can_read) {
  const std::string text = "[account.a]\npassword = '" + std::string(password) + "'\n";
  for (const mode_t mode : {0600U, 0400U, 0700U}) {
    const auto found = read(text, mode);
    ASSERT_TRUE(found) << why_;
    EXPECT_EQ(found->accounts.front().says.secret_from->word.text(), password);
  }
  for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0644U, 0666U}) {
    EXPECT_EQ(
        refused(text, mode),
        "2:12: \"password\": a file with a password in it must belong to you and be readable by nobody else "
        "(chmod 600)");
  }
  EXPECT_TRUE(read("[account.a]\npassword_file = 'pw'\n", 0644));
}

TEST_F(account_file_test, a_password_in_the_defaults_is_no_less_secret) {
  EXPECT_NE(refused("[defaults]\npassword = '" + std::string(password) + "'\n", 0644).find("chmod 600"),
            std::string::npos);
}

TEST_F(account_file_test, somebody_elses_file_with_a_password_is_refused) {
  for (const file_access access :
       {file_access{true, true}, file_access{false, true}, file_access{true, false}}) {
    toml_problem no_toml;
    auto table = parse_toml("password = 'Xyzzy-47'", no_toml);
    ASSERT_TRUE(table);
    account_overrides into;
    account_problem why;
    EXPECT_EQ(read_account_table(*table, {"", access}, into, why), access.is_ours && access.is_private);
    EXPECT_EQ(why.what.empty(), access.is_ours && access.is_private);
  }
}

TEST_F(account_file_test, the_owner_of_a_file_is_seen) {
  file_access access;
  ASSERT_TRUE(read_text_file(folder_.file("x", "x", 0600), why_, &access)) << why_;
  EXPECT_TRUE(access.is_ours && access.is_private);
  // Root can give a file away; anybody else can read one of root's.
  const bool is_root = ::geteuid() == 0;
  const std::string other = is_root ? folder_.file("y", "y", 0640) : "/proc/sys/kernel/ostype";
  ASSERT_TRUE(!is_root || ::chown(other.c_str(), 12345, 12345) == 0);
  ASSERT_TRUE(read_text_file(other, why_, &access)) << why_;
  EXPECT_FALSE(access.is_ours || access.is_private);
}

TEST_F(account_file_test, files_of_the_kernels_can_be_read) {
  EXPECT_EQ(read_text_file("/proc/sys/kernel/ostype", why_), "Linux\n") << why_;
}

TEST_F(account_file_test, what_is_wrong_is_told_with_its_place) {
  struct row {
    std::string_view text;
    std::string_view why;
  };
  for (const row& each : std::array{
           // keys
           row{"[account.a]\nhots = 'h'", "2:1: unknown key \"hots\"; did you mean \"host\"?"},
           row{"[account.a]\n  max-size = 1", "2:3: unknown key \"max-size\"; did you mean \"max_size\"?"},
           row{"[account.a]\nPort = 1", "2:1: unknown key \"Port\"; did you mean \"port\"?"},
           row{"[account.a]\npassword_comand = 'x'",
               "2:1: unknown key \"password_comand\"; did you mean \"password_command\"?"},
           row{"[account.a]\nnonsense = 1", "2:1: unknown key \"nonsense\""},
           row{"[account.a]\n0123456789012345678901234567890123456789x = 1", "2:1: unknown key"},
           row{"[account.a]\ntimeout.connect = 1", "2:1: unknown key \"timeout\""},
           row{"[defaults]\nhots = 'h'", "2:1: unknown key \"hots\"; did you mean \"host\"?"},
           row{"[default]\nhost = 'h'", "1:2: unknown key \"default\"; did you mean \"defaults\"?"},
           row{"[accounts.a]\nhost = 'h'", "1:2: unknown key \"accounts\"; did you mean \"account\"?"},
           row{"host = 'h'", "1:1: unknown key \"host\""},
           // types
           row{"[account.a]\nhost = 1", "2:8: \"host\": expected a string, found a whole number"},
           row{"[account.a]\nport = '110'",
               "2:8: \"port\": expected a whole number from 1 to 65535, found a string"},
           row{"[account.a]\nport = 1.5",
               "2:8: \"port\": expected a whole number from 1 to 65535, found a fraction"},
           row{"[account.a]\nkeep = 'yes'", "2:8: \"keep\": expected true or false, found a string"},
           row{"[account.a]\ndelete = 1", "2:10: \"delete\": expected true or false, found a whole number"},
           row{"[account.a]\nonly_new = 0",
               "2:12: \"only_new\": expected true or false, found a whole number"},
           row{"[account.a]\nuser = true", "2:8: \"user\": expected a string, found true or false"},
           row{"[account.a]\nuser = ['u']", "2:8: \"user\": expected a string, found a list"},
           row{"[account.a]\nuser = 2020-01-01", "2:8: \"user\": expected a string, found a date or time"},
           row{"[account.a]\n[account.a.user]", "2:1: \"user\": expected a string, found a table"},
           row{"[account.a]\npins = 'x'", "2:8: \"pins\": expected a list of strings, found a string"},
           row{"[account.a]\npassword = 1", "2:12: \"password\": expected a string, found a whole number"},
           row{"account = 1", "1:1: expected tables [account.NAME]"},
           row{"[account]\nhost = 'h'", "2:1: expected a table [account.NAME]"},
           row{"[[account]]\nhost = 'h'", "1:3: expected tables [account.NAME]"},
           row{"[[account.a]]\nhost = 'h'", "1:11: expected a table [account.NAME]"},
           row{"[account.\"\"]", "1:10: expected a table [account.NAME]"},
           row{"[account.\"a\\n\"]", "1:10: expected a table [account.NAME]"},
           row{"defaults = 1", "1:1: expected a table [defaults]"},
           // values
           row{"[account.a]\nhost = ''", "2:8: \"host\": expected a string that is not empty"},
           row{"[account.a]\npassword = ''", "2:12: \"password\": expected a string that is not empty"},
           row{"[account.a]\nuser = \"u\\r\\nDELE 1\"",
               "2:8: \"user\": expected a string without control characters"},
           row{"[account.a]\nhost = \"h\\u0000\"",
               "2:8: \"host\": expected a string without control characters"},
           row{"[account.a]\nport = 0", "2:8: \"port\": expected a whole number from 1 to 65535"},
           row{"[account.a]\nport = 65536", "2:8: \"port\": expected a whole number from 1 to 65535"},
           row{"[account.a]\ntls = 'starttls'",
               "2:7: \"tls\": expected \"auto\", \"never\", \"stls\" or \"implicit\""},
           row{"[account.a]\nauth = 'A B'",
               "2:8: \"auth\": expected \"auto\", \"USER\", \"APOP\" or the name of a SASL mechanism"},
           row{"[account.a]\nmax_size = -1",
               "2:12: \"max_size\": expected octets: a whole number, or a string like \"25M\", found a whole "
               "number"},
           row{"[account.a]\nmax_size = '1T'",
               "2:12: \"max_size\": expected octets: a whole number, or a string like \"25M\""},
           row{"[account.a]\nmax_messages = -1", "2:16: \"max_messages\": expected a whole number from 0"},
           row{"[account.a]\ndelete_after_days = -1",
               "2:21: \"delete_after_days\": expected a whole number from 0 to 36500"},
           row{"[account.a]\nconnect_timeout = 0",
               "2:19: \"connect_timeout\": expected seconds from 0.001 to 3600"},
           row{"[account.a]\nreply_timeout = nan",
               "2:17: \"reply_timeout\": expected seconds from 0.001 to 3600"},
           row{"[account.a]\nreply_timeout = inf",
               "2:17: \"reply_timeout\": expected seconds from 0.001 to 3600"},
           row{"[account.a]\nreply_timeout = '5s'",
               "2:17: \"reply_timeout\": expected seconds from 0.001 to 3600, found a string"},
           row{"[account.a]\npins = ['x']",
               "2:8: \"pins\": expected SHA-256 of a certificate, in 64 hexadecimal digits"},
           row{"[account.a]\nca_file = '~other/x'",
               "2:11: \"ca_file\": expected \"~/\" or a path without \"~\" in front"},
           row{"[account.a]\nto = 'maildir:'", "2:6: \"to\": expected a path behind the colon"},
           row{"[account.a]\npassword_prompt = false", "2:19: \"password_prompt\": expected true"},
           row{"[account.a]\nurl = 'pop://u%0A@h'",
               "2:7: \"url\": a control character, as it is or percent-encoded, is never allowed (at octet 7 "
               "of the "
               "URL)"},
           row{"[account.a]\nurl = 'pop://u:Xyzzy-47@h'",
               "2:7: \"url\": a password must not stand in a POP URL (at octet 7 of the URL)"},
           // what does not go together
           row{"[account.a]\npassword_env = 'P'\ntoken_command = 'c'",
               "3:1: \"token_command\" does not go with \"password_env\" in line 2"},
           row{"[account.a]\npassword = 'Xyzzy-47'\npassword_prompt = true",
               "3:1: \"password_prompt\" does not go with \"password\" in line 2"},
           row{"[account.a]\nkeep = true\ndelete = true",
               "3:1: \"delete\" does not go with \"keep\" in line 2"},
           row{"[account.a]\nhost = 'h'\nurl = 'pop://h'",
               "3:1: \"url\" does not go with \"host\" in line 2"},
           row{"[account.a]\nurl = 'pop://h'\n\ntls = 'stls'",
               "4:1: \"tls\" does not go with \"url\" in line 2"},
       }) {
    EXPECT_EQ(refused(each.text), each.why) << each.text;
  }
}

TEST_F(account_file_test, a_name_stands_once) {
  EXPECT_TRUE(refused("[account.a]\nhost = 'h'\n[account.a]\nhost = 'i'\n").starts_with("3:"));
}

TEST_F(account_file_test, what_is_no_toml_is_told_without_a_password) {
  EXPECT_TRUE(refused("[account.a]\nhost = \n").starts_with("2:")) << why_;
  EXPECT_NE(why_.find("this is no TOML: "), std::string::npos) << why_;
  // The library's words would quote what it could not read.
  for (const std::string_view text : {
           "[account.a]\npassword = trueXyzzy-47",
           "[account.a]\npassword = Xyzzy-47",
           "[account.a]\npassword = 47Xyzzy-47",
           "[account.a]\npassword='Xyzzy-47",
           "[account.a]\npassword = 'a' Xyzzy-47",
           "[account.a]\n\"password\" = tXyzzy-47",
           "[account.a]\npassword = '''\ntrueXyzzy-47\n''' Xyzzy-47",
       }) {
    EXPECT_TRUE(refused(text).ends_with(": this is no TOML")) << why_;
  }
  EXPECT_FALSE(read("\xFF\xFE"));
  EXPECT_FALSE(read(std::string(1000, '[')));
  EXPECT_FALSE(read("a = " + std::string(100'000, '[')));
}

TEST_F(account_file_test, every_prefix_of_a_file_is_read_or_refused_with_its_place) {
  const std::string text =
      "[defaults]\nkeep = true\n[account.a]\nhost = 'h'\npins = []\npassword = \"Xyzzy-47\"\nmax_size = "
      "\"1K\"\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    if (!read(text.substr(0, size))) {
      EXPECT_TRUE(why_[0] >= '1' && why_[0] <= '9') << why_;
    }
  }
}

TEST_F(account_file_test, a_file_that_is_not_there_is_told) {
  EXPECT_FALSE(read_account_file(folder_.path("none"), why_));
  EXPECT_EQ(why_, folder_.path("none") + ": No such file or directory");
}

TEST(default_account_file, is_where_the_desktop_specification_says) {
  struct row {
    std::optional<std::string> config;
    std::optional<std::string> home;
    std::string_view path;
  };
  for (const row& each : std::array{
           row{"/c", "/h", "/c/popquiz/accounts.toml"},
           row{std::nullopt, "/h", "/h/.config/popquiz/accounts.toml"},
           row{"", "/h", "/h/.config/popquiz/accounts.toml"},
           row{"relative", "/h", "/h/.config/popquiz/accounts.toml"},
           row{std::nullopt, std::nullopt, ""},
           row{std::nullopt, "", ""},
       }) {
    const environment_variable config("XDG_CONFIG_HOME", each.config);
    const environment_variable home("HOME", each.home);
    EXPECT_EQ(default_account_file(), each.path);
  }
}

}  // namespace
}  // namespace popquiz::cli
