"""An empty store for each test that asks for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.storage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "readings of meters")
