"""Background jobs: processes from a fork server, their turns, and what they tell meanwhile."""
