"""Labels of the intervals of a day, as names of columns or as cells: "00:15", "12:30 AM", "00-01", "H01", "96"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data.importing.interpreting.roles.words import is_generic, without_words
from data.importing.options import Guess

Int64Array = NDArray[np.int64]
DAY_MINUTES = 1440
SIZES = (24, 48, 96, 144, 288)
"""Numbers of intervals of a day that labels may count."""
NEAR_MINUTE = 0.1
MIN_LABELS = 23
"""Fewer labels than the hours of the shortest day are no day."""

_TIME_OF_DAY = re.compile(
    r"(?<![\d:.])(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?::\d{2})?(?![\d:])(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?(?P<again>B(?![a-z]))?"
    r"(?:\s?(?:-|–|to|bis)\s?\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?)?"
)
_SHARP = re.compile(r"(?<!\d)(?P<h>\d{1,2})\s?(?P<half>[AaPp])\.?[Mm]\.?(?![a-z])")
_RANGE = re.compile(r"(?<!\d)(?P<h>\d{1,2})\s?(?:-|–|to|bis)\s?(?P<to>\d{1,2})(?!\d)")
_FOUR = re.compile(r"(?<!\d)(?P<h>[01]\d|2[0-4])(?P<mi>[0-5]\d)(?!\d)")
_NUMBER = re.compile(r"(?<![\d.,])(?P<n>\d{1,3})(?P<letter>[AB](?![A-Za-z]))?(?![\d.,]\d)(?!\d)")
_EMPTY_WORDS = re.compile(r"\b(?:h|int|per|ending|kl|klo|std|t|p|v|id|read|q)\b")


@dataclass(frozen=True)
class IntervalLabel:
    """One label: the minute of the day that it states or the number that it has, and what else its text says.

    Parameters
    ----------
    minute
        Minute of the day, -1 for a bare number.
    number
        A number that counts, -1 for a time of day.
    family
        The text without the label, its unit and empty words: of several rows of labels each has its own.
    again
        True where the label is that of the second pass of a doubled hour.
    is_range
        True where it names both ends.
    """

    minute: int
    number: int
    family: str
    again: bool = False
    is_range: bool = False


@dataclass(frozen=True)
class DayIntervals:
    """The intervals of a day.

    Parameters
    ----------
    minutes
        For each label the minute of the day at which its interval starts.
    step
        Length in minutes.
    counted
        Whether they are counted from midnight in elapsed time, so that the 97th belongs to a day of 25 hours.
    guess
        The guess of the stamp; None where it was given or is of no matter.
    """

    minutes: Int64Array
    step: int
    counted: bool
    guess: Guess | None = None


@cache
def read_label(text: str) -> IntervalLabel | None:
    """Return what a text says as the label of an interval, None where it is none."""
    for pattern in (_TIME_OF_DAY, _SHARP, _RANGE, _FOUR, _NUMBER):
        found = pattern.search(text)
        label = _labelled(found, text) if found else None
        if label is not None:
            return label
    return None


def _labelled(found: re.Match[str], text: str) -> IntervalLabel | None:
    parts = found.groupdict()
    rest = re.sub(r"\(\d+\)$", "", text[: found.start()] + " " + text[found.end() :])
    if re.search(r"\d", rest.replace("m3", "")):
        return None
    family = _family(rest)
    if "n" in parts:
        return IntervalLabel(-1, int(parts["n"]), family, again=parts["letter"] == "B")
    hour, minute = int(parts["h"]), int(parts.get("mi") or 0)
    half = (parts.get("half") or "").lower()
    if hour > (12 if half else 24) or minute > 59:
        return None
    if "to" in parts and int(parts["to"]) not in (hour + 1, (hour + 1) % 24):
        return None
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    is_range = "to" in parts or bool(re.search(r"\d\D+\d+[:.h]\d+\D+\d+[:.h]", found[0]))
    return IntervalLabel(hour * 60 + minute, -1, family, again=bool(parts.get("again")), is_range=is_range)


@cache
def _family(text: str) -> str:
    return " ".join(_EMPTY_WORDS.sub(" ", without_words("hour", text)).split())


def is_family(family: str) -> bool:
    """Say whether a family of numbered labels can be the intervals of a day: "MT 1" to "MT 24" are meters."""
    return is_generic(family) or not family


def fractions_of_day(texts: Sequence[str]) -> Int64Array | None:
    """Return the minutes of times of day that a spreadsheet wrote as fractions of a day; None where they are none."""
    numbers = [text.replace(",", ".") for text in texts]
    if len(texts) < MIN_LABELS or not all(re.fullmatch(r"0?(?:\.\d+)?|0", number) for number in numbers):
        return None
    minutes = np.array([float(number or 0) for number in numbers]) * DAY_MINUTES
    whole = np.round(minutes)
    return whole.astype(np.int64) if np.all(np.abs(minutes - whole) < NEAR_MINUTE) else None


def day_intervals(texts: Sequence[str], stamp: str | None) -> DayIntervals | None:
    """Return the intervals of a day that labels stand for; None where they are no such labels.

    Parameters
    ----------
    texts
        The labels, in the order of the day where they are names of columns.
    stamp
        Whether times of day name the "start" or the "end" of their intervals; None leaves it to a guess.
    """
    labels = [read_label(text) for text in texts]
    known = [label for label in labels if label is not None]
    if len(texts) < MIN_LABELS or len(known) < len(texts):
        return None
    four_digits = _four_digits(texts, known)
    if four_digits is not None:
        return _by_time_of_day(four_digits, known, texts, stamp)
    if all(label.number >= 0 and is_family(label.family) for label in known):
        return _by_number(known)
    if all(label.minute >= 0 for label in known):
        return _by_time_of_day(np.array([label.minute for label in known], np.int64), known, texts, stamp)
    return None


def _four_digits(texts: Sequence[str], labels: Sequence[IntervalLabel]) -> Int64Array | None:
    """Return minutes of labels such as 0, 30, 100, 130 ... 2330: hours and minutes without a sign between them."""
    if all(label.number >= 0 for label in labels) or any(re.search(r"[:.h]\d", text) for text in texts):
        return None
    digits = [int("".join(re.findall(r"\d+", text)[:1]) or -1) for text in texts]
    values = np.array(digits, np.int64)
    good = np.all((values >= 0) & (values % 100 < 60) & (values <= 2400)) and values.max() >= 2300
    return values // 100 * 60 + values % 100 if good else None


def _by_number(labels: Sequence[IntervalLabel]) -> DayIntervals | None:
    numbers = np.array([label.number for label in labels], np.int64)
    first, last = int(numbers.min()), int(numbers.max())
    size = next((size for size in SIZES if size - 1 - size // 24 + first <= last <= size * 25 // 24 - 1 + first), 0)
    if first > 1 or not size:
        return None
    step = DAY_MINUTES // size
    minutes = (numbers - first) * step
    if any(label.again for label in labels):  # "3A" and "3B": numbered by the clock
        return DayIntervals(minutes, step, counted=False)
    return DayIntervals(minutes, step, counted=True)


def _by_time_of_day(
    minutes: Int64Array, labels: Sequence[IntervalLabel], texts: Sequence[str], stamp: str | None
) -> DayIntervals | None:
    distinct = np.unique(minutes % DAY_MINUTES)
    if len(distinct) < MIN_LABELS:
        return None
    lengths, counts = np.unique(np.diff(distinct), return_counts=True)
    step = int(lengths[counts.argmax()])
    if DAY_MINUTES % step or len(distinct) < 0.9 * DAY_MINUTES / step:
        return None
    guess = None
    if stamp is None:
        begins = minutes[0] == 0 and (all(label.is_range for label in labels) or minutes.max() < DAY_MINUTES)
        stamp = "start" if begins or all(label.is_range for label in labels) else "end"
        guess = Guess("stamp", stamp, f"the first label of a day is {texts[0]!r}", True)
    if stamp == "end":
        minutes = np.where(minutes == 0, DAY_MINUTES, minutes) - step
    return DayIntervals(minutes, step, counted=False, guess=guess)
