"""One module a format: bytes in, a table of cells (or raw readings) out; and the download of the UCI load diagrams."""
