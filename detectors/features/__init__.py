"""What methods compute from readings: similar days, seasons, load range, means over windows, data problems."""
