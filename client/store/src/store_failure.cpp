#include "store_failure.hpp"

#include <cerrno>
#include <system_error>

namespace popquiz::client {
namespace {

store_errc code_of(int error) noexcept {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return store_errc::no_space;
    case EACCES:
    case EPERM:
    case EROFS:
      return store_errc::not_permitted;
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
      return store_errc::not_found;
    case EAGAIN:
    case EBUSY:
      return store_errc::locked;
    default:
      return store_errc::io_error;
  }
}

}  // namespace

store_result store_failure(int error, std::string_view doing, std::string_view path) noexcept {
  store_result failure{code_of(error), {}};
  try {
    failure.what =
        "cannot " + std::string(doing) + ' ' + std::string(path) + ": " +
        (error == EAGAIN ? std::string("another program holds it") : std::generic_category().message(error));
  } catch (...) {
    failure.what.clear();  // no memory for words
  }
  return failure;
}

}  // namespace popquiz::client
