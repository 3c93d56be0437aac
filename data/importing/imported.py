"""What an import gives: meters, reports, and what was guessed; or a look at it beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from data.errors import DataError
from data.importing.cleaning.clean import clean
from data.importing.options import Guess, ImportOptions, LeftOut
from data.importing.raw_readings import RawReadings
from data.quality import FEW, LOUD, WORDS, DataProblem, QualityReport
from data.series import MeterSeries

PREVIEW_ROWS = 20
CONTRADICTIONS = ("conflict", "stray_step", "counter_glitch", "register_jump", "stray_date")
"""Kinds of data problems of which more than a few put a whole file in doubt."""


@dataclass(frozen=True)
class Origin:
    """What the readings of a meter were in its file: their unit, and which way the energy flows."""

    unit: str
    direction: str


@dataclass(frozen=True)
class Imported:
    """A file as meters.

    Parameters
    ----------
    meters, reports
        The series, and one report for each.
    guesses
        What was guessed; what was given is not among them.
    options
        All options as they were used: importing again with them gives the same.
    left_out
        Columns, rows and meters that are not used.
    origins
        What the readings of each meter were in the file; empty where nobody told.
    """

    meters: tuple[MeterSeries, ...]
    reports: tuple[QualityReport, ...]
    guesses: tuple[Guess, ...]
    options: ImportOptions
    left_out: tuple[LeftOut, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences that nobody may miss: guesses against what the file says, and readings that contradict others."""
        guessed = [
            f"read as {guess.value}: {guess.why}."
            if guess.name == "unit"
            else f"{guess.name.replace('_', ' ')} {guess.value!r}: {guess.why}."
            for guess in self.guesses
            if guess.loud
        ]
        troubled = [
            f"{report.meter_id}: {report.count(kind):,} of {report.intervals:,} readings are {WORDS[kind]}."
            for report in self.reports
            for kind in CONTRADICTIONS
            if report.count(kind) > max(LOUD * report.intervals, FEW)
        ]
        return (*guessed, *troubled)

    @property
    def fed_in(self) -> tuple[str, ...]:
        """The meters whose energy is given to the grid or produced: what they read is no consumption."""
        pairs = zip(self.meters, self.origins, strict=True) if self.origins else ()
        return tuple(meter.meter_id for meter, origin in pairs if origin.direction == "feed-in")

    def without_fed_in(self) -> Self:
        """Return the import with the meters of consumption alone."""
        kept = [at for at, meter in enumerate(self.meters) if meter.meter_id not in self.fed_in]
        return self.only(kept) if len(kept) < len(self.meters) else self

    def only(self, positions: Sequence[int]) -> Self:
        """Return the import with the meters at these positions alone."""
        return replace(
            self,
            meters=tuple(self.meters[position] for position in positions),
            reports=tuple(self.reports[position] for position in positions),
            origins=tuple(self.origins[position] for position in positions) if self.origins else (),
        )


@dataclass(frozen=True)
class Preview:
    """The first rows of a file as read, and how they would be interpreted.

    Parameters
    ----------
    columns, rows
        Column names, and the first rows of cells as text.
    readings
        Number of rows.
    meters
        Names of the meters.
    guesses, options, left_out
        As in ``Imported``.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    readings: int
    meters: tuple[str, ...]
    guesses: tuple[Guess, ...]
    options: ImportOptions
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Examined:
    """A file as it would be imported: its first rows, and its meters."""

    preview: Preview
    imported: Imported


@dataclass(frozen=True)
class Glimpse:
    """The first rows of a table that cannot be interpreted, so that a person can say how it is to be read.

    Parameters
    ----------
    columns, rows
        Column names, none where not even these are known, and the first rows of cells; then whole lines.
    is_text
        Whether it has an encoding and a separator, unlike a workbook.
    options, guesses
        What is known so far.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_text: bool
    options: ImportOptions
    guesses: tuple[Guess, ...]


def cleaned(
    raws: Iterable[tuple[RawReadings, tuple[DataProblem, ...]]],
    guesses: tuple[Guess, ...],
    options: ImportOptions,
    left_out: tuple[LeftOut, ...],
) -> Imported:
    """Clean meter by meter; one that cannot be used is skipped.

    Raises
    ------
    DataError
        When none can be used: the reason for the first.
    """
    usable: list[tuple[MeterSeries, QualityReport]] = []
    origins: list[Origin] = []
    errors: list[tuple[str, DataError]] = []
    for raw, data_problems in raws:
        try:
            usable.append(clean(raw, data_problems))
        except DataError as error:
            errors.append((raw.meter_id, error))
        else:
            origins.append(Origin(raw.unit, raw.direction))
    if not usable:
        raise errors[0][1]
    meters, reports = zip(*usable, strict=True)
    unusable = tuple(LeftOut("meter", name, str(error).rstrip(".")) for name, error in errors)
    return Imported(meters, reports, guesses, options, left_out + unusable, tuple(origins))
