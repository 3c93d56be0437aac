"""Public libraries as they are, each in the virtual environment the benchmark makes for them, on the same trials."""
