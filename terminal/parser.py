"""The parser of the terminal: options made from the records that declare them, errors as one sentence."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import NoReturn

from data.errors import ParameterError
from data.importing.formats.dialect import SEPARATOR_NAMES
from data.importing.options import CLOCKS, DATE_ORDERS, DECIMALS, LAYOUTS, STAMPS, UNITS, ImportOptions
from detectors.base import Detector
from detectors.params import Param, Value
from detectors.registry import DEFAULT_METHOD, detector

Run = Callable[[argparse.Namespace], None]
PARAM = "param "
SEPARATORS = {**{name: mark for mark, name in SEPARATOR_NAMES.items()}, "\\t": "\t"}
IMPORT_HELP: Mapping[str, str] = {
    "separator": f"character between cells, or its name: {', '.join(SEPARATOR_NAMES.values())}",
    "decimal": f"decimal mark: {' or '.join(DECIMALS)}",
    "date_order": f"order of day, month and year: {', '.join(DATE_ORDERS)}",
    "header_row": "row of the column names, counted from 1; none where there is none",
    "layout": f"{', '.join(LAYOUTS)}: one row a reading, one column a meter, one row a day",
    "time_column": "column of the times; two are joined by ' + '",
    "meter_column": "column that names the meter; empty for none",
    "value_columns": "column of readings; repeat it for several",
    "temperature_column": "column of the outdoor temperature; empty for none",
    "factor_column": "column of factors by which readings are multiplied; empty for none",
    "timezone": "zone the meter stands in, for example Europe/London",
    "clock": f"what times without an offset mean: {', '.join(CLOCKS)}",
    "stamp": f"which end of its interval a time names: {' or '.join(STAMPS)}",
    "unit": f"unit of the readings: {', '.join(UNITS)}",
    "encoding": "encoding of the text, for example cp1252",
}


class Parser(argparse.ArgumentParser):
    """A parser that complains in one sentence instead of a page."""

    def error(self, message: str) -> NoReturn:
        """Raise ``ParameterError`` with the complaint and where to read on."""
        raise ParameterError(f"{message[0].upper()}{message[1:]}; see {self.prog} --help.")


@dataclass(frozen=True)
class Commands:
    """The commands of the terminal while they are added; ``words`` is the line a person typed."""

    parsers: argparse._SubParsersAction[Parser]
    words: tuple[str, ...]

    def add(self, name: str, run: Run, summary: str, detail: str = "") -> Parser:
        """Add a command and return its parser."""
        parser = self.parsers.add_parser(
            name, help=summary, description=detail or f"{summary[0].upper()}{summary[1:]}.", allow_abbrev=False
        )
        parser.add_argument("--traceback", action="store_true", help=argparse.SUPPRESS)
        parser.set_defaults(run=run)
        return parser


def add_import_options(parser: argparse.ArgumentParser) -> None:
    """Add an option for every field of ``ImportOptions``; what is left out is guessed."""
    group = parser.add_argument_group("how to read the file", "Everything here is guessed where it is not given.")
    for item in fields(ImportOptions):
        name = item.name
        taken = (
            {"type": header_row} if name == "header_row" else {"action": "append"} if name == "value_columns" else {}
        )
        group.add_argument(flag(name), metavar=metavar(name), help=IMPORT_HELP[name], **taken)


def import_options(arguments: argparse.Namespace) -> ImportOptions:
    """Return what was said of the file.

    Raises
    ------
    ParameterError
        When a value is not one of those allowed.
    """
    given = {item.name: getattr(arguments, item.name) for item in fields(ImportOptions)}
    given["separator"] = SEPARATORS.get(given["separator"], given["separator"])
    if given["value_columns"] is not None:
        given["value_columns"] = tuple(given["value_columns"])
    return ImportOptions(**given)


def add_detector(parser: argparse.ArgumentParser) -> None:
    """Add the option that names a detector."""
    parser.add_argument("--detector", default=DEFAULT_METHOD, metavar="NAME", help=f"method ({DEFAULT_METHOD})")


def named_detector(words: Sequence[str], command: str) -> type[Detector]:
    """Return the detector that a line names for a command, before the line is parsed: its parameters are options.

    For another command, whose help nobody wants now, it is one without parameters.
    """
    if command not in words:
        return Detector
    finder = argparse.ArgumentParser(add_help=False, allow_abbrev=False, exit_on_error=False)
    finder.add_argument("--detector", nargs="?", default=DEFAULT_METHOD)
    name = finder.parse_known_args(words)[0].detector or ""
    return detector(name)


def add_detector_options(parser: argparse.ArgumentParser, kind: type[Detector]) -> None:
    """Add an option for every parameter of a detector."""
    if not kind.params():
        return
    group = parser.add_argument_group(f"parameters of {kind.name}", "See those of another one: --detector NAME --help")
    for param in kind.params():
        group.add_argument(
            *map(flag, (param.name, *param.aliases)),
            dest=PARAM + param.name,
            type=param.parse,
            metavar=metavar(param.name),
            help=param_help(param).replace("%", "%%"),
        )


def chosen_detector(arguments: argparse.Namespace, kind: type[Detector]) -> Detector:
    """Return the detector with the parameters that were given."""
    values: dict[str, Value] = {}
    for param in kind.params():
        value = getattr(arguments, PARAM + param.name)
        if value is not None:
            values[param.name] = value
    return kind.from_values(values)


def param_help(param: Param) -> str:
    """Return what a parameter does, what it may be and what it is by default."""
    return f"{param.help} ({param.allowed}; default {param.default})"


def header_row(text: str) -> int:
    """Read the number of a row as people count; inside, rows count from 0 and -1 is none."""
    if text == "none":
        return -1
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no row; write 1 for the first one, or none")
    return number - 1


def count(text: str) -> int:
    """Read a whole number from 0 on."""
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no count; write a whole number, 0 or more")
    return int(text)


def parsed_day(text: str) -> date:
    """Read a date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it like 2024-03-01") from None


def methods(text: str) -> tuple[type[Detector], ...]:
    """Read names of detectors, parted by commas."""
    return tuple(detector(name) for name in dict.fromkeys(filter(None, text.split(","))))


def moment(text: str) -> datetime:
    """Read a date or a time; without an offset it is one of the meter's zone."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write 2024-03-01 or 2024-03-01T06:30") from None


def flag(name: str) -> str:
    """Return a name as an option: ``time_column`` is ``--time-column``."""
    return "--" + name.replace("_", "-")


def metavar(name: str) -> str:
    """Return a short word for a value in the help."""
    return name.rsplit("_", 1)[-1].upper()
