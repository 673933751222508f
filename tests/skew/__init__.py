"""Simulated networks whose skew is known, to measure `assess` by. Made for `tests.evaluate_skew`; no test data of a step."""
