#include <popquiz/conformance/check.hpp>

#include "suite/id_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace popquiz::conformance {
namespace {

namespace fs = std::filesystem;

/// A folder of its own for each test, gone behind it.
class suite_folder : public testing::Test {
 protected:
  suite_folder()
      : folder_(fs::path(testing::TempDir()) /
                ("popquiz_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  ~suite_folder() override { fs::remove_all(folder_); }

  void add(const std::string& path, const std::string& text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path, std::ios::binary) << text;
  }
  /// The check at own/check.pop3, with other header lines and steps.
  void add_check(const std::string& header, const std::string& steps = "login\n") {
    add("own/check.pop3", "subject: server\n" + header + "\n" + steps);
  }
  /// The message without the folder in front.
  std::string fault() {
    std::string why;
    EXPECT_FALSE(suite_with_folder(folder_.string(), why));
    EXPECT_TRUE(why.starts_with(folder_.string())) << why;
    return why.substr(std::min(why.size(), folder_.string().size()));
  }
  [[nodiscard]] std::optional<suite> load() const {
    std::string why;
    auto loaded = suite_with_folder(folder_.string(), why);
    EXPECT_TRUE(loaded) << why;
    return loaded;
  }

  fs::path folder_;
};

TEST_F(suite_folder, its_checks_are_added_to_the_embedded_ones) {
  add_check("id: own/check\ntitle: mine\n");
  add("README.md", "no script");
  std::string why;
  const auto builtin = builtin_suite(why);
  ASSERT_TRUE(builtin) << why;
  const auto loaded = load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->checks.size(), builtin->checks.size() + 1);
  EXPECT_EQ(select(*loaded, {"own/*"}).checks.size(), 1U);
  EXPECT_EQ(select(*loaded, {"own/*", builtin->checks.front().dialogue.id}).checks.size(), 2U);
  EXPECT_EQ(select(*loaded, {}).checks.size(), loaded->checks.size());
}

TEST_F(suite_folder, a_check_of_the_same_id_takes_the_embedded_ones_place) {
  std::string why;
  const auto builtin = builtin_suite(why);
  ASSERT_TRUE(builtin) << why;
  const std::string id = builtin->checks.front().dialogue.id;
  add(id + ".pop3", "id: " + id + "\ntitle: mine\nsubject: server\n\nlogin\n");
  const auto loaded = load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->checks.size(), builtin->checks.size());
  const suite chosen = select(*loaded, {id});
  ASSERT_EQ(chosen.checks.size(), 1U);
  EXPECT_EQ(chosen.checks.front().dialogue.title, "mine");
  EXPECT_FALSE(chosen.checks.front().counter_example);
}

TEST_F(suite_folder, what_changes_the_maildrop_comes_last) {
  add("a/changes.pop3", "id: a/changes\ntitle: 1\nsubject: server\nchanges: messages\n\nlogin\n");
  add("z/changes-not.pop3", "id: z/changes-not\ntitle: 2\nsubject: server\n\nlogin\n");
  const auto loaded = load();
  ASSERT_TRUE(loaded);
  bool changes = false;
  std::string before;
  for (const check& c : loaded->checks) {
    const bool now = c.dialogue.changes != script::changes_kind::nothing;
    EXPECT_TRUE(now || !changes) << c.dialogue.id;
    EXPECT_TRUE(now != changes || id_order()(before, c.dialogue.id)) << c.dialogue.id;
    changes = now;
    before = c.dialogue.id;
  }
}

TEST_F(suite_folder, a_counter_example_belongs_to_the_check_beside_it) {
  add_check("id: own/check\ntitle: mine\n");
  add("own/check.wrong.pop3", "title: x\nsubject: client\n\non NOOP\n  S: -ERR\n");
  const auto loaded = load();
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(select(*loaded, {"own/check"}).checks.front().counter_example);
}

TEST_F(suite_folder, faults_name_file_and_place) {
  add_check("id: own/other\ntitle: mine\n");
  EXPECT_EQ(fault(),
            "/own/check.pop3:1:1: expected `id: own/check`, as its path says, found `id: own/other`");
  add_check("id: own/check\ntitle: mine\nrequirement: R1939-99-1\n");
  EXPECT_EQ(fault(), "/own/check.pop3:1:1: expected the id of a requirement, found \"R1939-99-1\"");
  add_check("id: own/check\ntitle: mine\nrequirement: R1939-5-40\nrobustness: harm\n");
  EXPECT_EQ(fault(), "/own/check.pop3:1:1: expected `requirement:` or `robustness:`, found both");
  add_check("id: own/check\ntitle: mine\nneeds: 2 messages, TOPP\n");
  EXPECT_EQ(fault(),
            "/own/check.pop3:1:1: expected in `needs:` TOP, UIDL, APOP, CAPA, USER, N messages, known mail, "
            "empty maildrop or empty message, found \"TOPP\"");
  add_check("id: own/check\ntitle: mine\nmaildrop: no-such\n");
  EXPECT_EQ(fault(), "/own/check.pop3:1:1: expected the name of a fixture in `maildrop:`, found \"no-such\"");
}

TEST_F(suite_folder, a_syntax_error_names_its_line) {
  add_check("id: own/check\ntitle: mine\n", "login\nnonsense\n");
  EXPECT_TRUE(fault().starts_with("/own/check.pop3:6:1: ")) << fault();
}

TEST_F(suite_folder, a_counter_example_stands_beside_a_check_and_only_bends) {
  add("own/check.wrong.pop3", "title: x\nsubject: client\n\non NOOP\n  S: -ERR\n");
  EXPECT_EQ(fault(),
            "/own/check.wrong.pop3:1:1: expected a check own/check.pop3 beside this counter-example");
  add_check("id: own/check\ntitle: mine\n");
  add("own/check.wrong.pop3", "id: x\ntitle: x\nsubject: server\n\nlogin\n");
  EXPECT_EQ(fault(), "/own/check.wrong.pop3:1:1: expected nothing but `on` blocks in a counter-example");
}

TEST_F(suite_folder, without_scripts_or_not_there_at_all_is_an_error) {
  EXPECT_EQ(fault(), ": expected scripts (*.pop3) in this folder, found none");
  fs::remove_all(folder_);
  EXPECT_NE(fault(), "");
}

}  // namespace
}  // namespace popquiz::conformance
