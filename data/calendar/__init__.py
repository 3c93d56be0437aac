"""Days: their types, the hours in which a building rests, and readings laid out by day and hour of the day."""
