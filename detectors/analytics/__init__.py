"""What readings show of a building: its hours, its base load, its rhythm, its typical day."""
