"""From a file to meters: what ``loadlens.read`` does, and meters that need no file."""

from __future__ import annotations

import warnings
from dataclasses import fields, replace
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

from data.calendar.day_types import public_holidays
from data.errors import ParameterError
from data.importing.imported import Imported
from data.importing.load import load
from data.importing.options import ImportOptions
from data.series import MeterSeries
from data.simulation.simulate import demo_plans, simulate

SAMPLE_METER = "office-zurich-north"
SAMPLE_END = date(2025, 1, 1)


def read(
    path: str | PathLike[str],
    *,
    timezone: str | None = None,
    country: str = "",
    region: str = "",
    **options: Any,  # noqa: ANN401  checked by name and value below
) -> tuple[MeterSeries, ...]:
    """Read the meters of a file: CSV and other text, XLSX, Parquet, Green Button XML, also in zip or gzip.

    How a file is written is guessed where no option says it. No time zone is assumed silently: where neither the file
    nor the offsets of its times tell one, it has to be given, and where only the offsets do, a zone that has them is
    taken with a warning that names it.

    Parameters
    ----------
    path
        The file.
    timezone
        IANA name of the zone the meters stand in, such as ``"Europe/Zurich"``.
    country, region
        ISO 3166 codes for public holidays, such as ``"GB"`` and ``"ENG"``; where they are empty no holiday is known.
    **options
        Fields of `ImportOptions`: ``separator``, ``decimal``, ``date_order``, ``header_row``, ``layout``,
        ``time_column``, ``meter_column``, ``value_columns``, ``temperature_column``, ``factor_column``, ``clock``,
        ``stamp``, ``unit``, ``encoding``.

    Returns
    -------
    tuple of MeterSeries
        One or more, also where the file holds a single meter; mean power in kW.

    Raises
    ------
    DataError
        When the file cannot be used; the sentence says what is wrong and where.
    ParameterError
        When nothing tells the time zone, or an option is unknown or not possible.

    Warns
    -----
    UserWarning
        When the time zone is one of several that have the offsets in the file.
    """
    if not isinstance(path, str | PathLike):
        raise ParameterError(f"read takes the path of a file and was given a {type(path).__name__}; see MeterSeries.")
    country, region = country.upper(), region.upper()
    _check_country(country, region)
    found = load(Path(path), options=_options(timezone, options))
    _warn_of_guessed_zone(found, Path(path).name)
    if not country:
        return found.meters
    return tuple(replace(series, country=country, region=region) for series in found.meters)


def sample_meter(meter_id: str = SAMPLE_METER, *, end: date = SAMPLE_END) -> MeterSeries:
    """Return a meter of the demo: 18 months of generated readings of 15 minutes with faults planted, for a first try.

    Parameters
    ----------
    meter_id
        One of the twelve, such as ``"office-zurich-north"`` or ``"school-porto"``.
    end
        The day before which the readings end; the same day always gives the same readings.

    Raises
    ------
    ParameterError
        When there is no such meter, naming those there are.
    """
    plans = {plan.meter_id: plan for plan in demo_plans(end)}
    if meter_id not in plans:
        raise ParameterError(f"There is no sample meter {meter_id!r}; choose one of {', '.join(plans)}.")
    return simulate(plans[meter_id]).series


def _warn_of_guessed_zone(found: Imported, name: str) -> None:
    for guess in found.guesses:
        if guess.name == "timezone" and not guess.certain:
            warnings.warn(
                f"{name} is read in the time zone {guess.value}: {guess.why}. Others may fit as well: "
                f"give timezone={guess.value!r}, or the zone in which the meters stand.",
                stacklevel=3,  # where read was called
            )


def _check_country(country: str, region: str) -> None:
    if region and not country:
        raise ParameterError(f"The region is {region!r}, but no country is given; name the country too.")
    public_holidays(country, region, SAMPLE_END.year, SAMPLE_END.year)


def _options(timezone: str | None, given: dict[str, Any]) -> ImportOptions:
    known = [field.name for field in fields(ImportOptions)]
    for name in given:
        if name not in known:
            raise ParameterError(f"There is no option {name!r} for reading a file; choose of {', '.join(known)}.")
    if isinstance(given.get("value_columns"), str):
        given = {**given, "value_columns": (given["value_columns"],)}
    return ImportOptions(timezone=timezone, **given)
