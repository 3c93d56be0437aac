"""From scores to events, and from events to sentences and to who else saw them."""
