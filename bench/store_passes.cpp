#include "store_passes.hpp"

#include "counted_section.hpp"
#include "written_file.hpp"

#include <popquiz/client/open_store.hpp>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace popquiz::bench {
namespace {

namespace fs = std::filesystem;

/// Below the working folder, which is on a disk where the system's folder for temporary files may not be.
class scratch_folder {
 public:
  scratch_folder() {
    std::string name = "bench-store-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      throw std::runtime_error("no folder can be made");
    }
    path_ = fs::absolute(name);
  }
  ~scratch_folder() {
    std::error_code error;
    fs::remove_all(path_, error);
  }
  scratch_folder(const scratch_folder&) = delete;
  scratch_folder& operator=(const scratch_folder&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void demand(const client::store_result& good, bool complete) {
  if (!good || !complete) {
    throw std::runtime_error("the store did not take the mail");
  }
}

std::uint64_t octets_below(const fs::path& folder) {
  std::uint64_t octets = 0;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    octets += entry.is_regular_file() ? entry.file_size() : 0;
  }
  return octets;
}

}  // namespace

std::size_t count_store(std::string_view kind, std::size_t messages, std::string_view message) {
  const scratch_folder folder;
  client::store_result why;
  const auto store = client::open_store(std::string(kind) + ":" + (folder.path() / "mail").string(), why);
  demand(why, store != nullptr);
  std::vector<client::delivered_message> delivered;
  {
    const counted_section counted;
    demand(store->open(), true);
    const std::array<std::string_view, 1> spans{message};
    for (std::size_t n = 1; n <= messages; ++n) {
      client::body_sink& sink =
          store->begin({"bench@memory", "00000a670f9a3b" + std::to_string(n), 0, false}, message.size());
      demand({}, sink.on_body(spans) == client::sink_verdict::proceed &&
                     sink.on_end() == client::sink_verdict::proceed);
    }
    demand(store->commit(delivered), true);
    store->settle();
    store->close();
  }
  // Line ends become LF in Maildir and mbox.
  std::uint64_t lines = 0;
  for (const char octet : message) {
    lines += octet == '\n' ? 1 : 0;
  }
  demand({},
         delivered.size() == messages && octets_below(folder.path()) >= messages * (message.size() - lines));
  return messages;
}

std::size_t count_bare_files(std::size_t messages, std::string_view message) {
  const scratch_folder folder;
  {
    const counted_section counted;
    for (std::size_t n = 1; n <= messages; ++n) {
      written_file(folder.path() / std::to_string(n)).write(message);
    }
    const descriptor top(::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    demand({}, top.number() >= 0 && ::syncfs(top.number()) == 0);
  }
  demand({}, octets_below(folder.path()) == messages * message.size());
  return messages;
}

}  // namespace popquiz::bench
