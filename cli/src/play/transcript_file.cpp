#include "play/transcript_file.hpp"

#include "play/script_file.hpp"

namespace popquiz::cli {

std::unique_ptr<transcript_file> transcript_file::open(const std::string& path, std::string& why) {
  auto by = record_to_file(path, "what popquiz fetch and a server said", why);
  return by ? std::unique_ptr<transcript_file>(new transcript_file(std::move(*by))) : nullptr;
}

}  // namespace popquiz::cli
