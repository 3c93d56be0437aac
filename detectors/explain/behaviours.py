"""What happened, in a few words: the names that events are given where their reason brings none of its own."""

from __future__ import annotations

MORE, LESS = "Used more than usual", "Used less than usual"
SHORT_PEAK, SHORT_DROP = "Short peak", "Short drop"
SHORT_PEAKS, SHORT_DROPS = "Short peaks", "Short drops"
OTHER_DAY, OTHER_TIMES = "A day unlike others of its kind", "Used at other times than usual"

HIGH_BASE, HIGH_CLOSED = "High base load at night", "High base load while closed"
WEEKEND, DAY_OFF = "Left on over the weekend", "Left on over a day off"
MORE_WEEKEND, MORE_NIGHT = "Used more than usual over the weekend", "Used more than usual at night"
LESS_NIGHT, LESS_CLOSED = "Used less than usual at night", "Used less than usual while closed"
LESS_WEEKEND = "Used less than usual over the weekend"

LEFT_OVERNIGHT, LEFT_AT_NIGHT, LEFT_CLOSED = "Left on overnight", "Left on at night", "Left on while closed"
LEFT_DAYS_OFF = "Left on over days off"
LEFT_BOTH = "Left on at night and over days off"

RISE, DROP = "Steep rise", "Steep drop"
RISE_BACK, DROP_BACK = "Steep rise back to normal", "Steep drop back to normal"
RHYTHM, PEAK, LIMIT = "Irregular rhythm", "Unusual peak", "Over the limit"

EARLY_START, LATE_START = "Started early", "Started late"
EARLY_STOP, LATE_STOP = "Switched off early", "Switched off late"

HIGHER, LOWER = "Higher use", "Lower use"
RISING, FALLING = "Slow rise", "Slow fall"
