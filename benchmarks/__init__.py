"""Benchmarks: each figure a ratio to a yard-stick that was measured in the same run."""
