"""What compare.py is sure of."""

import unittest

from compared import compare, mann_whitney

LOW = list(range(1, 11))


class Compared(unittest.TestCase):
    def test_p_values(self):
        rows = [
            ("the same", LOW, LOW, 1.0),
            ("one apart from the other", LOW, [value + 10 for value in LOW], 0.000183),
            ("half over each other", LOW, [value + 5 for value in LOW], 0.005067),
            ("all alike", [3] * 5, [3] * 5, 1.0),
        ]
        for name, first, second, wanted in rows:
            with self.subTest(name):
                self.assertAlmostEqual(mann_whitney(first, second), wanted, delta=0.0005)
                self.assertAlmostEqual(mann_whitney(second, first), wanted, delta=0.0005)

    def test_the_ratio_lies_within_its_interval(self):
        first = [100, 101, 99, 102, 98, 100, 103, 97, 100, 101]
        by = compare(first, [value * 2 for value in first])
        self.assertAlmostEqual(by.middle, 2, delta=0.01)
        self.assertLessEqual(by.least, by.middle)
        self.assertLessEqual(by.middle, by.most)
        self.assertGreater(by.least, 1.9)

    def test_the_same_sample_twice_leaves_one_in(self):
        by = compare(LOW, LOW)
        self.assertTrue(by.least <= 1 <= by.most)


if __name__ == "__main__":
    unittest.main()
