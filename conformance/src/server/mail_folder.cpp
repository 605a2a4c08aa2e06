#include <popquiz/conformance/mail_folder.hpp>
#include <popquiz/mockserver/folder_maildrop.hpp>

#include <filesystem>

namespace popquiz::conformance {

std::optional<known_mail> read_mail_folder(const std::string& path, std::string& why) {
  namespace fs = std::filesystem;
  std::error_code error;
  const bool is_maildir = fs::is_directory(path + "/new", error) || fs::is_directory(path + "/cur", error);
  const auto drop = is_maildir ? mockserver::open_maildir(path, mockserver::removal::keep_files, why)
                               : mockserver::open_folder(path, mockserver::removal::keep_files, why);
  if (drop == nullptr) {
    return std::nullopt;
  }
  const auto opened = drop->open();
  if (opened == nullptr) {
    why = path + ": cannot be read";
    return std::nullopt;
  }
  known_mail mail;
  for (std::size_t i = 0; i < opened->messages(); ++i) {
    const auto reader = opened->read(i);
    std::string stored;
    if (reader != nullptr) {
      for (std::string_view piece = reader->next(); !piece.empty(); piece = reader->next()) {
        stored.append(piece);
      }
    }
    if (reader == nullptr || reader->failed()) {
      why = path + ": message " + std::to_string(i + 1) + " cannot be read";
      return std::nullopt;
    }
    mail.add(canonical_message(stored));
  }
  return mail;
}

}  // namespace popquiz::conformance
