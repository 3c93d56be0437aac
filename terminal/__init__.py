"""The commands of the terminal, one module each; ``cli.py`` runs them."""
