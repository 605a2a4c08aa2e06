#pragma once

#include <popquiz/sansio/next_action.hpp>
#include <popquiz/script/recorder.hpp>

#include <memory>

namespace popquiz::mockserver {

/// A session whose conversation `by` gets as it goes on: what it reads and what is written of what it says.
[[nodiscard]] std::unique_ptr<sansio::any_machine> make_recorded(std::unique_ptr<sansio::any_machine> session,
                                                                 script::recorder by);

}  // namespace popquiz::mockserver
