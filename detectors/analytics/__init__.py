"""What the readings say of a building: its hours, its base load, its rhythm, its typical day."""
