#include "server/capability_probe.hpp"

#include <popquiz/client/capa_op.hpp>

namespace popquiz::conformance {

bool ask_capa(conversation& with, bool& answered, std::vector<std::string>& found) {
  client::capa_op capa(with.session());
  answered = with.run(capa);
  if (const auto* const announced = with.session().capabilities(); answered && announced != nullptr) {
    for (const auto& [keyword, arguments] : announced->entries()) {
      std::string line = keyword;
      if (!arguments.empty()) {
        line.append(" ").append(arguments);
      }
      found.push_back(with.printable(line));
    }
  }
  return !client::is_fatal(capa.result().code);
}

}  // namespace popquiz::conformance
