"""One reader a format: bytes in, a table of cells (or raw meters) out. Nothing here opens a file."""
