"""Parameters of a detector, declared once as dataclass fields.

The same record gives the range check, the slider on the page, the JSON schema of the API, the option of the
terminal and the table of the README.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from math import inf
from typing import Any, Literal

from data.errors import ParameterError

ParamKind = Literal["number", "integer", "choice", "switch"]
Value = float | int | str | bool
Range = tuple[float, float]
NOUNS: dict[ParamKind, str] = {
    "number": "a number",
    "integer": "a whole number",
    "choice": "one of the choices",
    "switch": "true or false",
}
WIDENS_NOTHING = (
    "do not widen the usual range; those above 4 sigma do not move what is expected either, unless it lasts"
)


@dataclass(frozen=True)
class Param:
    """One parameter: what it may be and how to ask a person for it.

    ``low``, ``high`` and ``step`` bound numbers; ``options`` lists the values of a choice; ``unit`` is shown
    behind the value; ``aliases`` are names it had before, which links, options and programs may still use.
    """

    name: str
    kind: ParamKind
    default: Value
    label: str
    help: str
    low: float = -inf
    high: float = inf
    step: float | None = None
    unit: str = ""
    options: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def check(self, value: object) -> None:
        """Raise ``ParameterError`` when the value is outside of what is allowed."""
        if self.kind == "choice":
            if value not in self.options:
                raise ParameterError(f"{self.label} is {value!r}; choose one of {', '.join(self.options)}.")
        elif self.kind == "switch":
            if not isinstance(value, bool):
                raise ParameterError(f"{self.label} is {value!r}; it is either true or false.")
        else:
            self._check_number(value)

    def _check_number(self, value: object) -> None:
        allowed = f"{self.low:g} to {self.high:g} {self.unit}".strip()
        whole = self.kind == "integer"
        if isinstance(value, bool) or not isinstance(value, int if whole else (int, float)):
            raise ParameterError(f"{self.label} is {value!r}; it takes {NOUNS[self.kind]} from {allowed}.")
        if not self.low <= value <= self.high:  # also refuses NaN
            raise ParameterError(f"{self.label} is {value:g}; it takes {allowed}.")

    def parse(self, text: str) -> Value:
        """Turn the text of a terminal option or URL into a checked value."""
        value: Value = text
        try:
            if self.kind == "switch":
                value = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}[text.lower()]
            elif self.kind != "choice":
                value = int(text) if self.kind == "integer" else float(text)
        except (KeyError, ValueError) as error:
            raise ParameterError(f"{self.label} is {text!r}, which is not {NOUNS[self.kind]}.") from error
        self.check(value)
        return value


def number(default: float, within: Range, *, step: float, label: str, help: str, unit: str = "") -> Any:
    """Declare a parameter that is a real number."""
    low, high = within
    return _declared("number", default, label=label, help=help, low=low, high=high, step=step, unit=unit)


def training_cutoff(what: str, effect: str = WIDENS_NOTHING) -> Any:
    """Declare the score above which nothing teaches what is usual; ``what`` is that which is judged."""
    return _declared(
        "number",
        6.0,
        label="Training cutoff",
        help=f"{what} above this score {effect}.",
        low=3.0,
        high=20.0,
        step=0.5,
        unit="sigma",
        aliases=("learn_below",),
    )


def integer(default: int, within: tuple[int, int], *, label: str, help: str, unit: str = "") -> Any:
    """Declare a parameter that is a whole number."""
    low, high = within
    return _declared("integer", default, label=label, help=help, low=low, high=high, step=1, unit=unit)


def choice(default: str, options: tuple[str, ...], *, label: str, help: str) -> Any:
    """Declare a parameter with named values."""
    return _declared("choice", default, label=label, help=help, options=options)


def switch(default: bool, *, label: str, help: str) -> Any:
    """Declare a parameter that is on or off."""
    return _declared("switch", default, label=label, help=help)


def declared_params(kind: type) -> tuple[Param, ...]:
    """Return the parameters declared as fields of a dataclass, in order."""
    found = []
    for item in fields(kind):
        if "param" not in item.metadata or item.default is MISSING:
            raise TypeError(f"{kind.__name__}.{item.name} is not declared through detectors.params")
        found.append(Param(name=item.name, default=item.default, **item.metadata["param"]))
    return tuple(found)


def _declared(kind: ParamKind, default: Value, **record: Any) -> Any:
    return field(default=default, metadata={"param": {"kind": kind, **record}})
