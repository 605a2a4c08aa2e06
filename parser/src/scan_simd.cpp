// The only file that knows SIMD. Highway compiles its middle part once for each instruction set.
#include "scan.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <vector>

// SSE2 has a part of its own below and is hardly slower; NEON is there wherever SVE is.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "scan_simd.cpp"
#include <hwy/foreach_target.h>

#include <hwy/highway.h>

#ifndef POPQUIZ_SCAN_SIMD_ONCE
#define POPQUIZ_SCAN_SIMD_ONCE
namespace popquiz::parser::detail {
namespace {

constexpr std::size_t block_size = 64;   // one bit of a word for each octet
constexpr std::size_t chunk_size = 512;  // what is passed over at one decision
/// So many octets at the end of each half of a chunk are looked at for a line feed: with one in each, lines
/// are shorter than longest_short_line.
constexpr std::size_t line_window = 64;
constexpr std::size_t longest_short_line = chunk_size / 2 + line_window;
constexpr unsigned blocks_before_chunks = 2;
/// Shorter inputs, and shorter lines to be told, are the scalar scan's.
constexpr std::size_t shortest_input = 16;
constexpr std::uint64_t shortest_room = longest_short_line;

/// Bit n tells of octet n of a block.
struct octet_masks {
  std::uint64_t cr;
  std::uint64_t lf;
  std::uint64_t dot;
  std::uint64_t eight_bit;
  std::uint64_t nul_or_eight_bit;
};

enum class chunk_kind : std::uint8_t {
  special,            ///< has something that must be decided or observed
  plain,              ///< only CRLF pairs and octets 1 to 127, and no dot behind a line feed
  plain_short_lines,  ///< plain, and has a line feed at the end of each half
};

/// hwy::TargetName() is no constant.
constexpr std::string_view target_name(std::int64_t target) noexcept {
  switch (target) {
    case HWY_AVX3:
      return "AVX3";
    case HWY_AVX2:
      return "AVX2";
    case HWY_SSE4:
      return "SSE4";
    case HWY_NEON:
      return "NEON";
    default:
      return "unknown";
  }
}

constexpr std::size_t half_of(std::size_t at) noexcept {
  return at / (chunk_size / 2);
}
constexpr bool in_line_window(std::size_t at) noexcept {
  return at % (chunk_size / 2) >= chunk_size / 2 - line_window;
}

unsigned lowest_bit(std::uint64_t bits) noexcept {
  return static_cast<unsigned>(std::countr_zero(bits));
}

/// The lowest `count` bits, all of them from 64 on.
std::uint64_t lowest(std::size_t count) noexcept {
  return count >= block_size ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

}  // namespace
}  // namespace popquiz::parser::detail
#endif

HWY_BEFORE_NAMESPACE();
namespace popquiz::parser::detail {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#include "scan_loops-inl.hpp"

#if !(HWY_TARGET & (HWY_SCALAR | HWY_EMU128))

class simd {
  static constexpr std::size_t lanes =
      HWY_HAVE_SCALABLE ? 16 : std::min<std::size_t>(HWY_MAX_BYTES, block_size);
  using tag = hn::FixedTag<std::int8_t, lanes>;

  [[gnu::always_inline]] static auto load(const char* p) noexcept {
    return hn::LoadU(tag(), reinterpret_cast<const std::int8_t*>(p));
  }
  [[gnu::always_inline]] static auto none() noexcept { return hn::MaskFromVec(hn::Zero(tag())); }
  template <class Mask>
  [[gnu::always_inline]] static std::uint64_t bits(Mask mask) noexcept {
    std::uint64_t out = 0;
    hn::StoreMaskBits(tag(), mask, reinterpret_cast<std::uint8_t*>(&out));
    return out;
  }

 public:
  [[gnu::always_inline]] static octet_masks classify(const char* p) noexcept {
    octet_masks found{};
    for (std::size_t at = 0; at < block_size; at += lanes) {
      const auto octets = load(p + at);
      found.cr |= bits(hn::Eq(octets, hn::Set(tag(), '\r'))) << at;
      found.lf |= bits(hn::Eq(octets, hn::Set(tag(), '\n'))) << at;
      found.dot |= bits(hn::Eq(octets, hn::Set(tag(), '.'))) << at;
      found.nul_or_eight_bit |= bits(hn::Lt(octets, hn::Set(tag(), 1))) << at;
      found.eight_bit |= bits(hn::Lt(octets, hn::Zero(tag()))) << at;
    }
    return found;
  }

#if HWY_TARGET == HWY_AVX3
  // Half as wide as the registers are: comparisons that give a vector have four ports where those that
  // give a mask have one, and one operation of three operands takes what two comparisons found.
  static constexpr std::size_t half_lanes = 32;

