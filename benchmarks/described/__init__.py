"""Files of described formats, written from one simulated meter and read back: the proof of the import."""
