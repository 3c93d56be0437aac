"""Understanding a table of cells: dialect, times, columns, units. Pure: text and arrays in, guesses out."""
