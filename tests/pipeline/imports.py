"""Series as if they came from a file."""

from __future__ import annotations

from data.importing.load import Imported
from data.importing.options import Guess, ImportOptions
from data.quality import QualityReport
from data.series import MeterSeries


def imported(*meters: MeterSeries, zone_given: bool = False) -> Imported:
    guess = Guess("timezone", meters[0].timezone, "the setting TIMEZONE", certain=False)
    return Imported(
        meters=meters,
        reports=tuple(QualityReport(one.meter_id, 1.0, one.start, one.end, one.step, ()) for one in meters),
        guesses=() if zone_given else (guess,),
        options=ImportOptions(),
    )
