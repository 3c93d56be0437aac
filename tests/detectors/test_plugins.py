"""Detectors of other packages: those that work are registered, the others are one sentence in the log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from detectors import registry
from detectors.plugins import plugins

GOOD = '''
from dataclasses import dataclass

from detectors.base import Detector


@dataclass(frozen=True)
class Newcomer(Detector):
    """Says nothing yet."""

    name = "newcomer"
    label = "A newcomer"
    algorithm = "none"
    summary = "For tests."
    family = "shape"
    source = "expert rule"

    def _fit(self, history):
        raise NotImplementedError
'''
REGISTERED = GOOD.replace("@dataclass", "from detectors.registry import register\n\n\n@register\n@dataclass", 1)
Install = Callable[..., None]


@pytest.fixture(autouse=True)
def registry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_registered", dict(registry.detectors()))
    modules = set(sys.modules)
    yield
    registry._discover.cache_clear()
    for name in set(sys.modules) - modules:
        del sys.modules[name]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Install:
    """Lay down a package as pip would: its module, and the entry point beside it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def installed(code: str, point: str = "", name: str = "strange") -> None:
        (tmp_path / f"{name}_detector.py").write_text(code)
        record = tmp_path / f"{name}-1.5.dist-info"
        record.mkdir()
        (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.5\n")
        value = f"{name}_detector{point}"
        (record / "entry_points.txt").write_text(f"[loadlens.detectors]\n{name} = {value}\n")
        registry._discover.cache_clear()

    return installed


def test_a_module_that_registers_a_detector_is_enough(install: Install) -> None:
    install(REGISTERED)
    assert registry.detector("newcomer").label == "A newcomer"


def test_an_entry_point_may_name_the_class_itself(install: Install) -> None:
    install(GOOD, ":Newcomer")
    assert registry.detector("newcomer").label == "A newcomer"


@pytest.mark.parametrize(
    ("code", "point", "why"),
    [
        ("import a_package_nobody_has", "", "ModuleNotFoundError: No module named 'a_package_nobody_has'"),
        ("1 +", "", "SyntaxError: invalid syntax"),
        ("raise SystemExit('no licence')", "", "SystemExit: no licence"),
        ("raise ValueError", "", "ValueError: no further words"),
        ("", ":Newcomer", "AttributeError: module 'strange_detector' has no attribute 'Newcomer'"),
        ("class Newcomer: pass", ":Newcomer", "is no Detector; let the class inherit from detectors.base.Detector."),
        (GOOD.replace("summary", "described"), ":Newcomer", "TypeError: Detector Newcomer lacks summary; set them"),
        (GOOD.replace('"shape"', '"magic"'), ":Newcomer", "the family 'magic'; choose of combination, forecast, "),
        (GOOD.replace('"newcomer"', '"data_faults"'), ":Newcomer", "Two detectors are called 'data_faults': in "),
        (
            GOOD.replace('name = "n', 'size: int = 3\n    name = "n'),
            ":Newcomer",
            "Newcomer.size is not declared",
        ),
        (GOOD.replace("_fit", "_fitted"), ":Newcomer", "TypeError: Can't instantiate abstract class Newcomer"),
        (REGISTERED + "\nraise ValueError('half\\nway')", "", "ValueError: half way"),
    ],
)
def test_one_that_does_not_work_is_left_out_and_said_to_be(
    install: Install, caplog: pytest.LogCaptureFixture, code: str, point: str, why: str
) -> None:
    before = registry.detectors()
    install(code, point)

    assert registry.detectors() == before

    [record] = [record for record in caplog.records if record.name == "detectors.plugins"]
    sentence = record.getMessage()
    assert sentence.startswith(f"Detector strange from strange_detector{point} cannot be used and is left out: ")
    assert why in sentence
    assert "\n" not in sentence
    assert record.exc_info is None


def test_one_that_does_not_work_takes_no_other_with_it(install: Install) -> None:
    install("1 +", name="another")
    install(REGISTERED)

    assert [plugin.point.name for plugin in plugins()] == ["another", "strange"]
    assert "newcomer" in registry.detectors()
