"""The frame of the page: header, colour scheme and help."""
