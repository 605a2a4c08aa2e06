#include <popquiz/client/open_store.hpp>

#include "folder_store.hpp"
#include "mbox_store.hpp"
#include "stream_store.hpp"

#include <unistd.h>

#include <cstdlib>

namespace popquiz::client {
namespace {

/// For spools that nobody needs behind a crash.
std::string scratch_path() {
  const char* const folder = std::getenv("TMPDIR");
  return std::string(folder == nullptr || *folder == '\0' ? "/tmp" : folder) + "/popquiz-spool-" +
         std::to_string(::getpid());
}

folder_layout maildir_layout(const std::string& root) {
  folder_layout layout;
  layout.root = root;
  layout.temporary = root + "/tmp";
  layout.delivered = root + "/new";
  layout.seen = root + "/cur";
  layout.folders = {root, layout.temporary, layout.delivered, layout.seen};
  layout.lf_line_ends = true;
  return layout;
}

folder_layout eml_layout(const std::string& root) {
  folder_layout layout;
  layout.root = root;
  layout.temporary = root + "/.popquiz-tmp";
  layout.delivered = root;
  layout.folders = {root, layout.temporary};
  layout.suffix = ".eml";
  return layout;
}

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.ends_with('/')) {
    path.pop_back();
  }
  return path;
}

}  // namespace

std::unique_ptr<mail_store> open_store(std::string_view destination, store_result& why, file_system& files,
                                       std::chrono::milliseconds command_limit) {
  why = {};
  if (destination == "-") {
    return std::make_unique<output_store>(files, scratch_path());
  }
  const std::size_t colon = destination.find(':');
  const std::string_view kind = destination.substr(0, colon);
  const std::string place(colon == std::string_view::npos ? std::string_view()
                                                          : destination.substr(colon + 1));
  if (!place.empty() && place.find('\0') == std::string::npos) {
    if (kind == "maildir") {
      return std::make_unique<folder_store>(files, maildir_layout(without_slashes(place)));
    }
    if (kind == "dir") {
      return std::make_unique<folder_store>(files, eml_layout(without_slashes(place)));
    }
    if (kind == "mbox") {
      return std::make_unique<mbox_store>(files, place);
    }
    if (kind == "pipe") {
      return std::make_unique<pipe_store>(files, scratch_path(), place, command_limit);
    }
  }
  why = {store_errc::not_found,
         "the destination is no good: expected maildir:DIR, mbox:FILE, dir:DIR, "
         "pipe:COMMAND or -, found \"" +
             std::string(destination) + '"'};
  return nullptr;
}

}  // namespace popquiz::client
