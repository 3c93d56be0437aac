"""The demo: twelve simulated meters, made at the first start so that nobody meets an empty page."""

from __future__ import annotations

from collections.abc import Sequence

from data.simulation.simulate import MeterPlan
from pipeline.store.meters import Meter

TARIFFS: dict[str, tuple[float, str]] = {
    "AT": (0.26, "EUR"),
    "AU": (0.30, "AUD"),
    "CH": (0.27, "CHF"),
    "DE": (0.28, "EUR"),
    "ES": (0.18, "EUR"),
    "IT": (0.29, "EUR"),
    "NO": (1.10, "NOK"),
    "PT": (0.19, "EUR"),
    "US": (0.13, "USD"),
}
"""Price per kWh by country, of the size small companies paid in 2025; made up like the meters."""

FIRST = "office-zurich-north"


def shown_first(meters: Sequence[Meter]) -> Meter:
    """Return the meter somebody sees who chose none: the first of their own, or else an office of the demo."""
    own = next((meter for meter in meters if not meter.demo), None)
    return own or next((meter for meter in meters if meter.meter_id == FIRST), meters[0])


def demo_meter(plan: MeterPlan) -> Meter:
    """Return the settings of a demo meter."""
    price, currency = TARIFFS.get(plan.country, (None, ""))
    return Meter(
        meter_id=plan.meter_id,
        name=plan.name,
        timezone=plan.timezone,
        country=plan.country,
        region=plan.region,
        price_per_kwh=price,
        currency=currency,
        demo=True,
    )
