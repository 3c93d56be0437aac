"""One way to run an analysis, shared by the page, the API and the terminal."""
