#pragma once

#include <popquiz/corpus/embedded_file.hpp>

#include <span>

namespace popquiz::conformance {

using corpus::embedded_file;

/// conformance/server/**/*.pop3, by path.
[[nodiscard]] std::span<const embedded_file> embedded_scripts();
/// conformance/client/**/*.pop3, by path.
[[nodiscard]] std::span<const embedded_file> embedded_scenarios();
/// One file: conformance/requirements.tsv.
[[nodiscard]] std::span<const embedded_file> embedded_requirements();
/// Two files: conformance/uncovered-client.tsv and uncovered-server.tsv.
[[nodiscard]] std::span<const embedded_file> embedded_reasons();

/// conformance/report/: what report_html() is made of.
[[nodiscard]] std::span<const embedded_file> embedded_report_files();
/// conformance/drivers/*.toml.
[[nodiscard]] std::span<const embedded_file> embedded_drivers();

}  // namespace popquiz::conformance
