"""What is kept to be fast and may be lost: results on disk, series in memory, files just uploaded."""
