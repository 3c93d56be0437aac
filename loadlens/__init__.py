"""Loadlens finds abnormal electricity consumption in smart-meter readings.

A file of readings becomes a tuple of meters, and a meter a `Detection`:

```python
import loadlens

(office,) = loadlens.read("office.csv", timezone="Europe/Zurich")
found = loadlens.detect(office)
found.events_frame()
found.plot()
```

`read`, `detect`, `explain`, `forecast` and `methods` are where to begin. A reading is judged by what was known before
it, nothing is stored, and bad input raises one of three errors whose message is a sentence that says what to do:
`LoadlensError` is the base of `DataError` and `ParameterError`.

A detector of your own is a frozen dataclass that extends `Detector`: its parameters are declared by `number`,
`integer`, `choice`, `switch` and `training_cutoff`, `register` makes it known by its name, and its `FittedDetector`,
mostly a `FittedHistory`, returns `Scores` with a `Reason` for every reading; `register_reason` adds one of its own.
"""

from __future__ import annotations

from data.errors import DataError, LoadlensError, ParameterError
from data.importing.options import ImportOptions
from data.opening_hours import Operation
from data.series import MeterSeries, Quality
from detectors.base import Detector, Family, FittedDetector, FittedHistory
from detectors.events.events import Event
from detectors.explain.explain import Explanation, explain
from detectors.forecast import Forecast
from detectors.params import Param, choice, integer, number, switch, training_cutoff
from detectors.readiness import Readiness
from detectors.reasons import REASONS, Kind, Reason, register_reason
from detectors.registry import register
from detectors.scores import Scores, empty_scores
from detectors.threshold import Threshold
from loadlens.detection import Detection, detect
from loadlens.reading import read, sample_meter
from loadlens.use import forecast, methods

__all__ = [  # noqa: RUF022  in the order of the reference: for analysts, then for plug-ins
    "read", "detect", "explain", "forecast", "methods", "sample_meter",
    "Detection", "Event", "Explanation", "Forecast", "MeterSeries", "Operation", "Quality", "Readiness", "Threshold",
    "ImportOptions",
    "LoadlensError", "DataError", "ParameterError",
    "Detector", "Family", "FittedDetector", "FittedHistory", "Scores", "empty_scores", "register",
    "Kind", "Reason", "REASONS", "register_reason",
    "Param", "number", "integer", "choice", "switch", "training_cutoff",
]  # fmt: skip
