"""One module a page: its layout, and its callbacks registered on an app."""
