#pragma once

#include <popquiz/conformance/result.hpp>

#include <boost/json/object.hpp>

namespace popquiz::conformance {

class json_member;

/// The profile in a result (docs/result.schema.json): what profile_rows() shows, for programs.
[[nodiscard]] boost::json::object profile_json(const server_profile& p);
/// The inverse. Results of versions that looked at less have fewer members.
[[nodiscard]] server_profile read_profile(const json_member& in);

}  // namespace popquiz::conformance
