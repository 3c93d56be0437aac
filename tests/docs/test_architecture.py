"""The page on the architecture says what the code does."""

from __future__ import annotations

import re

import pytest

from tests.docs.architecture_blocks import (
    PAGE,
    ROOT,
    edges_between,
    folders,
    import_graph,
    is_folder,
    modules,
    package_of,
    reachable,
    room_of,
    with_blocks,
    without_detours,
)

TEXT = PAGE.read_text(encoding="utf-8")
MAX_LINES = 200


def test_graph_and_folders_are_up_to_date() -> None:
    assert with_blocks(TEXT) == TEXT, "run: python -m tests.docs.architecture_blocks"


def test_it_is_short() -> None:
    assert len(TEXT.splitlines()) < MAX_LINES


def test_every_package_and_folder_is_in_it() -> None:
    graph, table = import_graph(), folders()

    assert all(f'["{name}/"]' in graph for name in ("api", "components", "pipeline", "detectors", "data"))
    assert all(f"| `{module.replace('.', '/')}/` | " in table for module in modules() if is_folder(module))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`((?!DATA_DIR)(?:\w+/)+[\w.]*)`", TEXT))))
def test_files_and_folders_that_it_names_are_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_packages_and_rooms_import_each_other_in_no_circle() -> None:
    for edges in (edges_between(package_of), edges_between(room_of)):
        assert not [node for node in edges if node in reachable(edges, node)]


def test_an_arrow_that_follows_from_others_is_left_out() -> None:
    edges = {"a": {"b", "c"}, "b": {"c"}, "c": set()}

    assert without_detours(edges) == {"a": {"b"}, "b": {"c"}, "c": set()}


def test_what_imports_rooms_at_the_root_of_a_package_stands_on_them() -> None:
    assert room_of("components.meter_page") == "components.*"
    assert room_of("detectors.scores") == "detectors"
    assert room_of("detectors.events.events") == "detectors.events"
