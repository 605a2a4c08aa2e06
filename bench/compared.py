"""Two samples of the same measure: whether they differ, and by how much."""

import math
import random
import statistics
from dataclasses import dataclass

RESAMPLES = 2000
CONFIDENCE = 0.95


def mann_whitney(first, second):
    """The two-sided p-value of the U test, by the normal approximation with ties and continuity corrected: good from
    some eight values a side on."""
    joined = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    n, m = len(first), len(second)
    ranks, ties, at = 0.0, 0, 0
    while at < len(joined):
        end = at
        while end < len(joined) and joined[end][0] == joined[at][0]:
            end += 1
        rank = (at + 1 + end) / 2
        ranks += rank * sum(side == 0 for _, side in joined[at:end])
        ties += (end - at) ** 3 - (end - at)
        at = end
    u = ranks - n * (n + 1) / 2
    total = n + m
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    if variance <= 0:
        return 1.0
    z = max(abs(u - n * m / 2) - 0.5, 0) / math.sqrt(variance)
    return math.erfc(z / math.sqrt(2))


@dataclass
class ratio:
    middle: float  # the median of all pairs' quotients, second over first (Hodges and Lehmann, of logarithms)
    least: float  # of the interval
    most: float


def median_of_quotients(first, second):
    return statistics.median(b / a for a in first for b in second)


def compare(first, second, seed=1):
    """How many times as large the second is, with the interval that bootstrapping gives (CONFIDENCE)."""
    chance = random.Random(seed)
    middles = sorted(median_of_quotients(chance.choices(first, k=len(first)), chance.choices(second, k=len(second)))
                     for _ in range(RESAMPLES))
    cut = (1 - CONFIDENCE) / 2
    return ratio(median_of_quotients(first, second), middles[int(cut * RESAMPLES)],
                 middles[min(int((1 - cut) * RESAMPLES), RESAMPLES - 1)])
