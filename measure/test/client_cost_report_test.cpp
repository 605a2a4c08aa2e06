#include <popquiz/measure/client_cost.hpp>

#include <boost/json/parse.hpp>

#include <gmock/gmock.h>

namespace popquiz::measure {
namespace {

using ::testing::HasSubstr;

client_cost_result sample() {
  client_cost_result made;
  made.where.processor = "a processor";
  client_cost_table table;
  table.workload = usual_workloads(false).at(2);
  table.how = conformance::transport::tls;
  client_cost_row bare;
  bare.client = "bare loop";
  for (const double wall : {0.3, 0.1, 0.2}) {
    bare.runs.push_back({wall, 0.05, 0.05, 2U << 20U, 5, 1});
  }
  bare.system_calls = 1234;
  client_cost_row other = bare;
  other.client = "other";
  other.version = "other 1.0";
  for (client_cost& run : other.runs) {
    run.user = 0.35;
  }
  client_cost_row wrong;
  wrong.client = "wrong";
  wrong.why = "exit status 3";
  table.rows = {bare, other, wrong};
  made.tables.push_back(table);
  return made;
}

TEST(client_cost_report, text_has_medians_and_the_bare_loop_s_share) {
  const std::string text = client_cost_text(sample());
  EXPECT_THAT(text, HasSubstr("1,000 messages of 4 KiB at a round trip of 40 ms, TLS"));
  EXPECT_THAT(text, HasSubstr("0.200 (0.100..0.300)"));
  EXPECT_THAT(text, HasSubstr("4.00"));
  EXPECT_THAT(text, HasSubstr("1.23k"));
  EXPECT_THAT(text, HasSubstr("wrong: exit status 3"));
  EXPECT_THAT(text, HasSubstr("other: other 1.0"));
}

TEST(client_cost_report, json_has_every_run) {
  const auto document = boost::json::parse(client_cost_json(sample()));
  const auto& rows = document.at("tables").at(0).at("rows");
  EXPECT_EQ(rows.at(0).at("runs").as_array().size(), 3U);
  EXPECT_EQ(rows.at(0).at("system_calls").to_number<int>(), 1234);
  EXPECT_TRUE(rows.at(2).at("system_calls").is_null());
  EXPECT_EQ(rows.at(2).at("why").as_string(), "exit status 3");
}

TEST(client_cost_report, the_page_has_table_and_plot) {
  const std::string page = client_cost_html(sample());
  EXPECT_THAT(page, HasSubstr("<svg"));
  EXPECT_THAT(page, HasSubstr("bare loop"));
}

}  // namespace
}  // namespace popquiz::measure
