#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace popquiz::measure {

enum class axis_scale : std::uint8_t { linear, logarithmic };
/// How numbers along an axis are written.
enum class axis_unit : std::uint8_t { number, octets, seconds, share };

struct plot_axis {
  std::string name;  ///< what is along it
  axis_scale scale = axis_scale::linear;
  axis_unit unit = axis_unit::number;
};

struct plot_point {
  double x = 0;
  double y = 0;
};

struct plot_series {
  std::string name;
  std::vector<plot_point> points;  ///< joined in this order
};

/// Curves over two axes. Points that a logarithmic axis can't show (0 and less) are left out. Eight series
/// have colours of their own.
struct plot {
  std::string title;
  plot_axis across;
  plot_axis up;
  std::vector<plot_series> series;
};

/// An SVG file that needs nothing else, 720 by 360.
[[nodiscard]] std::string svg_file(const plot& of);

}  // namespace popquiz::measure
