"""Benchmarks: one module a question, each with ``report() -> str``; its first line of docstring is the heading."""
