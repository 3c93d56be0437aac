"""How unlike earlier readings a window of readings is: models by distance and by density, and their scores."""
