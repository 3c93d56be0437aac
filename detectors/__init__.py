"""Detection: a series becomes scores, scores and a threshold become flags and events."""
