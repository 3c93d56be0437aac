"""The views beneath the timeline: base load, typical day and spectrum."""
