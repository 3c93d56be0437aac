"""The tables of the README, made from the records that behaviour reads too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from data.importing.formats.registry import file_formats
from data.meter_facts import MeterFact
from detectors.base import Detector
from detectors.registry import detectors
from pipeline.predict.catalogue import api_name
from pipeline.settings import SETTINGS


def markdown(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def settings_table() -> str:
    rows = [(f"`{item.name}`", f"`{item.default}`" if item.default else "", item.help) for item in SETTINGS]
    return markdown(("Setting", "Default", "What it does"), rows)


def detectors_table() -> str:
    return markdown(("Detector", "What it is good for", "History", "Parameters"), [_row(kind) for kind in _kinds()])


def facts_table(facts: Iterable[MeterFact]) -> str:
    return markdown(("Fact", "What it is", "Option", "API", "Said of a file too"), [_fact_row(fact) for fact in facts])


def _fact_row(fact: MeterFact) -> tuple[str, ...]:
    option = f"`--{fact.option_name.replace('_', '-')} {fact.metavar}`"
    stated = f"{fact.label}: {fact.help}"
    return f"`{fact.key}`", stated, option, f"`{api_name(fact.key)}`", "yes" if fact.of_series else ""


def formats_table() -> str:
    rows = [(item.label, ", ".join(f"`{ending}`" for ending in item.endings), item.summary) for item in file_formats()]
    return markdown(("Format", "Files", "What it is"), rows)


def _kinds() -> list[type[Detector]]:
    return list(detectors().values())


def _row(kind: type[Detector]) -> tuple[str, ...]:
    parameters = ", ".join(f"`{param.name}` ({param.allowed}; {param.default})" for param in kind.params())
    history = f"from {kind.min_days:g} days, solid from {kind.solid_days:g}"
    return f"`{kind.name}`<br>{kind.label} ({kind.algorithm})", kind.summary, history, parameters or "none"
