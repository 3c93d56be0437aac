"""Interpreting a table of cells: columns, times, units, wall clock. Pure: text and arrays in, guesses out."""
