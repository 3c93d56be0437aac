"""The list of events: its rows, its table, who else saw an event, and the details of one."""
