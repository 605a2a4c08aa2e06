#pragma once

#include "connection.hpp"
#include "orders.hpp"

namespace popquiz::broken_client {

/// From no connection to TRANSACTION. False: the connection's why() tells the reason.
[[nodiscard]] bool sign_in(connection& on, const orders& given);

}  // namespace popquiz::broken_client
