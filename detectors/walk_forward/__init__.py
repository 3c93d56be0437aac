"""The one walk-forward loop: every day is scored by what was known of the days before it."""
