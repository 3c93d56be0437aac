"""Readings: from bytes to a clean, regular series, and from there to disk."""
