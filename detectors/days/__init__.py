"""Readings laid out by day and by hour of the day, what cannot be right in them, and how far numbers usually spread."""
