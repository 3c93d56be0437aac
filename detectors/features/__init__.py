"""What methods compute from readings: days alike, seasons, usual ranges, scale, and what cannot be right."""
