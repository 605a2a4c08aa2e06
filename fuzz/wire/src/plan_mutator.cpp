#include "plan_mutator.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace popquiz::fuzz_wire {
namespace {

using script::piece_kind;

std::ptrdiff_t some_place(const plan& what, random_source& random) {
  return static_cast<std::ptrdiff_t>(random.below(what.size() + 1));
}

void spoil_turn(turn& what, random_source& random) {
  for (script::piece& part : what.text.pieces) {
    if (part.kind == piece_kind::literal) {
      spoil(part.text, random);
      break;
    }
  }
  std::erase_if(what.text.pieces, [](const script::piece& part) {
    return part.kind == piece_kind::literal && part.text.empty();
  });
}

void cut(turn& what, random_source& random) {
  what.cut_at = what.cut_every = 0;
  if (!what.is_login && !random.once_in(4)) {
    (random.once_in(2) ? what.cut_at : what.cut_every) = static_cast<std::uint32_t>(1 + random.below(8));
  }
}

void lose_line_end(turn& what, random_source& random) {
  if (!what.raw && !what.is_login) {
    what.raw = true;
    what.text = random.once_in(2) ? what.text : joined(what.text, literal("\n"));
  } else {
    what.raw = false;
  }
}

void change(turn& what, const vocabulary& words, random_source& random) {
  switch (random.below(8)) {
    case 0:
    case 1:
    case 2:
      what = some_command(words, random);
      break;
    case 3:
    case 4:
      spoil_turn(what, random);
      break;
    case 5:
      cut(what, random);
      break;
    case 6:
      what.together = !what.together;
      break;
    default:
      if (random.once_in(3)) {
        lose_line_end(what, random);
      }
      break;
  }
}

void mutate_once(plan& what, const vocabulary& words, random_source& random) {
  const std::size_t kind = random.below(16);
  if (what.empty() || kind < 5) {
    what.insert(what.begin() + some_place(what, random), some_command(words, random));
  } else if (kind < 6) {
    turn login;
    login.is_login = true;
    what.insert(what.begin() + (random.once_in(2) ? 0 : some_place(what, random)), login);
  } else if (kind < 8) {
    what.erase(what.begin() + static_cast<std::ptrdiff_t>(random.below(what.size())));
  } else if (kind < 9) {
    const turn again = random.one_of(what);
    what.insert(what.begin() + some_place(what, random), again);
  } else if (kind < 10) {
    std::swap(random.one_of(what), random.one_of(what));
  } else {
    change(random.one_of(what), words, random);
  }
}

void bound(plan& what) {
  if (what.size() > plan_limit) {
    what.resize(plan_limit);
  }
  if (!what.empty()) {
    what.back().together = false;
  }
  for (std::size_t i = 0; i < what.size(); ++i) {
    keep_sayable(what[i]);
    if (what[i].is_login || (i + 1 < what.size() && what[i + 1].is_login)) {
      what[i].together = false;  // a login awaits its replies
    }
    if (what[i].together || (i != 0 && what[i - 1].together)) {
      what[i] = in_one_segment(what[i]);
    }
  }
}

}  // namespace

void mutate(plan& what, const vocabulary& words, random_source& random) {
  // Behind octets that are no lines only a crash is found, so such inputs are not to take over.
  if (!random.once_in(3)) {
    std::erase_if(what, [](const turn& each) { return !is_one_command(each); });
  }
  const std::size_t times = std::size_t{1} << random.below(3);
  for (std::size_t i = 0; i < times; ++i) {
    mutate_once(what, words, random);
  }
  bound(what);
}

plan spliced(const plan& front, const plan& back, random_source& random) {
  plan made(front.begin(), front.begin() + some_place(front, random));
  made.insert(made.end(), back.begin() + some_place(back, random), back.end());
  bound(made);
  return made;
}

}  // namespace popquiz::fuzz_wire
