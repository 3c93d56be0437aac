"""The rules of the house that import-linter cannot express: files, environment, processes, lengths and names."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

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


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def imported(path: Path) -> set[str]:
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
    return found


def touches_files(path: Path) -> set[str]:
    found = imported(path) & FILE_MODULES
    for node in nodes(path):
        if not isinstance(node, ast.Call) or "os.devnull" in ast.unparse(node):
            continue
        match node.func:
            case ast.Name(id="open"):
                found.add("open()")
            case ast.Attribute(attr=name) if name in FILE_METHODS:
                found.add(f".{name}()")
            case ast.Attribute(value=ast.Name(id="pd"), attr=name) if name in FILE_READERS and not _reads_memory(node):
                found.add(f"pd.{name}()")
    return found


def _reads_memory(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Call)  # pd.read_csv(io.StringIO(text), ...)


def touches_environment(path: Path) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv", "putenv"} for node in nodes(path))


def outside(owners: tuple[str, ...]) -> list[Path]:
    return [path for path in sources() if not named(path).startswith(owners)]


@pytest.mark.parametrize("path", outside(FILE_OWNERS), ids=named)
def test_only_load_store_and_pipeline_touch_files(path: Path) -> None:
    assert not touches_files(path), f"{named(path)} touches files"


@pytest.mark.parametrize("path", outside(("pipeline/",)), ids=named)
def test_only_pipeline_touches_the_environment(path: Path) -> None:
    assert not touches_environment(path), f"{named(path)} reads the environment; let pipeline.settings do it"


@pytest.mark.parametrize("path", outside(("pipeline/",)), ids=named)
def test_only_pipeline_touches_processes(path: Path) -> None:
    assert not imported(path) & PROCESS_MODULES


@pytest.mark.parametrize("path", outside(("components/figures/",)), ids=named)
def test_only_figures_build_plotly_figures(path: Path) -> None:
    assert "plotly" not in {name.split(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", sources() + checks(), ids=named)
def test_a_file_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_FILE


def test_a_folder_holds_few_files() -> None:
    held = Counter(named(path.parent) for path in sources())

    assert not [name for name, files in held.items() if files > FULLEST_FOLDER and name not in PLUG_INS]


@pytest.mark.parametrize("path", sources() + checks(), ids=named)
def test_a_function_is_short(path: Path) -> None:
    for node in nodes(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            docstring = ast.get_docstring(node, clean=False)
            lines -= docstring.count("\n") + 1 if docstring else 0
            assert lines <= MAX_FUNCTION, f"{named(path)}::{node.name} has {lines} lines"


@pytest.mark.parametrize("path", sources() + checks(), ids=named)
def test_a_name_says_what_a_module_holds(path: Path) -> None:
    assert path.stem not in VAGUE_NAMES


def test_no_module_hides_one_of_the_standard_library() -> None:
    assert not [path for path in sources() if path.parent == ROOT and path.stem in sys.stdlib_module_names]


def test_the_check_sees_what_it_forbids(tmp_path: Path) -> None:
    guilty = tmp_path / "guilty.py"
    guilty.write_text("import os, shutil\nimport pandas as pd\npd.read_csv(path)\nopen(path)\nos.environ['A']\n")
    assert touches_files(guilty) == {"shutil", "pd.read_csv()", "open()"}
    assert touches_environment(guilty)
