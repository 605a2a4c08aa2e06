#pragma once

#include "bent_wire.hpp"
#include "orders.hpp"

#include <popquiz/client/operation.hpp>

namespace popquiz::broken_client {

/// An operation of the core whose octets go through a bent wire. All three must outlive it.
class bent_op final : public client::operation {
 public:
  bent_op(client::operation& inner, bent_wire& wire, const orders& given)
      : inner_(&inner), wire_(&wire), orders_(&given) {}

  [[nodiscard]] sansio::next_action resume(sansio::io_result last, sansio::time_point now) noexcept override;
  [[nodiscard]] const client::op_result& result() const noexcept override { return inner_->result(); }
  [[nodiscard]] bool finished() const noexcept override { return inner_->finished(); }

 private:
  [[nodiscard]] sansio::next_action read() const noexcept;

  client::operation* inner_;
  bent_wire* wire_;
  const orders* orders_;
  std::span<char> into_;  ///< where the core wants octets
  sansio::time_point deadline_ = sansio::no_deadline;
};

}  // namespace popquiz::broken_client
