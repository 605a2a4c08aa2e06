#include <popquiz/measure/svg_plot.hpp>

#include <gmock/gmock.h>

namespace popquiz::measure {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(svg_plot, marks_stand_at_whole_numbers) {
  const std::string svg = svg_file({"t",
                                    {"size", axis_scale::logarithmic, axis_unit::octets},
                                    {"time", axis_scale::linear, axis_unit::seconds},
                                    {{"ours", {{1024, 0.5}, {1048576, 2}}}}});
  EXPECT_THAT(svg, HasSubstr(">1 KiB<"));
  EXPECT_THAT(svg, HasSubstr(">1 MiB<"));
  EXPECT_THAT(svg, HasSubstr(">2 s<"));
  EXPECT_THAT(svg, HasSubstr("<polyline class=\"curve s0\""));
  EXPECT_THAT(svg, HasSubstr("<style>"));
}

TEST(svg_plot, what_an_axis_cannot_show_is_left_out) {
  const std::string svg = svg_file({"t",
                                    {"x", axis_scale::logarithmic},
                                    {"y", axis_scale::logarithmic},
                                    {{"s", {{0, 1}, {1, 0}, {10, 10}}}}});
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
  EXPECT_THAT(svg, Not(HasSubstr("inf")));
}

TEST(svg_plot, nothing_to_show_is_axes_alone) {
  EXPECT_THAT(svg_file({"t", {"x"}, {"y"}, {}}), HasSubstr("</svg>"));
}

TEST(svg_plot, names_are_no_markup) {
  const std::string svg = svg_file({"<t>", {"x"}, {"y"}, {{"<script>", {{1, 1}}}}});
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;"));
}

}  // namespace
}  // namespace popquiz::measure
