#include <popquiz/measure/client_cost.hpp>
#include <popquiz/measure/spread.hpp>

#include "plot_html.hpp"
#include "quantity_text.hpp"
#include "text_table.hpp"

#include <report/json_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

namespace popquiz::measure {
namespace {

namespace json = boost::json;

template <class Of>
std::vector<double> values(const client_cost_row& row, Of of) {
  std::vector<double> all;
  for (const client_cost& run : row.runs) {
    all.push_back(of(run));
  }
  return all;
}

spread wall_of(const client_cost_row& row) {
  return spread_of(values(row, [](const client_cost& c) { return c.wall; }));
}
spread processor_of(const client_cost_row& row) {
  return spread_of(values(row, [](const client_cost& c) { return c.processor(); }));
}

std::string spread_text(const spread& s) {
  return fmt::format("{:.3f} ({:.3f}..{:.3f})", s.median, s.least, s.most);
}

template <class Of>
double median_of(const client_cost_row& row, Of of) {
  return spread_of(values(row, of)).median;
}

std::string title_of(const client_cost_table& of) {
  const std::string_view how = of.how == conformance::transport::clear  ? "in clear"
                               : of.how == conformance::transport::stls ? "TLS by STLS"
                                                                        : "TLS";
  return fmt::format("{}, {}", of.workload.title, how);
}

number_table table(const client_cost_table& of) {
  number_table made;
  made.title = title_of(of);
  const bool far = of.workload.round_trip.count() != 0;
  made.names = {"",           "wall s",       "processor s",
                "user",       "system",       "x first",
                "peak MiB",   "system calls", far ? "round trips" : "waits",
                "connections"};
  const double base = of.rows.empty() ? 0 : processor_of(of.rows.front()).median;
  for (const client_cost_row& row : of.rows) {
    if (row.runs.empty()) {
      made.rows.push_back({row.client, "-", "-", "-", "-", "-", "-", "-", "-", "-"});
    } else {
      const spread cpu = processor_of(row);
      made.rows.push_back(
          {row.client, spread_text(wall_of(row)), spread_text(cpu),
           fmt::format("{:.3f}", median_of(row, [](const client_cost& c) { return c.user; })),
           fmt::format("{:.3f}", median_of(row, [](const client_cost& c) { return c.system; })),
           base > 0 ? fmt::format("{:.2f}", cpu.median / base) : "-",
           fmt::format("{:.1f}", median_of(row,
                                           [](const client_cost& c) {
                                             return static_cast<double>(c.resident) / 1048576;
                                           })),
           row.system_calls ? number_text(static_cast<double>(*row.system_calls)) : "-",
           fmt::format("{:g}",
                       median_of(row, [](const client_cost& c) { return static_cast<double>(c.exchanges); })),
           fmt::format("{:g}", median_of(row, [](const client_cost& c) {
                         return static_cast<double>(c.connections);
                       }))});
    }
    if (!row.why.empty()) {
      made.notes.push_back(fmt::format("{}: {}", row.client, row.why));
    } else if (row.keeps) {
      made.notes.push_back(row.client + " deletes nothing on the server.");
    }
  }
  return made;
}

plot processor_plot(const client_cost_result& of) {
  plot made{"Wall and processor time by client",
            {"wall seconds", axis_scale::logarithmic, axis_unit::seconds},
            {"processor seconds", axis_scale::logarithmic, axis_unit::seconds},
            {}};
  for (const client_cost_table& each : of.tables) {
    for (const client_cost_row& row : each.rows) {
      auto found = std::ranges::find(made.series, row.client, &plot_series::name);
      if (found == made.series.end()) {
        made.series.push_back({row.client, {}});
        found = made.series.end() - 1;
      }
      if (!row.runs.empty()) {
        found->points.push_back({wall_of(row).median, processor_of(row).median});
      }
    }
  }
  return made;
}

json::object run_json(const client_cost& run) {
  return {{"wall_seconds", run.wall},        {"user_seconds", run.user},   {"system_seconds", run.system},
          {"resident_octets", run.resident}, {"exchanges", run.exchanges}, {"connections", run.connections}};
}

json::object table_json(const client_cost_table& of) {
  json::array rows;
  for (const client_cost_row& row : of.rows) {
    json::array runs;
    for (const client_cost& run : row.runs) {
      runs.emplace_back(run_json(run));
    }
    json::object one{
        {"client", row.client}, {"version", row.version}, {"keeps", row.keeps}, {"runs", std::move(runs)}};
    one["system_calls"] = row.system_calls ? json::value(*row.system_calls) : json::value(nullptr);
    one["why"] = row.why;
    rows.emplace_back(std::move(one));
  }
  return {{"workload", of.workload.name},
          {"title", of.workload.title},
          {"mail", of.workload.mail},
          {"round_trip_seconds", std::chrono::duration<double>(of.workload.round_trip).count()},
          {"transport", describe(of.how)},
          {"rows", std::move(rows)}};
}

std::string reading_text(const client_cost_result& of) {
  std::size_t runs = 0;
  for (const client_cost_table& each : of.tables) {
    for (const client_cost_row& row : each.rows) {
      runs = std::max(runs, row.runs.size());
    }
  }
  return fmt::format("median (least..most) of {} run{}, clients in turn", runs, runs == 1 ? "" : "s");
}

std::string versions_text(const client_cost_result& of) {
  std::string all;
  for (const client_cost_row& row : of.tables.front().rows) {
    if (!row.version.empty()) {
      all += fmt::format("{}{}: {}", all.empty() ? "" : "; ", row.client, row.version);
    }
  }
  return all;
}

}  // namespace

std::string client_cost_text(const client_cost_result& of) {
  std::string text = fmt::format("popquiz bench client: {}\n  {}\n  {}\n", reading_text(of),
                                 describe(of.where), of.tables.empty() ? "" : versions_text(of));
  for (const client_cost_table& each : of.tables) {
    const number_table numbers = table(each);
    text += "\n" + numbers.title + "\n" + text_of(numbers);
  }
  return text;
}

std::string client_cost_json(const client_cost_result& of) {
  json::array tables;
  for (const client_cost_table& each : of.tables) {
    tables.emplace_back(table_json(each));
  }
  const json::object document{{"popquiz_bench", "client"},
                              {"processor", of.where.processor},
                              {"processors", of.where.processors},
                              {"load_average", {of.where.load[0], of.where.load[1], of.where.load[2]}},
                              {"tables", std::move(tables)}};
  return conformance::json_text(document);
}

std::string client_cost_html(const client_cost_result& of) {
  conformance::html body;
  for (const client_cost_table& each : of.tables) {
    body += table_of(table(each));
  }
  body += figure_of(processor_plot(of));
  return page_of("What POP3 clients cost", reading_text(of), describe(of.where), body);
}

}  // namespace popquiz::measure
