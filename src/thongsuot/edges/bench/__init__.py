"""Benchmarks and gates: commands that print floor and ours of the same run."""
