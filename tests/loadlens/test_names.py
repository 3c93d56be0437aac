"""The names ``loadlens`` offers: documented, enough for a detector of one's own, and light to import."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

import loadlens
from detectors import registry

ROOT = Path(__file__).parents[2]
PACKAGES = ("data", "detectors", "loadlens", "pipeline", "components")
HEAVY = ("dash", "flask", "sqlalchemy", "plotly", "diskcache", "multiprocess")


def loaded_by(code: str) -> set[str]:
    script = f"import sys; {code}; print(*sorted(name for name in sys.modules if '.' not in name))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_every_name_is_there_once_in_order_and_documented() -> None:
    names = loadlens.__all__

    assert len(set(names)) == len(names)
    for name in set(names) - {"REASONS", "Family"}:
        assert getattr(loadlens, name).__doc__, name


def test_importing_it_loads_neither_page_nor_server_nor_pictures() -> None:
    assert not loaded_by("import loadlens; loadlens.methods()") & set(HEAVY)


def test_drawing_needs_plotly_alone() -> None:
    loaded = loaded_by("from components.figures import main_chart")

    assert "plotly" in loaded
    assert not loaded & {"dash", "flask", "sqlalchemy"}


def test_methods_are_those_of_the_registry_by_name() -> None:
    found = loadlens.methods()

    assert next(iter(found)) == "recommended"
    assert all(name == kind.name and issubclass(kind, loadlens.Detector) for name, kind in found.items())


class FittedOverLimit(loadlens.FittedDetector):
    """A limit that does not move."""

    def __init__(self, limit_kw: float) -> None:
        self.limit_kw = limit_kw

    def score(self, series: loadlens.MeterSeries) -> loadlens.Scores:
        columns = loadlens.empty_scores(series.index, series.step_hours)
        over = series.power_kw - self.limit_kw
        columns["score"] = np.where(over > 0, 10.0, 0.0)
        columns["side"] = np.where(over > 0, 1, 0).astype(np.int8)
        columns["reason"] = np.where(over > 0, loadlens.Reason.PEAK.code, 0).astype(np.uint8)
        return loadlens.Scores(series.index, **columns)


@pytest.fixture
def over_limit() -> type[loadlens.Detector]:
    """A detector made of exported names alone."""

    @dataclass(frozen=True)
    class OverLimit(loadlens.Detector):
        """Flags what is over a limit."""

        name: ClassVar[str] = "over_limit_of_a_test"
        label: ClassVar[str] = "Over a limit"
        algorithm: ClassVar[str] = "fixed limit"
        summary: ClassVar[str] = "Flags what is over a limit."
        family: ClassVar = "rule"
        source: ClassVar[str] = "expert rule"
        limit_kw: float = loadlens.number(
            7.5, (0.0, 100.0), step=0.5, label="Limit", help="What is allowed.", unit="kW"
        )

        def _fit(self, _history: loadlens.MeterSeries) -> loadlens.FittedDetector:
            return FittedOverLimit(self.limit_kw)

    return OverLimit


def test_a_detector_of_ones_own_needs_no_other_import(
    over_limit: type[loadlens.Detector], small_series: loadlens.MeterSeries
) -> None:
    loadlens.register(over_limit)
    try:
        found = loadlens.detect(small_series, over_limit.name)
    finally:
        registry._registered.pop(over_limit.name)

    assert found.events
    assert all(event.reason is loadlens.Reason.PEAK for event in found.events)
    assert {param.name for param in over_limit.params()} == {"limit_kw"}


@pytest.mark.parametrize("page", ["README.md", "docs/add-a-detector.md"])
def test_the_detectors_that_are_shown_need_no_other_import(page: str) -> None:
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    froms = {node.module or "": node.names for node in ast.parse(code).body if isinstance(node, ast.ImportFrom)}
    ours = {module: names for module, names in froms.items() if module.split(".")[0] in PACKAGES}

    assert set(ours) == {"loadlens"}
    assert {alias.name for alias in ours["loadlens"]} <= set(loadlens.__all__)
