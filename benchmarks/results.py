"""All benchmarks one after the other, written as one page of tables: ``benchmarks/RESULTS.md``."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import benchmarks
from benchmarks.overview import overview
from data.errors import ParameterError
from data.files import atomic_file

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES_SHOWN = ("numpy", "pandas", "pyarrow", "scikit-learn", "statsmodels", "dash", "plotly")
ORDER = ("quality", "quarter_hours", "as_told", "learning", "screening", "forecast", "imports", "speed", "page")
TITLE = "# Results"
HEADING = "\n## "


def names() -> tuple[str, ...]:
    """Return the names of the benchmarks: modules of this package that have a report."""
    found = (name for name, module in _modules() if hasattr(module, "report"))
    return tuple(sorted(found, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)))


def run(wanted: Sequence[str] = ()) -> str:
    """Run benchmarks and return their results as Markdown; ``RESULTS`` is written anew.

    Where only some are run, the others keep the results they have, if they come from the same machine and versions.

    Raises
    ------
    ParameterError
        When there is none of a wanted name.
    """
    known = names()
    for name in wanted:
        if name not in known:
            raise ParameterError(f"There is no benchmark {name!r}; choose one of {', '.join(known)}.")
    fresh = {heading(name): section(name) for name in wanted or known}
    kept = _kept() if wanted else {}
    sections = {name: part for name in known if (part := fresh.get(heading(name)) or kept.get(heading(name)))}
    page = _page([part for part in (overview(sections), *sections.values()) if part])
    with atomic_file(RESULTS) as stream:
        stream.write(page.encode())
    return _page(list(fresh.values()))


def section(name: str) -> str:
    """Run one benchmark and return its heading and report."""
    report: str = importlib.import_module(f"benchmarks.{name}").report()
    return f"## {heading(name)}\n\n{report.strip()}"


def heading(name: str) -> str:
    """Return what a benchmark is called in the results: the first line of what it says of itself."""
    module = importlib.import_module(f"benchmarks.{name}")
    return (module.__doc__ or name).strip().splitlines()[0].rstrip(".")


def machine() -> str:
    """Say on what the figures were measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES_SHOWN)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"Measured on {platform.machine()} with {cores} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}. Times vary with what else runs; ratios within one run count."
    )


def _page(sections: Sequence[str]) -> str:
    return "\n\n".join([TITLE, machine(), *sections]) + "\n"


def _kept() -> dict[str, str]:
    """Return the sections there are by heading; none when they come from elsewhere."""
    if not RESULTS.exists():
        return {}
    begin, *sections = RESULTS.read_text(encoding="utf-8").split(HEADING)
    if machine() not in begin:
        return {}
    return {part.splitlines()[0]: f"{HEADING.strip()} {part.strip()}" for part in sections}


def _modules() -> Iterator[tuple[str, ModuleType]]:
    for item in pkgutil.iter_modules(benchmarks.__path__):
        if item.name not in ("results", "__main__"):
            yield item.name, importlib.import_module(f"benchmarks.{item.name}")