  [[gnu::always_inline]] static __m256i load_half(const char* p) noexcept {
    __m256i octets = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    asm("" : "+x"(octets));  // else each use may load it once more
    return octets;
  }
  [[gnu::always_inline]] static __m256i equal(__m256i octets, char c) noexcept {
    __m256i same = _mm256_cmpeq_epi8(octets, _mm256_set1_epi8(c));
    asm("" : "+x"(same));  // else the compiler makes it a mask
    return same;
  }
  [[gnu::always_inline]] static chunk_kind judge(const char* p) noexcept {
    __m256i unpaired = _mm256_setzero_si256();
    __m256i dot = unpaired;
    __m256i line_feed[2] = {unpaired, unpaired};
    __m256i lowest = _mm256_set1_epi8(127);
    HWY_UNROLL(32)
    for (std::size_t at = 0; at < chunk_size; at += half_lanes) {
      const __m256i before = load_half(p + at - 1);
      const __m256i octets = load_half(p + at);
      const __m256i lf = equal(octets, '\n');
      // unpaired | (CR before ^ LF), dot | (LF before & dot)
      unpaired = _mm256_ternarylogic_epi64(unpaired, equal(before, '\r'), lf, 0xF6);
      dot = _mm256_ternarylogic_epi64(dot, equal(before, '\n'), equal(octets, '.'), 0xF8);
      lowest = _mm256_min_epi8(lowest, octets);
      if (in_line_window(at)) {
        line_feed[half_of(at)] = _mm256_or_si256(line_feed[half_of(at)], lf);
      }
    }
    const __m256i special = _mm256_ternarylogic_epi64(
        unpaired, dot, _mm256_cmpgt_epi8(_mm256_set1_epi8(1), lowest), 0xFE);  // any of the three
    if (_mm256_testz_si256(special, special) == 0) {
      return chunk_kind::special;
    }
    const bool in_both_halves = _mm256_testz_si256(line_feed[0], line_feed[0]) == 0 &&
                                _mm256_testz_si256(line_feed[1], line_feed[1]) == 0;
    return in_both_halves ? chunk_kind::plain_short_lines : chunk_kind::plain;
  }
#else
  [[gnu::always_inline]] static chunk_kind judge(const char* p) noexcept {
    auto special = none();
    decltype(none()) line_feed[2] = {none(), none()};
    auto lowest = hn::Set(tag(), 127);
    HWY_UNROLL(32)
    for (std::size_t at = 0; at < chunk_size; at += lanes) {
      const auto before = load(p + at - 1);
      const auto octets = load(p + at);
      const auto lf = hn::Eq(octets, hn::Set(tag(), '\n'));
      const auto unpaired = hn::Xor(hn::Eq(before, hn::Set(tag(), '\r')), lf);
      const auto dot = hn::And(hn::Eq(before, hn::Set(tag(), '\n')), hn::Eq(octets, hn::Set(tag(), '.')));
      special = hn::Or(special, hn::Or(unpaired, dot));
      if (in_line_window(at)) {
        line_feed[half_of(at)] = hn::Or(line_feed[half_of(at)], lf);
      }
      lowest = hn::Min(lowest, octets);
    }
    special = hn::Or(special, hn::Lt(lowest, hn::Set(tag(), 1)));
    if (!hn::AllFalse(tag(), special)) {
      return chunk_kind::special;
    }
    const bool in_both_halves = !hn::AllFalse(tag(), line_feed[0]) && !hn::AllFalse(tag(), line_feed[1]);
    return in_both_halves ? chunk_kind::plain_short_lines : chunk_kind::plain;
  }
#endif

  [[gnu::always_inline]] static bool nothing_to_insert(const char* p) noexcept {
    auto place = none();
    HWY_UNROLL(32)
    for (std::size_t at = 0; at < chunk_size; at += lanes) {
      const auto before = load(p + at - 1);
      const auto octets = load(p + at);
      const auto bare =
          hn::AndNot(hn::Eq(before, hn::Set(tag(), '\r')), hn::Eq(octets, hn::Set(tag(), '\n')));
      const auto dot = hn::And(hn::Eq(before, hn::Set(tag(), '\n')), hn::Eq(octets, hn::Set(tag(), '.')));
      place = hn::Or(place, hn::Or(bare, dot));
    }
    return hn::AllFalse(tag(), place);
  }
};

constexpr std::string_view instruction_set = target_name(HWY_TARGET);
#define POPQUIZ_SCANS 1

#elif defined(__SSE2__)

/// What every x86-64 has, and Highway 1.0 has no name for.
class simd {
  static constexpr std::size_t lanes = 16;

  [[gnu::always_inline]] static __m128i load(const char* p) noexcept {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  }
  [[gnu::always_inline]] static std::uint64_t bits(__m128i mask) noexcept {
    return static_cast<std::uint32_t>(_mm_movemask_epi8(mask));
  }
  [[gnu::always_inline]] static __m128i equal(__m128i octets, char c) noexcept {
    return _mm_cmpeq_epi8(octets, _mm_set1_epi8(c));
  }

