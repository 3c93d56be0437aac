"""Finding detectors: a new one is one new file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from data.errors import ParameterError
from detectors import methods, registry
from detectors.base import Detector
from detectors.registry import DEFAULT_METHOD, MENU_ORDER, default_detector, detector, detectors, register

NEW_FILE = '''
"""A detector of one file."""

from dataclasses import dataclass
from typing import ClassVar

from detectors.base import Detector
from detectors.registry import register


@register
@dataclass(frozen=True)
class Newcomer(Detector):
    """Says nothing yet."""

    name: ClassVar[str] = "newcomer"
    label: ClassVar[str] = "A newcomer"
    algorithm: ClassVar[str] = "none"
    summary: ClassVar[str] = "For tests."
    family: ClassVar[str] = "shape"
    source: ClassVar[str] = "expert rule"

    def _fit(self, history):
        raise NotImplementedError
'''


@pytest.fixture(autouse=True)
def registry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    known = dict(detectors())
    monkeypatch.setattr(registry, "_registered", known)
    registry._discover.cache_clear()
    yield
    registry._discover.cache_clear()
    sys.modules.pop("detectors.methods.newcomer", None)


def test_a_new_file_is_a_new_detector(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "newcomer.py").write_text(NEW_FILE)
    monkeypatch.setattr(methods, "__path__", [*methods.__path__, str(tmp_path)])
    before = set(registry._registered)
    found = registry.detectors()
    assert set(found) == before | {"newcomer"}
    assert registry.detector("newcomer")().key


def test_every_file_of_methods_registers_a_detector_by_its_own_name() -> None:
    folder = Path(next(iter(methods.__path__)))
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert modules == set(registry.detectors())


def test_two_detectors_of_one_name_are_refused() -> None:
    @dataclass(frozen=True)
    class Impostor(detector("data_faults")):  # type: ignore[misc]
        __module__ = "somewhere.else"

    with pytest.raises(TypeError, match=r"called 'data_faults': in .*data_faults and somewhere\.else"):
        register(Impostor)
    assert detector("data_faults") is not Impostor


def test_loading_a_module_again_is_no_second_detector() -> None:
    kind = detector("data_faults")
    assert register(kind) is kind


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(ParameterError, match="There is no detector 'crystal_ball'; choose one of ") as error:
        detector("crystal_ball")
    assert all(name in str(error.value) for name in detectors())


def test_the_menu_begins_with_the_default_and_other_combinations() -> None:
    names, families = list(detectors()), [kind.family for kind in detectors().values()]
    assert names[0] == default_detector().name == DEFAULT_METHOD
    assert families == sorted(families, key=MENU_ORDER.index)
    assert families[0] == "combination"


def test_the_default_stays_first_whatever_joins_it() -> None:
    @register
    @dataclass(frozen=True)
    class Another(detector(DEFAULT_METHOD)):  # type: ignore[misc]
        name: ClassVar[str] = "another"
        label: ClassVar[str] = "A label that comes before all others"

    assert list(detectors())[:2] == [DEFAULT_METHOD, "another"]


def test_every_detector_is_a_frozen_dataclass_of_its_parameters() -> None:
    for kind in detectors().values():
        assert issubclass(kind, Detector)
        assert is_dataclass(kind)
        assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
        assert [field.name for field in fields(kind)] == [param.name for param in kind.params()]


def test_the_app_does_not_wait_for_libraries_of_methods_nobody_asked_for() -> None:
    code = "import sys; from detectors.registry import detectors; detectors(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & {"sklearn.cluster", "sklearn.ensemble", "sklearn.svm", "stumpy", "numba"}
