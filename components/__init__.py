"""The page: controls, timeline, list of events and views, each with its layout and its callbacks."""
