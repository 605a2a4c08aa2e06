#include <popquiz/mockserver/folder_maildrop.hpp>

#include "file_list.hpp"
#include "message_file.hpp"

#include <system_error>
#include <utility>

namespace popquiz::mockserver {
namespace {

class file_snapshot final : public maildrop_snapshot {
 public:
  file_snapshot(std::vector<listed_file> files, std::shared_ptr<file_lister> lister, removal how)
      : files_(std::move(files)), lister_(std::move(lister)), how_(how) {}

  [[nodiscard]] std::size_t messages() const noexcept override { return files_.size(); }
  [[nodiscard]] std::uint64_t octets(std::size_t index) const override { return files_[index].octets; }
  [[nodiscard]] std::string_view unique_id(std::size_t index) const override {
    return files_[index].unique_id;
  }

  [[nodiscard]] std::unique_ptr<message_reader> read(std::size_t index) const override {
    return message_file::open(files_[index].path, files_[index].file_octets);
  }

  bool remove(std::span<const std::size_t> indices) override {
    bool all = true;
    for (const std::size_t index : indices) {
      if (how_ == removal::keep_files) {
        lister_->forget(files_[index]);
        continue;
      }
      std::error_code error;
      std::filesystem::remove(files_[index].path, error);  // one that is gone already is no error
      all = all && !error;
    }
    return all;
  }

 private:
  std::vector<listed_file> files_;
  std::shared_ptr<file_lister> lister_;
  removal how_;
};

class file_maildrop final : public maildrop {
 public:
  file_maildrop(std::shared_ptr<file_lister> lister, removal how) : lister_(std::move(lister)), how_(how) {}

  std::unique_ptr<maildrop_snapshot> open() override {
    auto files = lister_->list();
    return files ? std::make_unique<file_snapshot>(std::move(*files), lister_, how_) : nullptr;
  }

 private:
  std::shared_ptr<file_lister> lister_;
  removal how_;
};

std::unique_ptr<maildrop> open_files(const std::string& path, file_layout layout, removal how,
                                     std::string& why, const char* missing) {
  auto lister = std::make_shared<file_lister>(path, layout);
  if (lister->folders().empty()) {
    why = path + missing;
    return nullptr;
  }
  return std::make_unique<file_maildrop>(std::move(lister), how);
}

}  // namespace

std::unique_ptr<maildrop> open_folder(const std::string& path, removal how, std::string& why) {
  return open_files(path, file_layout::eml_folder, how, why, ": no such folder");
}

std::unique_ptr<maildrop> open_maildir(const std::string& path, removal how, std::string& why) {
  return open_files(path, file_layout::maildir, how, why, ": no Maildir, neither new/ nor cur/ is in it");
}

}  // namespace popquiz::mockserver
