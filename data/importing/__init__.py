"""Importing: from bytes of any format to clean series with a report; ``load`` is the door."""
