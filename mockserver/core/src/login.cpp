#include "login.hpp"

#include <utility>

namespace popquiz::mockserver {

login_outcome open_maildrop_of(session_data& session, const std::shared_ptr<account>& who) {
  maildrop_lock lock;
  if (!who->locked) {
    lock = maildrop_lock(who);
  } else if (!session.ignore_lock) {
    return login_outcome::locked;
  }
  std::unique_ptr<maildrop_snapshot> snapshot = who->drop != nullptr ? who->drop->open() : nullptr;
  if (snapshot == nullptr) {
    return login_outcome::cannot_open;  // the lock goes with this scope, before the reply
  }
  session.ignore_lock = false;
  session.drop.emplace(std::move(snapshot), std::move(lock));
  return login_outcome::entered;
}

}  // namespace popquiz::mockserver
