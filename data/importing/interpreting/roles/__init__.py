"""What each column of a table is for: by the words of its name in many languages, and by its cells."""
