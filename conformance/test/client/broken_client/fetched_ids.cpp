#include "fetched_ids.hpp"

#include <fstream>
#include <utility>

namespace popquiz::broken_client {

fetched_ids::fetched_ids(std::filesystem::path file) : file_(std::move(file)) {
  std::ifstream in(file_);
  for (std::string id; std::getline(in, id);) {
    known_.insert(id);
  }
}

void fetched_ids::note(const std::string& id) const {
  std::ofstream(file_, std::ios::app) << id << '\n';
}

}  // namespace popquiz::broken_client
