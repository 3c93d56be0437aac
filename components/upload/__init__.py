"""Bringing a file of one's own: the panel, the guesses to override, and the reading of it."""
