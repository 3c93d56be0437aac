"""Adding a file of one's own: the panel, the guesses that a person may correct, and the import."""
