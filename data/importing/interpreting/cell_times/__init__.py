"""Cells as times: dates in any order and language, times of day, offsets, and the columns that tell a moment."""
