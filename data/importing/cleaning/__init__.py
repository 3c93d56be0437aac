"""From raw readings to a series on a regular grid; every repair is reported."""
