#include "message_file.hpp"

#include <algorithm>
#include <utility>

namespace popquiz::mockserver {
namespace {

constexpr std::size_t piece_size = 64UL * 1024;

}  // namespace

std::unique_ptr<message_file> message_file::open(const std::filesystem::path& path, std::uint64_t octets) {
  handle file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) {
    return nullptr;
  }
  std::setvbuf(file.get(), nullptr, _IONBF, 0);  // piece_ is the buffer
  return std::unique_ptr<message_file>(new message_file(std::move(file), octets));
}

message_file::message_file(handle file, std::uint64_t octets)
    : file_(std::move(file)),
      piece_(static_cast<std::size_t>(std::min<std::uint64_t>(octets, piece_size))),
      octets_left_(octets) {}

std::string_view message_file::next() {
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(octets_left_, piece_.size()));
  if (wanted == 0 || failed_) {
    return {};
  }
  if (std::fread(piece_.data(), 1, wanted, file_.get()) != wanted) {
    failed_ = true;
    return {};
  }
  octets_left_ -= wanted;
  return {piece_.data(), wanted};
}

void size_counter::take(std::string_view piece) noexcept {
  octets_ += piece.size();
  for (std::size_t lf = piece.find('\n'); lf != std::string_view::npos; lf = piece.find('\n', lf + 1)) {
    const char before = lf == 0 ? last_ : piece[lf - 1];
    octets_ += before == '\r' ? 0U : 1U;
  }
  if (!piece.empty()) {
    last_ = piece.back();
  }
}

}  // namespace popquiz::mockserver
