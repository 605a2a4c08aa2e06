#include "message.hpp"

namespace popquiz::cli {

exit_code complain(std::string_view what, exit_code code) {
  remark(what);
  return code;
}

}  // namespace popquiz::cli
