"""Expert rules: nights and idle days, steps, peaks, rhythm, each scored against the meter's own past."""
