"""Names and roles for screen readers."""

from __future__ import annotations

from typing import Any


def aria(**values: str) -> dict[str, Any]:
    """Return ``aria-...`` properties to be spread into a component: ``aria(label="Meter")``."""
    return {f"aria-{name}": value for name, value in values.items()}
