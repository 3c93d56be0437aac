"""Lengths of time and numbers of weekdays that calendars fix: no one may tune them."""

from __future__ import annotations

DAY_HOURS = 24
"""Hours of a day. By definition; days of a clock change have one more or less and are laid out as 24."""
DAYS_PER_WEEK = 7
"""Days of a week. By definition."""
HALF_YEAR_DAYS = 182
"""Days of half a year: 26 whole weeks, so that every weekday counts alike. By definition."""
DAYS_PER_YEAR = 365.25
"""Days of a mean year of the Julian calendar. By definition."""
SATURDAY, SUNDAY = 5, 6
"""Numbers of weekdays, Monday being 0. By definition, as in ``datetime.date.weekday``."""
