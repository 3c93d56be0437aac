"""The frame: README, requirements, targets and image say what the code does."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from cli import parser
from data.series import MeterSeries
from detectors import registry
from detectors.base import Detector
from tests.readme_tables import detectors_table, settings_table

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("loadlens", "components", "api", "terminal", "pipeline", "detectors", "data")
UNIMPORTED = {
    "gunicorn": "a command",
    "openpyxl": "pandas reads XLSX with it",
    "psutil": "Dash ends jobs with it",
    "psycopg": "SQLAlchemy speaks to PostgreSQL with it",
}


def requirements(name: str) -> dict[str, Requirement]:
    lines = (line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    found = [Requirement(line) for line in lines if line and not line.startswith("-r")]
    return {plain(item.name): item for item in found}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def run_time_files() -> Iterator[Path]:
    yield from (ROOT / name for name in ("app.py", "cli.py", "gunicorn.conf.py"))
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def third_party(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {*PACKAGES, "app", "benchmarks"}


def distributions_of(modules: set[str]) -> set[str]:
    known = packages_distributions()
    return {plain(known.get(name, [name])[0]) for name in modules}  # an optional one may be missing


def test_requirements_are_what_the_code_imports() -> None:
    imported = distributions_of({name for path in run_time_files() for name in third_party(path)})
    optional = set(requirements("requirements-deep.txt"))

    assert set(requirements("requirements.txt")) == imported - optional | set(UNIMPORTED)


def test_what_is_optional_is_what_methods_say_they_need() -> None:
    needed = {name for kind in registry.detectors().values() for name in kind.requires}

    assert set(requirements("requirements-deep.txt")) == distributions_of(needed)
    assert all(kind.install for kind in registry.detectors().values() if kind.requires)


def test_the_optional_packages_are_held_at_one_version() -> None:
    for item in requirements("requirements-deep.txt").values():
        assert [bound.operator for bound in item.specifier] == ["=="], f"{item} names no version"


def test_tests_and_benchmarks_import_only_what_is_required() -> None:
    runner = ROOT / "benchmarks/peers/runner.py"  # runs in the environment of the public libraries alone
    files = [path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py") if path != runner]
    imported = distributions_of({name for path in files for name in third_party(path)} - {"tests", "cli"})

    allowed = set().union(*map(requirements, ("requirements.txt", "requirements-dev.txt", "requirements-deep.txt")))
    assert imported <= allowed


def test_dash_is_held_to_its_minor_version_for_its_private_parts_are_used() -> None:
    assert requirements("requirements.txt")["dash"].specifier == SpecifierSet(">=4.4.1,<4.5")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_has_a_lower_and_an_upper_bound(name: str) -> None:
    for item in requirements(name).values():
        operators = {bound.operator for bound in item.specifier}
        assert operators == {">=", "<"}, f"{item} needs both bounds"


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_what_is_installed_is_what_is_required(name: str) -> None:
    from importlib.metadata import version  # noqa: PLC0415

    for item in requirements(name).values():
        assert version(item.name) in item.specifier, f"{item.name} {version(item.name)} is outside of {item.specifier}"


def test_the_table_of_settings_in_the_readme_is_the_one_in_effect() -> None:
    assert settings_table() in README, f"put this into the README:\n{settings_table()}"


def test_the_table_of_detectors_in_the_readme_is_the_registry() -> None:
    assert detectors_table() in README, f"put this into the README:\n{detectors_table()}"


def targets() -> dict[str, str]:
    return dict(re.findall(r"^([a-z-]+):.*?## (.+)$", MAKEFILE, flags=re.MULTILINE))


def test_every_target_named_in_the_docs_is_there() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README + CONTRIBUTING, flags=re.MULTILINE))

    assert {"run", "test", "quick", "prove", "install", "bench", "screenshots"} <= named
    assert named <= set(targets())


def test_plain_make_lists_the_targets() -> None:
    shown = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert [line.split()[1] for line in shown.stdout.splitlines()] == list(targets())


def test_every_command_named_in_the_readme_is_there_with_its_options() -> None:
    lines = re.findall(r"^python cli\.py ([^#\n]+)", README, flags=re.MULTILINE)
    commands = parser(("detect",))._subparsers._group_actions[0].choices

    assert {line.split()[0] for line in lines} == set(commands)
    for line in lines:
        known = commands[line.split()[0]]._option_string_actions
        assert set(re.findall(r"--[a-z-]+", line)) <= set(known), line


def test_a_quick_test_bears_no_mark() -> None:
    [left_out] = re.findall(r'^quick:.*\n.* -m "(.*)"$', MAKEFILE, flags=re.MULTILINE)
    marks = [line.split(":")[0] for line in PROJECT["tool"]["pytest"]["ini_options"]["markers"]]

    assert left_out == " and ".join(f"not {mark}" for mark in marks)
    assert all(f"| `{mark}` |" in CONTRIBUTING for mark in marks)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "make --no-print-directory test " in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert re.search(r"^make test ", README, flags=re.MULTILINE)


def test_every_file_the_docs_point_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README + CONTRIBUTING):
        assert (ROOT / target).exists(), target


def example() -> str:
    [code] = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    return code


def test_the_detector_of_the_readme_is_short() -> None:
    assert len(example().splitlines()) <= 35


@pytest.fixture
def last_week(tmp_path: Path) -> Iterator[type[Detector]]:
    """The detector of the README, as if it stood in a file of its own."""
    path = tmp_path / "last_week.py"
    path.write_text(example(), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("last_week", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["last_week"] = module
    spec.loader.exec_module(module)
    yield module.LastWeek
    registry._registered.pop("last_week", None)
    del sys.modules["last_week"]


def test_the_detector_of_the_readme_registers_itself(last_week: type[Detector]) -> None:
    assert registry.detectors()["last_week"] is last_week


def test_the_detector_of_the_readme_finds_a_night_left_on(last_week: type[Detector], small_series: MeterSeries) -> None:
    power = small_series.power_kw.copy()
    power[30 * 24 : 30 * 24 + 6] += 4.0
    series = small_series.with_power(power)

    scores = last_week().fit(series).score(series)

    judged = np.isfinite(scores.score)
    assert judged[15 * 24 :].all()
    assert set(np.flatnonzero(np.nan_to_num(scores.score) >= 12)) >= set(range(30 * 24, 30 * 24 + 6))
    assert (scores.score[15 * 24 : 30 * 24] < 12).all()


def test_the_detector_of_the_readme_knows_nothing_of_the_future(
    last_week: type[Detector], small_series: MeterSeries
) -> None:
    part = small_series.between(end=small_series.index[30 * 24])

    early = last_week().fit(part).score(part).score
    late = last_week().fit(small_series).score(small_series).score[: len(part)]

    np.testing.assert_array_equal(early, late)


def test_the_detector_of_the_readme_keeps_the_style(tmp_path: Path) -> None:
    path = tmp_path / "last_week.py"
    path.write_text(example(), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--config", str(ROOT / "pyproject.toml")]

    for words in (["check", "--no-cache"], ["format", "--check", "--no-cache"]):
        done = subprocess.run([*ruff, *words, *settings, str(path)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_one_python_is_meant_everywhere() -> None:
    chosen = (ROOT / ".python-version").read_text(encoding="ascii").strip()

    assert re.fullmatch(r"3\.\d+", chosen)  # the newest patch of it is taken
    assert f"{chosen}.0" in SpecifierSet(PROJECT["project"]["requires-python"])
    assert f"FROM python:{chosen}-slim" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert f"OLDEST := {PROJECT['project']['requires-python'].removeprefix('>=')}" in MAKEFILE


def test_the_image_takes_everything_that_runs() -> None:
    taken = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), flags=re.MULTILINE))

    doors = {"app.py", "cli.py"}
    assert taken == {*PACKAGES, *doors, "gunicorn.conf.py", "requirements.txt", "LICENSE", "assets"}


def test_the_image_does_not_run_as_root_and_watches_itself() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()

    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert users[-1].split(":")[0] not in ("root", "0")
    assert any(line.startswith("HEALTHCHECK") for line in lines)
    assert lines[-1] == 'CMD ["python", "cli.py", "serve"]'


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert versions[0] == PROJECT["project"]["version"]
