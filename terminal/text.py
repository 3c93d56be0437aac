"""How the terminal answers: plain tables on stdout, one moving line of progress on stderr."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable, Sequence
from types import TracebackType
from typing import Self

from data.quality import TIME_FORMAT, QualityReport
from detectors.base import Detector
from detectors.cost import in_a_year, is_slow

GAP = "  "
DATA_PROBLEM_WIDTH = 70
ERASE = "\r\x1b[K"


def text_table(header: Sequence[str], rows: Iterable[Sequence[object]], wrapped_at: int = 0) -> str:
    """Return rows as text in columns as wide as needed; columns of numbers stand right.

    ``wrapped_at`` breaks the last column into lines of at most so many characters.
    """
    cells = [line for row in rows for line in _lines([str(cell) for cell in row], wrapped_at)]
    lines = [list(header), *cells]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    right = [_is_numeric([line[column] for line in cells]) for column in range(len(header))]
    return "\n".join(
        GAP.join(
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(line, widths, right, strict=True)
        ).rstrip()
        for line in lines
    )


def data_problem_table(report: QualityReport) -> str:
    """Return what an import found wrong as a table: what, from when to when, how often, and what was done."""
    rows = [
        (f.kind.replace("_", " "), f.start.strftime(TIME_FORMAT), f.end.strftime(TIME_FORMAT), f"{f.count:,}", f.done)
        for f in report.data_problems
    ]
    return text_table(("found", "start", "end", "count", "what was done"), rows, DATA_PROBLEM_WIDTH)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``1 meter``, ``1,200 meters``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def print_notes(meter_id: str, notes: Iterable[str]) -> None:
    """Say on stderr what a method found out about a meter on its way."""
    for sentence in notes:
        print(f"{meter_id}: {sentence}", file=sys.stderr)


def print_slow(methods: Iterable[Detector]) -> None:
    """Say on stderr beforehand which methods take long with these parameters."""
    for method in methods:
        if is_slow(method):
            print(f"{method.label} ({method.algorithm}) with these settings. {in_a_year(method)}", file=sys.stderr)


def _lines(cells: list[str], wrapped_at: int) -> list[list[str]]:
    first, *more = textwrap.wrap(cells[-1], wrapped_at) if wrapped_at and cells[-1] else [cells[-1]]
    return [[*cells[:-1], first], *([""] * (len(cells) - 1) + [line] for line in more)]


def _is_numeric(texts: list[str]) -> bool:
    return any(texts) and set("".join(texts)) <= set("0123456789.,+- ")


class Progress:
    """A line on stderr that says what is being done; it moves on a terminal and is silent elsewhere."""

    def __init__(self) -> None:
        self._moves = sys.stderr.isatty()
        self._shown = ""

    def __enter__(self) -> Self:
        return self

    def show(self, step: str, share: float) -> None:
        """Show a step and the share from 0 to 1 of it that is done."""
        line = f"{share:4.0%} {step}"
        if self._moves and line != self._shown:
            self._shown = line
            sys.stderr.write(f"{ERASE}{line}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Remove the moving line."""
        if self._shown:
            sys.stderr.write(ERASE)
            sys.stderr.flush()
            self._shown = ""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.clear()
