"""Understanding a table of cells: times, columns, units, clock. Pure: text and arrays in, guesses out."""
