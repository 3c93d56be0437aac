"""The list of events: its rows, its table, which methods confirm an event, and the details of one."""
