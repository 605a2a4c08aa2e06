#include "plot_table.hpp"

#include <popquiz/measure/svg_plot.hpp>

#include <sstream>
#include <stdexcept>
#include <string_view>

namespace popquiz::bench {
namespace {

measure::axis_unit unit_of(std::string_view word) {
  return word == "octets"    ? measure::axis_unit::octets
         : word == "seconds" ? measure::axis_unit::seconds
                             : measure::axis_unit::number;
}

measure::plot_axis read_axis(std::istringstream& words) {
  measure::plot_axis axis;
  std::string scale;
  std::string unit;
  words >> scale >> unit >> std::ws;
  std::getline(words, axis.name);
  axis.scale = scale == "logarithmic" ? measure::axis_scale::logarithmic : measure::axis_scale::linear;
  axis.unit = unit_of(unit);
  return axis;
}

}  // namespace

std::string plot_table(const std::string& text) {
  measure::plot made;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key;
    words >> key >> std::ws;
    if (key == "title") {
      std::getline(words, made.title);
    } else if (key == "across") {
      made.across = read_axis(words);
    } else if (key == "up") {
      made.up = read_axis(words);
    } else if (key == "series") {
      std::getline(words, made.series.emplace_back().name);
    } else {
      measure::plot_point point;
      std::istringstream numbers(line);
      if (made.series.empty() || !(numbers >> point.x >> point.y)) {
        throw std::runtime_error("no line of a plot: " + line);
      }
      made.series.back().points.push_back(point);
    }
  }
  return measure::svg_file(made);
}

}  // namespace popquiz::bench
