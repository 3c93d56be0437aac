"""The rules an expert goes by: nights and idle days, steps, rhythm, each judged against the meter's own past."""
