#include <popquiz/measure/load_report.hpp>

#include <boost/json/parse.hpp>

#include <gmock/gmock.h>

namespace popquiz::measure {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

load_result sample() {
  load_result made;
  made.server = "<mail.example>:110";
  made.greeting = "ready";
  made.where.processor = "a processor";
  made.messages = 1;
  made.octets = 4096;
  made.pipeline = 4;
  load_row row;
  row.kind = load_kind::retr;
  row.message_octets = 4096;
  row.done = 100;
  row.octets = 409'600;
  row.seconds = 0.5;
  row.unsent = 3;
  for (int i = 1; i <= 100; ++i) {
    row.latency.note(std::chrono::milliseconds(i));
  }
  made.rows.push_back(std::move(row));
  return made;
}

TEST(load_report, text_has_rates_percentiles_and_what_was_odd) {
  const std::string text = load_text(sample());
  EXPECT_THAT(text, HasSubstr("RETR 4 KiB"));
  EXPECT_THAT(text, HasSubstr("200"));
  EXPECT_THAT(text, HasSubstr("100 ms"));
  EXPECT_THAT(text, HasSubstr("3 requests were due and never sent"));
  EXPECT_THAT(text, HasSubstr("does not announce PIPELINING"));
}

TEST(load_report, json_has_numbers_in_units) {
  const auto document = boost::json::parse(load_json(sample()));
  const auto& row = document.at("rows").at(0);
  EXPECT_EQ(row.at("per_second").as_double(), 200);
  EXPECT_NEAR(row.at("latency_seconds").at("p50").as_double(), 0.05, 0.001);
  EXPECT_EQ(document.at("popquiz_bench").as_string(), "server");
}

TEST(load_report, the_page_needs_nothing_else_and_takes_no_markup) {
  const std::string page = load_html(sample());
  EXPECT_THAT(page, HasSubstr("<svg"));
  EXPECT_THAT(page, HasSubstr("&lt;mail.example&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<mail.example>")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
}

}  // namespace
}  // namespace popquiz::measure
