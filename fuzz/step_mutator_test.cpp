// The mutator of steps, with the scripts of the seeds: most of what it makes is still read as a script, and
// is another one; no size is passed.
#include "step_mutator.hpp"

#include <popquiz/script/parse.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

/// As libFuzzer's, but small: an octet is changed, taken away or put in.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size) {
  static std::minstd_rand chance(1);
  const std::size_t at = size == 0 ? 0 : chance() % size;
  const auto octet = static_cast<std::uint8_t>(chance());
  if (size != 0 && chance() % 3 == 0) {
    data[at] = octet;
    return size;
  }
  if (size > 1 && chance() % 2 == 0) {
    std::copy(data + at + 1, data + size, data + at);
    return size - 1;
  }
  if (size < max_size) {
    std::copy_backward(data + at, data + size, data + size + 1);
    data[at] = octet;
    return size + 1;
  }
  return size;
}

namespace popquiz::fuzz {
namespace {

std::vector<std::string> scripts() {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(POPQUIZ_FUZZ_SCRIPT_SEEDS)) {
    std::ifstream in(entry.path(), std::ios::binary);
    found.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  std::sort(found.begin(), found.end());
  std::erase_if(found,
                [](const std::string& text) { return !script::parse_script(text, "seed.pop3").value; });
  return found;
}

struct counted {
  int made = 0;
  int readable = 0;
  int other = 0;
};

void count(counted& in, const std::string& made, const std::string& of) {
  ++in.made;
  in.readable += script::parse_script(made, "made.pop3").value ? 1 : 0;
  in.other += made != of ? 1 : 0;
}

TEST(step_mutator, most_of_what_it_makes_of_scripts_is_a_script) {
  counted seen;
  std::uint32_t seed = 0;
  for (const std::string& text : scripts()) {
    for (int i = 0; i < 8; ++i) {
      std::string octets = text;
      octets.resize(text.size() + 200);
      octets.resize(
          mutate_steps(reinterpret_cast<std::uint8_t*>(octets.data()), text.size(), octets.size(), ++seed));
      ASSERT_LE(octets.size(), text.size() + 200);
      count(seen, octets, text);
    }
  }
  ASSERT_GT(seen.made, 1000);
  EXPECT_GT(seen.readable * 10, seen.made * 7) << seen.readable << " of " << seen.made;
  EXPECT_GT(seen.other * 10, seen.made * 9) << seen.other << " of " << seen.made;
}

TEST(step_mutator, most_of_what_it_makes_of_two_scripts_is_a_script) {
  const std::vector<std::string> all = scripts();
  counted seen;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    std::string octets(all[i].size() + all[i + 1].size(), '\0');
    octets.resize(cross_steps(all[i], all[i + 1], reinterpret_cast<std::uint8_t*>(octets.data()),
                              octets.size(), static_cast<std::uint32_t>(i)));
    count(seen, octets, all[i]);
  }
  EXPECT_GT(seen.readable * 10, seen.made * 6) << seen.readable << " of " << seen.made;
}

TEST(step_mutator, an_input_of_nothing_and_one_without_room_are_no_trouble) {
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    std::vector<std::uint8_t> octets(seed % 5);
    EXPECT_LE(mutate_steps(octets.data(), octets.size() / 2, octets.size(), seed), octets.size());
  }
}

}  // namespace
}  // namespace popquiz::fuzz
