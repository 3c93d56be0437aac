"""Methods whose optional package is missing are skipped, and said to be."""

from __future__ import annotations

import pytest

from detectors.base import Detector


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for value in getattr(getattr(item, "callspec", None), "params", {}).values():
            if isinstance(value, type) and issubclass(value, Detector) and value.missing():
                item.add_marker(pytest.mark.skip(reason=value.how_to_install()))
