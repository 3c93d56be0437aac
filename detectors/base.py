"""The one interface of a detector.

A detector is a frozen dataclass of its parameters: hashable, comparable, picklable, its own cache key. ``fit``
returns a new fitted object; nothing is changed in place.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import ClassVar, Literal, Self

from data.errors import DataError, ParameterError
from data.series import MeterSeries
from detectors.history import joined
from detectors.params import Param, Value, declared_params
from detectors.readiness import Readiness, readiness
from detectors.scores import MAX_SIGMA, Scores

ENGINE_REVISION = 5
"""Number, raised with every change of what all methods share that changes their results or the state that is kept. By
definition."""
Family = Literal["combination", "forecast", "shape", "rule"]
"""The group in which a method stands in menus."""


class FittedDetector(ABC):
    """A detector that has learnt from a history."""

    @abstractmethod
    def score(self, series: MeterSeries) -> Scores:
        """Judge every reading of a series.

        A causal detector judges walk-forward: a reading by what was known before it, be it from the history or
        from earlier readings of the series itself. Where the two overlap, the series counts.
        """


@dataclass(frozen=True, eq=False)
class FittedHistory(FittedDetector):
    """What a detector knows that remembers nothing but readings, and scores all of them at once.

    Parameters
    ----------
    history
        The readings it starts from.
    scores
        Scores every reading of a series by those before it. It is given history and series as one, and must let itself
        be pickled, as methods and functions of a module do.
    """

    history: MeterSeries
    scores: Callable[[MeterSeries], Scores]

    def score(self, series: MeterSeries) -> Scores:
        """Judge a series by what was before each of its readings, in the history or in itself."""
        whole, begin = joined(self.history, series)
        return self.scores(whole).taken(slice(begin, None))


@dataclass(frozen=True)
class Detector(ABC):
    """A method with its parameters.

    Attributes
    ----------
    name
        Key in URLs, files and caches.
    label, algorithm
        What a person reads: the behaviour first, the algorithm second.
    summary
        What it is good for, in two plain sentences.
    source
        Paper (author, year, DOI) or "expert rule".
    revision
        Raised with every change of results, so that cached ones are not used any more.
    causal
        Whether scores depend on earlier readings only.
    min_days, solid_days
        History from which it answers provisionally, and from which the answer is solid.
    can_forecast
        Whether it also says what to expect of readings that are not there yet (``detectors.forecast``).
    seconds_a_year
        How long it takes to fit and score a year of readings at 15 minutes, measured; a person is told beforehand.
    requires, install
        Optional packages it needs, by the name they are imported under, and the command that installs them.
    """

    name: ClassVar[str]
    label: ClassVar[str]
    algorithm: ClassVar[str]
    summary: ClassVar[str]
    family: ClassVar[Family]
    source: ClassVar[str]
    revision: ClassVar[int] = 1
    causal: ClassVar[bool] = True
    max_step_hours: ClassVar[float] = 24.0
    """Readings of longer intervals are refused."""
    min_days: ClassVar[float] = 21.0
    solid_days: ClassVar[float] = 90.0
    can_forecast: ClassVar[bool] = False
    seconds_a_year: ClassVar[float] = 1.0
    requires: ClassVar[tuple[str, ...]] = ()
    install: ClassVar[str] = ""

    def __post_init__(self) -> None:
        for param in self.params():
            param.check(getattr(self, param.name))

    @classmethod
    def params(cls) -> tuple[Param, ...]:
        """Return the parameters in the order they are declared."""
        return declared_params(cls)

    @classmethod
    def from_values(cls, values: Mapping[str, Value]) -> Self:
        """Return the detector with some parameters set, by their names or former ones; the others keep their default.

        Raises
        ------
        ParameterError
            For an unknown name or a value out of range.
        """
        known = {param.name for param in cls.params()}
        named = {cls.param_name(name): value for name, value in values.items()}
        for name in named:
            if name not in known:
                allowed = ", ".join(sorted(known)) or "none"
                raise ParameterError(f"{cls.name} has no parameter {name!r}; it has {allowed}.")
        return cls(**named)

    @classmethod
    def param_name(cls, name: str) -> str:
        """Return the name of the parameter that had this name before; any other name as it is."""
        return next((param.name for param in cls.params() if name in param.aliases), name)

    @property
    def key(self) -> str:
        """Digest of method, parameters and revisions: one half of the key of a cached result."""
        record = json.dumps([self.name, self.revision, ENGINE_REVISION, MAX_SIGMA, asdict(self)], sort_keys=True)
        return hashlib.sha256(record.encode()).hexdigest()

    def seconds_for_a_year(self) -> float:
        """Return about how long it takes for a year of readings with these parameters."""
        return self.seconds_a_year

    def fit(self, history: MeterSeries) -> FittedDetector:
        """Learn from a history.

        Raises
        ------
        DataError
            When the history is shorter than ``min_days``, naming what is needed and by when; when an optional package
            is missing, with how to get it.
        """
        if self.missing():
            raise DataError(self.how_to_install())
        if history.step_hours > self.max_step_hours:
            raise DataError(
                f"Meter {history.meter_id} has a reading every {history.step_hours:g} h; this method looks at the "
                f"course of the day and takes readings of {self.max_step_hours:g} h or less."
            )
        state = self.readiness(history)
        if state.stage == "too short":
            raise DataError(state.sentence)
        return self._fit(history)

    @classmethod
    def missing(cls) -> tuple[str, ...]:
        """Return the optional packages it needs and that are not installed."""
        return tuple(name for name in cls.requires if find_spec(name) is None)

    @classmethod
    def how_to_install(cls) -> str:
        """Say what is missing and how to get it."""
        return (
            f"{cls.label} needs {' and '.join(cls.missing())}, which is not installed here; get it with: {cls.install}"
        )

    @classmethod
    def readiness(cls, history: MeterSeries) -> Readiness:
        """Say whether the history is too short, provisional or solid for this method."""
        return readiness(history, cls.min_days, cls.solid_days)

    @abstractmethod
    def _fit(self, history: MeterSeries) -> FittedDetector:
        """Learn from a history that is long enough."""
