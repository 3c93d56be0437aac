"""How unlike any other a stretch of readings is: its shape and its density among earlier ones."""
