"""Options of the terminal for what is known of a meter: one for every fact that ``data.meter`` declares."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from data.errors import ParameterError
from data.meter import Meter, meter_facts
from data.meter_facts import FactValue, MeterFact, groups_of, with_changed_facts
from terminal.parser import flag, metavar

NONE = "none"
CLEARED = f"Write {NONE} to forget it."


def add_fact_options(
    parser: argparse.ArgumentParser, facts: Sequence[MeterFact] | None = None, *, clearing: bool = False
) -> None:
    """Add an option for every fact, in groups; with ``clearing`` the word none forgets what was said."""
    for group, members in groups_of(meter_facts() if facts is None else facts).items():
        note = " ".join(filter(None, (group.note, CLEARED if clearing else "")))
        options = parser.add_argument_group(group.title, note or None)
        for fact in members:
            options.add_argument(
                flag(fact.option_name),
                dest=fact.key,
                type=_reader(fact, clearing=clearing),
                metavar=fact.metavar or metavar(fact.key),
                help=_help(fact).replace("%", "%%"),
            )


def series_facts() -> tuple[MeterFact, ...]:
    """Return the facts that detectors see, which are said of a file as well as of a stored meter."""
    return tuple(fact for fact in meter_facts() if fact.of_series)


def given_facts(arguments: argparse.Namespace, facts: Sequence[MeterFact] | None = None) -> dict[str, FactValue]:
    """Return the value of every fact that was given as an option; what is to be forgotten has its default."""
    known = meter_facts() if facts is None else facts
    given = {fact: getattr(arguments, fact.key) for fact in known if getattr(arguments, fact.key) is not None}
    return {fact.key: fact.default if value == NONE else value for fact, value in given.items()}


def changed_meter(meter: Meter, arguments: argparse.Namespace) -> Meter:
    """Return a meter with what the options change.

    Raises
    ------
    ParameterError
        When a value is not allowed.
    """
    return with_changed_facts(meter, given_facts(arguments, meter.facts))


def _help(fact: MeterFact) -> str:
    return f"{fact.help}, for example {fact.example}{f'. {fact.remark}' if fact.remark else ''}"


def _reader(fact: MeterFact, *, clearing: bool) -> Callable[[str], FactValue]:
    def read(text: str) -> FactValue:
        if clearing and text == NONE:
            return NONE
        try:
            return fact.parse(text)
        except ParameterError as error:
            raise argparse.ArgumentTypeError(f"{error}{f', or {NONE}' if clearing else ''}") from None

    return read
