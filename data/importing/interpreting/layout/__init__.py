"""How the rows of a table are laid out: dates in headers, meters row by row, and rows that are no readings."""
