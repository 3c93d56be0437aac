"""Parameters of a detector, declared once as dataclass fields.

The same record gives the range check, the slider on the page, the JSON schema of the API, the option of the
terminal and the table of the README.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from math import inf
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from data.errors import ParameterError

ParamKind = Literal["number", "integer", "choice", "switch"]
Value = float | int | str | bool
Range = tuple[float, float]
NOUNS: dict[ParamKind, str] = {"number": "a number", "integer": "a whole number", "switch": "true or false"}
DEMANDS: dict[ParamKind, str] = {
    "number": "it takes a number from",
    "integer": "it takes a whole number from",
    "choice": "choose one of",
    "switch": "it is either",
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
        self._checked(value, _adapter(self).validate_python)

    def parse(self, text: str) -> Value:
        """Turn the text of a terminal option or URL into a checked value."""
        return self._checked(text, _adapter(self).validate_strings)

    @property
    def allowed(self) -> str:
        """What a value may be: ``3 to 26 weeks``, or the choices."""
        if self.kind in ("number", "integer"):
            return f"{self.low:g} to {self.high:g} {self.unit}".strip()
        return ", ".join(self.options) or "true or false"

    def schema(self) -> dict[str, Any]:
        """Return what it is and may be as a JSON schema."""
        return _adapter(self).json_schema()

    def _checked(self, value: Any, validate: Callable[[Any], Value]) -> Value:
        try:
            return validate(value)
        except ValidationError as error:
            problem = error.errors()[0]["type"]
        if problem.endswith("_equal"):  # NaN among them
            raise ParameterError(f"{self.label} is {float(value):g}; it takes {self.allowed}.")
        if problem.endswith("_parsing"):
            raise ParameterError(f"{self.label} is {value!r}, which is not {NOUNS[self.kind]}.")
        raise ParameterError(f"{self.label} is {value!r}; {DEMANDS[self.kind]} {self.allowed}.")


@cache
def _adapter(param: Param) -> TypeAdapter[Any]:
    """Return what checks values of a parameter and describes it, made from its record."""
    unit = f" Unit: {param.unit}." if param.unit else ""
    former = f" Former name: {', '.join(param.aliases)}." if param.aliases else ""
    limits: Any = {"ge": param.low, "le": param.high} if param.kind in ("number", "integer") else {}
    about: Any = {"title": param.label, "description": f"{param.help}{unit}{former}", "default": param.default}
    types = {"number": float, "integer": int, "choice": Literal[param.options], "switch": bool}
    kind: Any = Annotated[types[param.kind], Field(strict=param.kind != "choice" or None, **limits, **about)]
    return TypeAdapter(kind)


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
