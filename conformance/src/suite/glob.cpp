#include <popquiz/conformance/check.hpp>

namespace popquiz::conformance {

bool glob_matches(std::string_view glob, std::string_view id) {
  std::size_t g = 0;
  std::size_t i = 0;
  // Where to go on when a literal fails: behind the last star, one octet further in the id.
  std::size_t star = std::string_view::npos;
  std::size_t star_id = 0;
  while (i < id.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      star_id = i;
    } else if (g < glob.size() && (glob[g] == '?' || glob[g] == id[i])) {
      ++g;
      ++i;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      i = ++star_id;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', g) == std::string_view::npos;
}

}  // namespace popquiz::conformance
