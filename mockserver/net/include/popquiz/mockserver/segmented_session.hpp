#pragma once

#include <popquiz/sansio/next_action.hpp>

#include <cstddef>
#include <memory>

namespace popquiz::mockserver {

/// A machine that says what `session` says in segments of `octets` octets at most, a millisecond between
/// them, so that they stay apart. `session` is not null, `octets` not 0.
[[nodiscard]] std::unique_ptr<sansio::any_machine> make_segmented(
    std::unique_ptr<sansio::any_machine> session, std::size_t octets);

}  // namespace popquiz::mockserver
