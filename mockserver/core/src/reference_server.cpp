#include <popquiz/mockserver/reference_server.hpp>

#include "session.hpp"
#include "shared_state.hpp"

#include <utility>

namespace popquiz::mockserver {

reference_server::reference_server(server_settings settings)
    : state_(std::make_unique<shared_state>(std::move(settings))) {}

reference_server::~reference_server() = default;

void reference_server::set_account(std::string user, std::string password, std::shared_ptr<maildrop> drop) {
  state_->set_account(std::move(user), std::move(password), std::move(drop));
}

void reference_server::set_overrides(std::shared_ptr<const script::script> overrides) {
  std::vector<std::shared_ptr<const script::script>> all;
  if (overrides != nullptr) {
    all.push_back(std::move(overrides));
  }
  set_overrides(std::move(all));
}

void reference_server::set_overrides(std::vector<std::shared_ptr<const script::script>> overrides) {
  std::erase(overrides, nullptr);
  state_->set_overrides(std::move(overrides));
}

const std::string& reference_server::override_problem() const noexcept {
  return state_->problem();
}

std::unique_ptr<sansio::any_machine> reference_server::new_session(session_transport on) {
  return std::make_unique<session>(*state_, std::move(on));
}

}  // namespace popquiz::mockserver
