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
from data.errors import ParameterError
from data.files import atomic_file

RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES_TOLD = ("numpy", "pandas", "pyarrow", "dash", "plotly")


def names() -> tuple[str, ...]:
    """Return the names of the benchmarks: modules of this package that have a report."""
    return tuple(name for name, module in _modules() if hasattr(module, "report"))


def run(wanted: Sequence[str] = ()) -> str:
    """Run benchmarks and return their results as Markdown; all of them are also kept in ``RESULTS``.

    Raises
    ------
    ParameterError
        When there is none of a wanted name.
    """
    known = names()
    for name in wanted:
        if name not in known:
            raise ParameterError(f"There is no benchmark {name!r}; choose one of {', '.join(known)}.")
    text = "\n\n".join([f"# Results\n\n{machine()}", *(section(name) for name in wanted or known)]) + "\n"
    if not wanted:
        with atomic_file(RESULTS) as stream:
            stream.write(text.encode())
    return text


def section(name: str) -> str:
    """Run one benchmark and return its heading and report."""
    module = importlib.import_module(f"benchmarks.{name}")
    heading = (module.__doc__ or name).strip().splitlines()[0]
    return f"## {heading.rstrip('.')}\n\n{module.report().strip()}"


def machine() -> str:
    """Say on what the figures were measured."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES_TOLD)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (
        f"Measured on {platform.machine()} with {cores} cores, {platform.system()}, "
        f"Python {platform.python_version()}, {packages}. "
        "Times vary with what else runs; ratios of one run are what counts."
    )


def _modules() -> Iterator[tuple[str, ModuleType]]:
    for item in pkgutil.iter_modules(benchmarks.__path__):
        if item.name not in ("results", "__main__"):
            yield item.name, importlib.import_module(f"benchmarks.{item.name}")
