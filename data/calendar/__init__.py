"""Days: their types, the hours in which a building is idle, and readings laid out by day and slot."""
