"""The rules of the house that import-linter cannot express: files, environment, processes, lengths and names.

One test a rule: it looks at every file, and what it says where it fails is the list of all that break the rule.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.slow import SLOW

ROOT = Path(__file__).parents[1]
PACKAGES = ("loadlens", "components", "api", "terminal", "pipeline", "detectors", "data")
DOORS = ("app.py", "cli.py")
MAX_FILE = 300
MAX_FUNCTION = 40
FULLEST_FOLDER = 15
PLUG_INS = ("detectors/methods", "data/importing/formats")

FILE_OWNERS = (
    "data/files.py",
    "data/importing/load.py",
    "data/importing/formats/uci.py",
    "data/importing/formats/uci_download.py",
    "data/storage/store.py",
    "pipeline/",
)
FILE_METHODS = {"open", "read_text", "write_text", "read_bytes", "write_bytes", "unlink", "rmdir"}
FILE_READERS = {"read_csv", "read_excel", "read_parquet", "read_json", "read_table", "read_feather", "read_pickle"}
FILE_MODULES = {"shutil", "tempfile", "fcntl"}
PROCESS_MODULES = {"multiprocessing", "multiprocess", "subprocess", "signal"}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def sources() -> list[Path]:
    doors = [ROOT / door for door in DOORS if (ROOT / door).exists()]
    return doors + [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def checks() -> list[Path]:
    return sorted((ROOT / "tests").rglob("*.py"))


def outside(*owners: str) -> list[Path]:
    return [path for path in sources() if not named(path).startswith(owners)]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def listed(offenders: Iterable[str]) -> str:
    """Return what a test says where it fails: a line for each that breaks the rule."""
    lines = list(offenders)
    return "\n".join([f"{len(lines)} in all:", *lines])


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def imported(path: Path) -> set[str]:
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def touches_files(path: Path) -> set[str]:
    found = imported(path) & FILE_MODULES
    for node in nodes(path):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id="open") if "os.devnull" not in ast.unparse(node):
                found.add("open()")
            case ast.Attribute(attr=name) if name in FILE_METHODS and "os.devnull" not in ast.unparse(node):
                found.add(f".{name}()")
            case ast.Attribute(value=ast.Name(id="pd"), attr=name) if name in FILE_READERS and not _reads_memory(node):
                found.add(f"pd.{name}()")
    return found


def _reads_memory(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Call)  # pd.read_csv(io.StringIO(text), ...)


def touches_environment(path: Path) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "putenv"} for node in nodes(path))


COMPILED = "detectors/kernels/"
"""Loops that numba compiles as one may be longer: parted, they are no longer inlined and cost a call each."""


def long_functions(path: Path) -> list[str]:
    """Return the functions with too many lines, their docstrings not counted, each with how many it has."""
    found = []
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = ast.get_docstring(node, clean=False)
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            lines -= docstring.count("\n") + 1 if docstring else 0
            if lines > MAX_FUNCTION and not named(path).startswith(COMPILED):
                found.append(f"{named(path)}::{node.name} has {lines} lines")
    return found


def test_only_load_store_and_pipeline_touch_files() -> None:
    touched = {path: touches_files(path) for path in outside(*FILE_OWNERS)}
    offenders = [f"{named(path)}: {', '.join(sorted(how))}" for path, how in touched.items() if how]

    assert not offenders, listed(offenders)


def test_only_pipeline_touches_the_environment() -> None:
    offenders = [named(path) for path in outside("pipeline/") if touches_environment(path)]

    assert not offenders, f"let pipeline.settings do it; {listed(offenders)}"


def test_only_pipeline_touches_processes() -> None:
    offenders = [named(path) for path in outside("pipeline/") if imported(path) & PROCESS_MODULES]

    assert not offenders, listed(offenders)


def test_only_figures_build_plotly_figures() -> None:
    tops = {path: {name.split(".")[0] for name in imported(path)} for path in outside("components/figures/")}
    offenders = [named(path) for path, names in tops.items() if "plotly" in names]

    assert not offenders, listed(offenders)


def test_a_file_is_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources() + checks()}
    offenders = [f"{named(path)} has {lines} lines" for path, lines in lengths.items() if lines > MAX_FILE]

    assert not offenders, listed(offenders)


def test_a_function_is_short() -> None:
    offenders = [function for path in sources() + checks() for function in long_functions(path)]

    assert not offenders, listed(offenders)


def test_a_folder_holds_few_files() -> None:
    held = Counter(named(path.parent) for path in sources())
    full = {folder: files for folder, files in held.items() if files > FULLEST_FOLDER and folder not in PLUG_INS}
    offenders = [f"{folder} holds {files} files" for folder, files in full.items()]

    assert not offenders, listed(offenders)


def test_a_name_says_what_a_module_holds() -> None:
    offenders = [named(path) for path in sources() + checks() if path.stem in VAGUE_NAMES]

    assert not offenders, listed(offenders)


def test_no_module_hides_one_of_the_standard_library() -> None:
    offenders = [named(path) for path in sources() if path.parent == ROOT and path.stem in sys.stdlib_module_names]

    assert not offenders, listed(offenders)


def test_the_list_of_slow_tests_holds_none_that_is_gone() -> None:
    files = {entry: ROOT / entry.split("::")[0] for entry in SLOW}
    there = {entry: path.read_text(encoding="utf-8") for entry, path in files.items() if path.is_file()}
    offenders = [entry for entry in SLOW if f"def {entry.partition('::')[2]}" not in there.get(entry, "")]

    assert not offenders, listed(offenders)


def test_the_check_sees_what_it_forbids(tmp_path: Path) -> None:
    guilty = tmp_path / "guilty.py"
    guilty.write_text("import os, shutil\nimport pandas as pd\npd.read_csv(path)\nopen(path)\nos.environ['A']\n")
    assert touches_files(guilty) == {"shutil", "pd.read_csv()", "open()"}
    assert touches_environment(guilty)
