#include "plot_html.hpp"
#include "quantity_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace popquiz::measure {
namespace {

using conformance::html;

constexpr double width = 720;
constexpr double height = 360;
constexpr double left = 76;
constexpr double right = 150;  // where the names of the series stand
constexpr double top = 30;
constexpr double bottom = 46;
constexpr double octet_step = 1024;

html pixel(double value) {
  return html::text(fmt::format("{:.1f}", value));
}

/// From values to places between `from` and `to`.
class scale {
 public:
  scale(const plot_axis& axis, double from, double to) : axis_(axis), from_(from), to_(to) {}

  void widen(double value) {
    if (can_show(value)) {
      least_ = std::min(least_, value);
      most_ = std::max(most_, value);
    }
  }
  [[nodiscard]] bool can_show(double value) const {
    return std::isfinite(value) && (axis_.scale == axis_scale::linear || value > 0);
  }

  /// Behind the last widen(): rounds the ends to where marks can stand, and finds those.
  void settle() {
    if (least_ > most_) {
      least_ = most_ = 1;
    }
    if (axis_.scale == axis_scale::linear) {
      settle_linear();
    } else {
      settle_logarithmic();
    }
  }
  [[nodiscard]] const std::vector<double>& marks() const { return marks_; }

  [[nodiscard]] double place(double value) const {
    const bool log = axis_.scale == axis_scale::logarithmic;
    const double begin = log ? std::log(least_) : least_;
    const double end = log ? std::log(most_) : most_;
    const double at = log ? std::log(value) : value;
    return from_ + (to_ - from_) * (end > begin ? (at - begin) / (end - begin) : 0.5);
  }

  [[nodiscard]] std::string text(double value) const {
    switch (axis_.unit) {
      case axis_unit::octets:
        return octets_text(static_cast<std::uint64_t>(std::max(0.0, value)));
      case axis_unit::seconds:
        return seconds_text(value);
      case axis_unit::share:  // of 1, the more nines the farther: x is 1 / (1 - share)
        return fmt::format("{:g} %", 100 - 100 / value);
      case axis_unit::number:
        break;
    }
    return number_text(value);
  }

 private:
  void settle_linear() {
    least_ = std::min(0.0, least_);
    const double whole = std::max(most_ - least_, 1e-12);
    const double power = std::pow(10, std::floor(std::log10(whole)));
    const double step = whole / power < 2 ? power / 4 : whole / power < 5 ? power / 2 : power;
    most_ = std::ceil(most_ / step - 1e-9) * step;
    for (double at = least_; at <= most_ + step / 2; at += step) {
      marks_.push_back(at);
    }
  }

  void settle_logarithmic() {
    constexpr std::size_t most_marks = 8;
    const double base = axis_.unit == axis_unit::octets ? octet_step : 10;
    const double factor = axis_.unit == axis_unit::octets ? 2 : 10;
    const auto down = [&](double v) {
      return std::pow(factor, std::floor(std::log(v) / std::log(factor) + 1e-9));
    };
    const auto up = [&](double v) {
      return std::pow(factor, std::ceil(std::log(v) / std::log(factor) - 1e-9));
    };
    least_ = down(least_);
    most_ = std::max(up(most_), least_ * factor);
    double step = factor;
    while (std::log(most_ / least_) / std::log(step) > static_cast<double>(most_marks)) {
      step *= step >= base ? base : factor;
    }
    for (double at = least_; at <= most_ * 1.001; at *= step) {
      marks_.push_back(at);
    }
  }

  plot_axis axis_;
  double from_;
  double to_;
  double least_ = std::numeric_limits<double>::max();
  double most_ = std::numeric_limits<double>::lowest();
  std::vector<double> marks_;
};

html line(std::string_view kind, double x1, double y1, double x2, double y2) {
  return html::part("plot-rule", {{"class", html::text(kind)},
                                  {"x1", pixel(x1)},
                                  {"y1", pixel(y1)},
                                  {"x2", pixel(x2)},
                                  {"y2", pixel(y2)}});
}

html words(std::string_view kind, double x, double y, std::string_view text) {
  return html::part(
      "plot-text",
      {{"class", html::text(kind)}, {"x", pixel(x)}, {"y", pixel(y)}, {"text", html::text(text)}});
}

html axes(const plot& of, const scale& across, const scale& up) {
  html all;
  for (const double mark : up.marks()) {
    const double y = up.place(mark);
    all += line("grid", left, y, width - right, y);
    all += words("tick up", left - 8, y + 4, up.text(mark));
  }
  for (const double mark : across.marks()) {
    const double x = across.place(mark);
    all += line("grid", x, top, x, height - bottom);
    all += words("tick across", x, height - bottom + 17, across.text(mark));
  }
  all += line("axis", left, height - bottom, width - right, height - bottom);
  all += line("axis", left, top, left, height - bottom);
  all += words("across", (left + width - right) / 2, height - 8, of.across.name);
  all += words("", 8, 18, of.up.name);
  return all;
}

html curve(const plot_series& series, std::size_t number, const scale& across, const scale& up) {
  constexpr std::size_t colours = 8;
  const html which = html::number(number % colours);
  std::string points;
  html dots;
  for (const plot_point& point : series.points) {
    if (!across.can_show(point.x) || !up.can_show(point.y)) {
      continue;
    }
    const double x = across.place(point.x);
    const double y = up.place(point.y);
    points += fmt::format("{}{:.1f},{:.1f}", points.empty() ? "" : " ", x, y);
    const std::string title = fmt::format("{}: {}, {}", series.name, across.text(point.x), up.text(point.y));
    dots += html::part("plot-dot",
                       {{"series", which}, {"x", pixel(x)}, {"y", pixel(y)}, {"title", html::text(title)}});
  }
  html all = html::part("plot-curve", {{"series", which}, {"points", html::text(points)}});
  all += dots;
  const double y = top + 8 + 18 * static_cast<double>(number);
  all += line(fmt::format("key s{}", number % colours), width - right + 12, y, width - right + 30, y);
  all += words("", width - right + 36, y + 4, series.name);
  return all;
}

html content_of(const plot& of) {
  scale across(of.across, left, width - right);
  scale up(of.up, height - bottom, top);
  for (const plot_series& series : of.series) {
    for (const plot_point& point : series.points) {
      across.widen(point.x);
      up.widen(point.y);
    }
  }
  across.settle();
  up.settle();
  html all = axes(of, across, up);
  for (std::size_t i = 0; i < of.series.size(); ++i) {
    all += curve(of.series[i], i, across, up);
  }
  return all;
}

html drawn(std::string_view part, const plot& of) {
  return html::part(part, {{"width", html::text(fmt::format("{:g}", width))},
                           {"height", html::text(fmt::format("{:g}", height))},
                           {"label", html::text(of.title)},
                           {"style", html::file("plot.css")},
                           {"content", content_of(of)}});
}

}  // namespace

html figure_of(const plot& of) {
  return html::part("figure", {{"title", html::text(of.title)}, {"plot", drawn("plot", of)}});
}

std::string svg_file(const plot& of) {
  return drawn("plot-file", of).markup();
}

}  // namespace popquiz::measure
