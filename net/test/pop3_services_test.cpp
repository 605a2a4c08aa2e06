// Which servers a domain advertises, and in which order (RFC 2782, RFC 6186, RFC 8314 §5.1).
#include <popquiz/net/pop3_services.hpp>

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdint>
#include <map>

namespace popquiz::net {
namespace {

using testing::ElementsAre;

random_up_to always(std::uint32_t number) {
  return [number](std::uint32_t limit) { return std::min(number, limit); };
}

std::vector<std::string> targets(const std::vector<srv_record>& records) {
  std::vector<std::string> names;
  for (const srv_record& r : records) {
    names.push_back(r.target);
  }
  return names;
}

TEST(in_order_of_choice, lower_priorities_come_first) {
  const std::vector<srv_record> records{{"c", 1, 20, 9}, {"a", 1, 0, 0}, {"b", 1, 10, 5}};
  for (const std::uint32_t number : {0U, 1U, 99U}) {
    EXPECT_THAT(targets(in_order_of_choice(records, always(number))), ElementsAre("a", "b", "c"));
  }
}

TEST(in_order_of_choice, the_number_says_which_by_the_running_sum_of_weights) {
  const std::vector<srv_record> records{{"three", 1, 0, 3}, {"none", 1, 0, 0}, {"two", 1, 0, 2}};
  // Sums: none 0, two 2, three 5. The first whose sum is not below the number is it.
  const std::vector<std::pair<std::uint32_t, std::string>> rows{
      {0, "none"}, {1, "two"}, {2, "two"}, {3, "three"}, {5, "three"}};
  for (const auto& [number, first] : rows) {
    EXPECT_EQ(in_order_of_choice(records, always(number)).front().target, first) << number;
  }
}

TEST(in_order_of_choice, the_limit_is_the_sum_of_what_is_left) {
  std::vector<std::uint32_t> limits;
  const auto last = [&limits](std::uint32_t limit) {
    limits.push_back(limit);
    return limit;
  };
  const std::vector<srv_record> records{
      {"a", 1, 0, 65535}, {"b", 1, 0, 65535}, {"c", 1, 0, 1}, {"d", 1, 1, 7}};
  EXPECT_THAT(targets(in_order_of_choice(records, last)), ElementsAre("b", "a", "c", "d"));
  EXPECT_THAT(limits, ElementsAre(131071U, 65536U));
}

TEST(in_order_of_choice, each_record_comes_once_whatever_the_random_source_says) {
  const std::vector<srv_record> records{{"a", 1, 0, 1}, {"b", 1, 0, 0}, {"c", 1, 0, 3}, {"d", 1, 2, 0}};
  for (const std::uint32_t number : {0U, 2U, 0xFFFFFFFFU}) {
    auto names = targets(in_order_of_choice(records, [number](std::uint32_t) { return number; }));
    std::sort(names.begin(), names.end());
    EXPECT_THAT(names, ElementsAre("a", "b", "c", "d"));
  }
  EXPECT_TRUE(in_order_of_choice({}, always(0)).empty());
}

TEST(in_order_of_choice, heavier_ones_come_first_more_often) {
  const std::vector<srv_record> records{{"light", 1, 0, 1}, {"heavy", 1, 0, 99}};
  int heavy_first = 0;
  const random_up_to random = system_random();
  for (int i = 0; i < 1000; ++i) {
    heavy_first += in_order_of_choice(records, random).front().target == "heavy" ? 1 : 0;
  }
  EXPECT_GT(heavy_first, 900);
  EXPECT_LE(heavy_first, 1000);
}

srv_answer found(std::vector<srv_record> records) {
  return {srv_status::found, std::move(records), ""};
}
const srv_answer none{srv_status::none, {}, ""};
const srv_answer broken{srv_status::failed, {}, "no name server answered"};

std::string text_of(const pop3_services& services) {
  static const std::map<discovery, std::string> names{{discovery::found, "found"},
                                                      {discovery::not_advertised, "not advertised"},
                                                      {discovery::not_offered, "not offered"},
                                                      {discovery::failed, "failed"}};
  std::string text = names.at(services.outcome);
  for (const pop3_service& one : services.candidates) {
    text += ", " + one.host + ':' + std::to_string(one.port) + (one.implicit_tls ? " tls" : " stls") +
            (one.needs_confirmation ? " ?" : "");
  }
  return text;
}

struct row {
  const char* name;
  srv_answer pop3s;
  srv_answer pop3;
  std::string outcome;
  std::string domain = "user.example";
};

std::ostream& operator<<(std::ostream& out, const row& r) {
  return out << r.name;
}

class pop3_services_of : public testing::TestWithParam<row> {};

TEST_P(pop3_services_of, a_domain) {
  std::vector<std::string> asked;
  const auto services = find_pop3_services(
      GetParam().domain,
      [&](const std::string& name) {
        asked.push_back(name);
        return name.starts_with("_pop3s.") ? GetParam().pop3s : GetParam().pop3;
      },
      always(0));
  EXPECT_EQ(text_of(services), GetParam().outcome);
  EXPECT_THAT(asked, ElementsAre("_pop3s._tcp.user.example", "_pop3._tcp.user.example"));
}

INSTANTIATE_TEST_SUITE_P(
    each, pop3_services_of,
    testing::Values(
        row{"with_implicit_tls", found({{"mail.user.example", 995, 0, 0}}), none,
            "found, mail.user.example:995 tls"},
        row{"with_stls", none, found({{"mail.user.example", 110, 0, 0}}),
            "found, mail.user.example:110 stls"},
        row{"implicit_tls_first_at_the_same_priority", found({{"a.user.example", 995, 5, 1}}),
            found({{"b.user.example", 110, 5, 99}}),
            "found, a.user.example:995 tls, b.user.example:110 stls"},
        row{"stls_first_at_a_lower_priority", found({{"a.user.example", 995, 6, 1}}),
            found({{"b.user.example", 110, 5, 1}}), "found, b.user.example:110 stls, a.user.example:995 tls"},
        row{"several_of_both", found({{"c.user.example", 995, 20, 1}, {"a.user.example", 995, 10, 1}}),
            found({{"d.user.example", 110, 20, 1}, {"b.user.example", 110, 10, 1}}),
            "found, a.user.example:995 tls, b.user.example:110 stls, c.user.example:995 tls, "
            "d.user.example:110 stls"},
        row{"nothing", none, none, "not advertised"},
        row{"neither_is_offered", found({{".", 0, 0, 0}}), found({{".", 0, 0, 0}}), "not offered"},
        row{"one_is_not_offered", none, found({{".", 0, 0, 0}}), "not offered"},
        row{"only_stls_is_not_offered", found({{"mail.user.example", 995, 0, 0}}), found({{".", 0, 0, 0}}),
            "found, mail.user.example:995 tls"},
        row{"not_offered_counts_more_than_a_record_beside_it",
            found({{"mail.user.example", 995, 0, 0}, {".", 0, 9, 0}}), none, "not offered"},
        row{"port_0_is_no_port", found({{"mail.user.example", 0, 0, 0}}), none, "not advertised"},
        row{"both_look_ups_fail", broken, broken, "failed"},
        row{"a_failure_is_not_nothing", broken, none, "failed"},
        row{"a_failure_is_not_a_denial", found({{".", 0, 0, 0}}), broken, "failed"},
        row{"one_look_up_fails", broken, found({{"mail.user.example", 110, 0, 0}}),
            "found, mail.user.example:110 stls"},
        row{"the_domain_itself", found({{"User.Example", 995, 0, 0}}), none, "found, User.Example:995 tls"},
        row{"trailing_dot_of_the_domain", found({{"mail.user.example", 995, 0, 0}}), none,
            "found, mail.user.example:995 tls", "user.example."},
        row{"a_host_of_somebody_else", found({{"mail.provider.example", 995, 0, 0}}), none,
            "found, mail.provider.example:995 tls ?"},
        row{"a_host_that_only_ends_like_the_domain", found({{"evil-user.example", 995, 0, 0}}), none,
            "found, evil-user.example:995 tls ?"},
        row{"a_host_above_the_domain", found({{"example", 995, 0, 0}}), none, "found, example:995 tls ?"}),
    [](const auto& one) { return one.param.name; });

TEST(find_pop3_services, a_failed_look_up_says_why_though_the_other_found_something) {
  const auto services = find_pop3_services(
      "user.example",
      [](const std::string& name) {
        return name.starts_with("_pop3s.") ? broken : found({{"mail.user.example", 110, 0, 0}});
      },
      always(0));
  EXPECT_EQ(services.why, "looking up _pop3s._tcp.user.example: no name server answered");
}

TEST(find_pop3_services, what_is_no_domain_is_not_looked_up) {
  for (const std::string& bad :
       std::vector<std::string>{"", ".", "a b", "user@example", "a\nb", "b\xC3\xBC.example"}) {
    const auto services = find_pop3_services(
        bad,
        [](const std::string&) {
          ADD_FAILURE();
          return none;
        },
        always(0));
    EXPECT_EQ(services.outcome, discovery::failed);
    EXPECT_EQ(services.why, "not a domain (in ASCII)");
  }
}

}  // namespace
}  // namespace popquiz::net
