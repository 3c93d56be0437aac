"""Time: regular grids in absolute time, and the wall clock."""
