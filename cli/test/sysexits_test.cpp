// Exit statuses: every way to end has one, and docs/exit-codes.md says the same.
#include "fetch/sysexits.hpp"

#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace popquiz::cli {
namespace {

using client::client_errc;
using client::store_errc;
using parser::response_code_kind;

client::op_result refusal(std::optional<response_code_kind> kind, client_errc code = client_errc::refused) {
  client::op_result ended;
  ended.code = code;
  if (kind) {
    ended.response.emplace(*kind, "X");
  }
  return ended;
}

TEST(sysexits, a_refusal_means_what_its_response_code_says) {
  struct row {
    const char* name;
    std::optional<response_code_kind> kind;
    refused_at where;
    sysexit status;
  };
  using enum response_code_kind;
  using at = refused_at;
  for (const row& each : std::array{
           row{"login, no code: the password", std::nullopt, at::login, sysexit::no_permission},
           row{"login, unknown code: the password", other, at::login, sysexit::no_permission},
           row{"login, [AUTH]", auth, at::login, sysexit::no_permission},
           row{"login, [IN-USE]", in_use, at::login, sysexit::temp_fail},
           row{"login, [LOGIN-DELAY]", login_delay, at::login, sysexit::temp_fail},
           row{"login, [SYS/TEMP]", sys_temp, at::login, sysexit::temp_fail},
           row{"login, [SYS/PERM]", sys_perm, at::login, sysexit::unavailable},
           row{"login, [UTF8]", utf8, at::login, sysexit::unavailable},
           row{"AUTH-RESP-CODE, no [AUTH]: not the password", std::nullopt, at::login_with_auth_codes,
               sysexit::unavailable},
           row{"AUTH-RESP-CODE, [AUTH]", auth, at::login_with_auth_codes, sysexit::no_permission},
           row{"later, no code", std::nullopt, at::later, sysexit::unavailable},
           row{"later, [SYS/TEMP]", sys_temp, at::later, sysexit::temp_fail},
           row{"later, [SYS/PERM]", sys_perm, at::later, sysexit::unavailable},
       }) {
    EXPECT_EQ(sysexit_of(refusal(each.kind), each.where), each.status) << each.name;
  }
}

TEST(sysexits, a_refusing_greeting_is_temporary_unless_it_says_otherwise) {
  EXPECT_EQ(sysexit_of(refusal(std::nullopt, client_errc::greeting_refused), refused_at::login),
            sysexit::temp_fail);
  EXPECT_EQ(
      sysexit_of(refusal(response_code_kind::sys_perm, client_errc::greeting_refused), refused_at::login),
      sysexit::unavailable);
}

TEST(sysexits, a_response_code_counts_with_a_refusal_only) {
  EXPECT_EQ(sysexit_of(refusal(response_code_kind::auth, client_errc::timed_out), refused_at::login),
            sysexit::temp_fail);
}

TEST(sysexits, of_several_the_one_that_needs_somebody_goes_first) {
  using enum sysexit;
  EXPECT_EQ(worse_of(ok, ok), ok);
  EXPECT_EQ(worse_of(ok, temp_fail), temp_fail);
  EXPECT_EQ(worse_of(temp_fail, ok), temp_fail);
  EXPECT_EQ(worse_of(temp_fail, no_permission), no_permission);
  EXPECT_EQ(worse_of(no_permission, temp_fail), no_permission);
  EXPECT_EQ(worse_of(protocol, no_permission), protocol);
}

class documented : public testing::Test {
 protected:
  documented() {
    const std::ifstream in(POPQUIZ_EXIT_CODES_PAGE);
    std::ostringstream text;
    text << in.rdbuf();
    page_ = text.str();
  }
  void expect_row(std::string_view what, sysexit status) const {
    const std::string row =
        "| " + std::string(what) + " | " + std::to_string(static_cast<int>(status)) + " |";
    EXPECT_NE(page_.find(row), std::string::npos) << row;
  }
  std::string page_;
};

TEST_F(documented, every_end_of_a_conversation) {
  int count = 0;
  for (int i = 1; describe(static_cast<client_errc>(i)) != "unknown error"; ++i, ++count) {
    const auto code = static_cast<client_errc>(i);
    if (code != client_errc::refused) {
      expect_row(describe(code), sysexit_of(code));
    }
    // Only two are a defect of ours; any other lacks its row in the table.
    EXPECT_EQ(sysexit_of(code) == sysexit::software,
              code == client_errc::not_legal_now || code == client_errc::connection_unusable)
        << describe(code);
    EXPECT_NE(sysexit_of(code), sysexit::ok) << describe(code);
  }
  EXPECT_GT(count, 25);
  EXPECT_EQ(sysexit_of(client_errc::none), sysexit::ok);
}

TEST_F(documented, every_failure_to_keep_mail) {
  struct row {
    store_errc code;
    std::string_view words;
  };
  for (const row& each : std::array{
           row{store_errc::no_space, "the disk or quota is full"},
           row{store_errc::not_permitted, "the destination may not be written"},
           row{store_errc::not_found, "the destination's folder is not there"},
           row{store_errc::locked, "another program holds the mbox or the ledger"},
           row{store_errc::io_error, "reading or writing failed"},
           row{store_errc::command_failed, "the command of a pipe failed"},
           row{store_errc::command_tempfail, "the command of a pipe exited with 75"},
           row{store_errc::damaged, "a ledger, journal or mbox is damaged"},
       }) {
    expect_row(each.words, sysexit_of(each.code));
    EXPECT_NE(sysexit_of(each.code), sysexit::software) << each.words;
    EXPECT_NE(sysexit_of(each.code), sysexit::ok) << each.words;
  }
  EXPECT_EQ(sysexit_of(store_errc::none), sysexit::ok);
}

}  // namespace
}  // namespace popquiz::cli