 public:
  [[gnu::always_inline]] static octet_masks classify(const char* p) noexcept {
    octet_masks found{};
    for (std::size_t at = 0; at < block_size; at += lanes) {
      const __m128i octets = load(p + at);
      found.cr |= bits(equal(octets, '\r')) << at;
      found.lf |= bits(equal(octets, '\n')) << at;
      found.dot |= bits(equal(octets, '.')) << at;
      found.nul_or_eight_bit |= bits(_mm_or_si128(octets, equal(octets, '\0'))) << at;
      found.eight_bit |= bits(octets) << at;
    }
    return found;
  }

  [[gnu::always_inline]] static chunk_kind judge(const char* p) noexcept {
    __m128i special = _mm_setzero_si128();
    __m128i line_feed[2] = {special, special};
    __m128i eight_bit = special;
    __m128i lowest = _mm_set1_epi8(1);
    HWY_UNROLL(32)
    for (std::size_t at = 0; at < chunk_size; at += lanes) {
      const __m128i before = load(p + at - 1);
      const __m128i octets = load(p + at);
      const __m128i lf = equal(octets, '\n');
      const __m128i unpaired = _mm_xor_si128(equal(before, '\r'), lf);
      const __m128i dot = _mm_and_si128(equal(before, '\n'), equal(octets, '.'));
      special = _mm_or_si128(special, _mm_or_si128(unpaired, dot));
      if (in_line_window(at)) {
        line_feed[half_of(at)] = _mm_or_si128(line_feed[half_of(at)], lf);
      }
      eight_bit = _mm_or_si128(eight_bit, octets);
      lowest = _mm_min_epu8(lowest, octets);
    }
    special = _mm_or_si128(special, _mm_or_si128(eight_bit, equal(lowest, '\0')));
    if (bits(special) != 0) {
      return chunk_kind::special;
    }
    const bool in_both_halves = bits(line_feed[0]) != 0 && bits(line_feed[1]) != 0;
    return in_both_halves ? chunk_kind::plain_short_lines : chunk_kind::plain;
  }

  [[gnu::always_inline]] static bool nothing_to_insert(const char* p) noexcept {
    __m128i place = _mm_setzero_si128();
    HWY_UNROLL(32)
    for (std::size_t at = 0; at < chunk_size; at += lanes) {
      const __m128i before = load(p + at - 1);
      const __m128i octets = load(p + at);
      const __m128i bare = _mm_andnot_si128(equal(before, '\r'), equal(octets, '\n'));
      const __m128i dot = _mm_and_si128(equal(before, '\n'), equal(octets, '.'));
      place = _mm_or_si128(place, _mm_or_si128(bare, dot));
    }
    return bits(place) == 0;
  }
};

constexpr std::string_view instruction_set = "SSE2";
#define POPQUIZ_SCANS 1

#else
#define POPQUIZ_SCANS 0
#endif

#if POPQUIZ_SCANS
body_run scan(std::string_view octets, line_room room, std::span<std::string_view> spans) noexcept {
  if (octets.size() < shortest_input || room.fresh < shortest_room) {
    return scalar_functions.body(octets, room, spans);
  }
  return body_scan<simd>(octets, room, spans).run();
}

std::size_t scan_outgoing(std::string_view octets) noexcept {
  return octets.size() < shortest_input ? scalar_functions.message(octets) : first_insertion<simd>(octets);
}

constinit const scan_functions functions{instruction_set, scan, scan_outgoing};
#endif
#undef POPQUIZ_SCANS

}  // namespace HWY_NAMESPACE
}  // namespace popquiz::parser::detail
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace popquiz::parser::detail {

namespace {

struct candidate {
  std::int64_t target;  // a Highway target bit; 0: every machine of this kind can run it
  const scan_functions* functions;
};

constexpr std::array candidates{
    candidate{HWY_AVX3, HWY_CHOOSE_AVX3(functions)}, candidate{HWY_AVX2, HWY_CHOOSE_AVX2(functions)},
    candidate{HWY_SSE4, HWY_CHOOSE_SSE4(functions)}, candidate{HWY_NEON, HWY_CHOOSE_NEON(functions)},
#if defined(__SSE2__) && (HWY_STATIC_TARGET & (HWY_SCALAR | HWY_EMU128))
    candidate{0, &HWY_STATIC_DISPATCH(functions)},
#endif
};

}  // namespace

std::span<const scan_functions* const> simd_functions() noexcept {
  static const std::vector<const scan_functions*> usable = [] {
    std::vector<const scan_functions*> found;
    const std::int64_t supported = hwy::SupportedTargets();
    for (const candidate& c : candidates) {
      if (c.functions != nullptr && (c.target & supported) == c.target) {
        found.push_back(c.functions);
      }
    }
    return found;
  }();
  return usable;
}

}  // namespace popquiz::parser::detail
#endif
