"""From scores to events: segments of flags, their boundaries, and who else saw them."""
