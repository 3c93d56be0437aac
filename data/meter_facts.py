"""Facts about a meter: what a person can say of it, each declared once as a field of a dataclass.

``data.meter.Meter`` and ``data.opening_hours.Operation`` declare theirs with ``text_fact``, ``number_fact`` and
``choice_fact``. The same record gives the check, the SQL column, the option of the terminal, the control on the page,
the field of the API and the row in ``docs/add-a-meter-fact.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import Field, dataclass, field, fields, replace
from math import inf, isfinite
from typing import Any, Literal, TypeVar

from data.errors import ParameterError

FactKind = Literal["text", "number", "choice"]
FactValue = str | float | None
Choices = Callable[[str], Sequence[tuple[str, str]]]
"""Value and words of every choice, given what is said of the fact that this one belongs to."""
Record = TypeVar("Record")
MAX_TEXT = 200


@dataclass(frozen=True)
class FactGroup:
    """Facts that stand together on the page and in the help; ``note`` says what comes of them.

    ``folded``: the page shows them once a person unfolds their title.
    """

    title: str
    note: str = ""
    folded: bool = False


@dataclass(frozen=True)
class MeterFact:
    """One fact: what it may be, how to ask a person for it, and where it counts.

    Parameters
    ----------
    key
        Attribute of the record and column in SQL; has the unit in it where it has one.
    kind, default, required
        A number is None and a text is empty where nobody said it; what is required cannot be left open.
    label, help, remark
        What the control is called, what the fact is for, and what to mind when it is changed on the terminal.
    noun, allowed, is_allowed
        Make the check and its sentence: "The <noun> of meter X is ...; it takes <allowed>."
    group
        The facts it stands with.
    unit
        Shown behind a number.
    low, high, step
        What a number lies between, both included, and how far one press of a key moves it.
    option, metavar, example
        Of the terminal; the option is the key where it is empty.
    blank
        What stands in a control without a value; the example where it is empty.
    tidy
        Turns what was typed into what is kept.
    choices, suggestion
        What a choice is one of, and what a text mostly is; the suggestion stands in the form before anybody chose.
    belongs_to
        Key of the fact without which this one means nothing.
    of_series
        Whether detectors see it: it is then an option of every command that reads a file too.
    of_file
        Whether an uploaded file says it, so that the form about its meter does not.
    """

    key: str
    kind: FactKind
    default: FactValue
    label: str
    help: str
    noun: str
    allowed: str
    group: FactGroup
    remark: str = ""
    required: bool = False
    is_allowed: Callable[[Any], bool] = lambda _value: True
    unit: str = ""
    low: float = -inf
    high: float = inf
    step: float = 1.0
    option: str = ""
    metavar: str = ""
    example: str = ""
    blank: str = ""
    tidy: Callable[[str], str] = str.strip
    choices: Choices | None = None
    suggestion: str = ""
    belongs_to: str = ""
    of_series: bool = False
    of_file: bool = False

    @property
    def option_name(self) -> str:
        """Name of the option of the terminal, without dashes."""
        return self.option or self.key

    def check(self, value: FactValue, meter: str = "") -> None:
        """Raise ``ParameterError`` when the value is not allowed; not said is, but for what is required."""
        if value == self.default and not self.required:
            return
        fits = self._is_number(value) if self.kind == "number" else self._is_line(value)
        if not (fits and self.is_allowed(value)):
            of = f" of meter {meter}" if meter else ""
            number = self.kind == "number" and isinstance(value, int | float)
            shown = f"{value} {self.unit}".strip() if number else repr(value)
            raise ParameterError(f"The {self.noun}{of} is {shown}; it takes {self.allowed}.")

    def parse(self, text: str) -> FactValue:
        """Turn what was typed into a value that is still to be checked; an empty text is the default.

        Raises
        ------
        ParameterError
            When it is no number where one is needed.
        """
        tidied = self.tidy(text)
        if self.kind != "number" or not tidied:
            return tidied or self.default
        try:
            return float(tidied)
        except ValueError:
            raise ParameterError(f"{text!r} is no number; write for example {self.example}") from None

    def shown(self, value: FactValue) -> str:
        """Return a value with its unit, empty where nothing was said."""
        return f"{value:g} {self.unit}".strip() if isinstance(value, int | float) else value or ""

    def _is_number(self, value: FactValue) -> bool:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and isfinite(value) and self.low <= value <= self.high  # type: ignore[arg-type, operator]

    @staticmethod
    def _is_line(value: FactValue) -> bool:
        return isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()


def text_fact(**record: Any) -> Any:  # noqa: ANN401 - a field of any type, as in detectors.params
    """Declare a fact that is a line of text; see ``MeterFact`` for what to give."""
    metadata = {"fact": {"kind": "text", "default": "", **record}}
    return field(kw_only=True, metadata=metadata) if record.get("required") else field(default="", metadata=metadata)


def number_fact(**record: Any) -> Any:  # noqa: ANN401
    """Declare a fact that is a number, or None where nobody said it."""
    return field(default=None, metadata={"fact": {"kind": "number", "default": None, **record}})


def choice_fact(choices: Choices, **record: Any) -> Any:  # noqa: ANN401
    """Declare a fact that is one of some texts."""
    return field(default="", metadata={"fact": {"kind": "choice", "default": "", "choices": choices, **record}})


def holds(kind: type) -> dict[str, Any]:
    """Return the metadata of a field that holds a record with facts of its own, all of which have defaults."""
    return {"holds": kind}


def declared_facts(kind: type) -> tuple[MeterFact, ...]:
    """Return the facts that a record and those it holds declare, in order."""
    found: list[MeterFact] = []
    for item in fields(kind):
        if "fact" in item.metadata:
            found.append(_declared(item))
        elif "holds" in item.metadata:
            found += declared_facts(item.metadata["holds"])
    return tuple(found)


def fact_values(record: object) -> dict[str, FactValue]:
    """Return the value of every fact by its key."""
    values: dict[str, FactValue] = {}
    for item in fields(record):  # type: ignore[arg-type]
        if "fact" in item.metadata:
            values[item.name] = getattr(record, item.name)
        elif "holds" in item.metadata:
            values |= fact_values(getattr(record, item.name))
    return values


def stated_facts(record: object) -> dict[str, FactValue]:
    """Return the values of the facts that somebody said."""
    defaults = {fact.key: fact.default for fact in declared_facts(type(record))}
    return {key: value for key, value in fact_values(record).items() if value != defaults[key]}


def made_with_facts(kind: type[Record], values: Mapping[str, FactValue], **others: Any) -> Record:  # noqa: ANN401
    """Return a new record with these facts; ``others`` are its fields that are none."""
    for item in fields(kind):  # type: ignore[arg-type]
        if "fact" in item.metadata and item.name in values:
            others[item.name] = values[item.name]
        elif "holds" in item.metadata:
            others[item.name] = made_with_facts(item.metadata["holds"], values)
    return kind(**others)


def with_facts(record: Record, values: Mapping[str, FactValue]) -> Record:
    """Return a record with other values of some facts, also of those that a record within it holds."""
    changes: dict[str, Any] = {}
    for item in fields(record):  # type: ignore[arg-type]
        if "fact" in item.metadata and item.name in values:
            changes[item.name] = values[item.name]
        elif "holds" in item.metadata:
            held = getattr(record, item.name)
            changed = with_facts(held, values)
            changes |= {item.name: changed} if changed != held else {}
    return replace(record, **changes) if changes else record  # type: ignore[type-var]


def with_changed_facts(record: Record, values: Mapping[str, FactValue]) -> Record:
    """Return a record with what a person changed: what was chosen for another owner is forgotten (another region)."""
    known, changes = fact_values(record), dict(values)
    for fact in declared_facts(type(record)):
        owner = fact.belongs_to
        if fact.kind == "choice" and owner in values and values[owner] != known[owner]:
            changes.setdefault(fact.key, fact.default)
    return with_facts(record, changes)


def check_facts(record: object, meter: str = "") -> None:
    """Raise ``ParameterError`` for the first fact whose value is not allowed; a record held within checks its own."""
    for item in fields(record):  # type: ignore[arg-type]
        if "fact" in item.metadata:
            _declared(item).check(getattr(record, item.name), meter)


def groups_of(facts: Iterable[MeterFact]) -> dict[FactGroup, list[MeterFact]]:
    """Return facts by their group, both in the order in which they are declared."""
    groups: dict[FactGroup, list[MeterFact]] = {}
    for fact in facts:
        groups.setdefault(fact.group, []).append(fact)
    return groups


def _declared(item: Field[Any]) -> MeterFact:
    return MeterFact(key=item.name, **item.metadata["fact"])
