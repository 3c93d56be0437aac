"""Time: regular grids in absolute time, and the clock on the wall."""
