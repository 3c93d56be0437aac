"""From raw readings to a series on a regular grid, with every mend reported."""
