"""Which meter and which dates: the controls in the header."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import dash_mantine_components as dmc

from components.basics.aria import aria
from components.basics.date_range import PRESETS
from components.basics.icons import icon
from components.basics.ids import Id


class Named(Protocol):
    """What the menu of meters needs to know of a meter."""

    @property
    def meter_id(self) -> str:
        """Key of the meter."""

    @property
    def name(self) -> str:
        """What a person calls it."""

    @property
    def demo(self) -> bool:
        """Whether it was generated for show."""


def meter_options(meters: Sequence[Named]) -> list[dict[str, Any]]:
    """Return the menu of meters: one's own first, then those made for show."""
    own = [{"value": meter.meter_id, "label": meter.name} for meter in meters if not meter.demo]
    demo = [{"value": meter.meter_id, "label": meter.name} for meter in meters if meter.demo]
    groups = [{"group": "Your meters", "items": own}, {"group": "Demo meters", "items": demo}]
    return [group for group in groups if group["items"]]


def meter_select(meters: Sequence[Named]) -> dmc.Select:
    """Return the searchable menu of meters."""
    return dmc.Select(
        id=Id.METER,
        data=meter_options(meters),
        searchable=True,
        clearSearchOnFocus=True,
        allowDeselect=False,
        nothingFoundMessage="No meter of that name",
        placeholder="Choose a meter",
        leftSection=icon("meter"),
        className="meter-select",
        maxDropdownHeight=420,
        comboboxProps={"width": 320, "position": "bottom-start"},
        **aria(label="Meter"),
    )


def date_range() -> dmc.DatePickerInput:
    """Return the picker of the first and last day on show."""
    return dmc.DatePickerInput(
        id=Id.DATES,
        type="range",
        valueFormat="D MMM YY",
        leftSection=icon("calendar"),
        placeholder="Dates",
        className="date-range",
        allowSingleDateInRange=True,
        numberOfColumns=1,
        highlightToday=False,
        weekendDays=[],
        popoverProps={"position": "bottom-start"},
        ariaLabels={"previousMonth": "Previous month", "nextMonth": "Next month"},
        **aria(label="First and last day on show"),
    )


def range_presets() -> dmc.SegmentedControl:
    """Return the shortcuts for common ranges, each ending with the last reading."""
    return dmc.SegmentedControl(
        id=Id.RANGE,
        data=[{"value": preset.key, "label": preset.label} for preset in PRESETS],
        value=None,
        size="xs",
        withItemsBorders=False,
        className="range-presets",
        **aria(label="Dates up to the last reading"),
    )
