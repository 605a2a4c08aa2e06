// Runs files, and all files of folders, through a fuzz target: what a target is linked with where
// libFuzzer is not. The last name printed in front of a crash is the input that caused it.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> inputs_of(const fs::path& argument) {
  if (!fs::is_directory(argument)) {
    return {argument};
  }
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(argument)) {
    if (entry.is_regular_file()) {
      found.push_back(entry.path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool run(const fs::path& input) {
  std::printf("%s\n", input.c_str());
  std::fflush(stdout);
  std::ifstream file(input, std::ios::binary);
  const std::vector<char> octets{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    std::fprintf(stderr, "cannot be read: %s\n", input.c_str());
    return false;
  }
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(octets.data()), octets.size());
  return true;
}

int run_all(int count, char** arguments) {
  std::size_t ran = 0;
  for (int i = 1; i < count; ++i) {
    const std::vector<fs::path> inputs = inputs_of(arguments[i]);
    if (inputs.empty()) {
      std::fprintf(stderr, "no input in %s\n", arguments[i]);
      return 1;
    }
    for (const fs::path& input : inputs) {
      if (!run(input)) {
        return 1;
      }
      ++ran;
    }
  }
  std::printf("%zu inputs\n", ran);
  return ran == 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s FILE|FOLDER...\n", argv[0]);
    return 2;
  }
  try {
    return run_all(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
