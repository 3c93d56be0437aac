"""What the list of events says, held against what was planted: how many events, when, how much, and inside what."""
