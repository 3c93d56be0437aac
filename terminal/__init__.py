"""What a person types and reads in a terminal: one module a command, found by ``cli.py``."""
