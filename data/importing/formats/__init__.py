"""One reader a format: bytes in, a table of cells (or raw meters) out; and where to fetch the load diagrams."""
