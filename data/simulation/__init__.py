"""Simulated meters, and faults planted in readings, for the demo, tests and benchmarks."""
