"""Market XML without a time beside a value: SDAT-CH, ebIX and documents of IEC 62325."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from data.errors import DataError
from data.importing.load import load
from data.series import Quality

VALUES = np.random.default_rng(5).gamma(2.0, 0.3, 96 * 2).round(3)


def sdat(values: np.ndarray, point: str = "Consumption", unit: str = "KWH", start: str = "2024-06-09T22:00:00Z") -> str:
    rows = "".join(
        f"<rsm:Observation><rsm:Position><rsm:Sequence>{at}</rsm:Sequence></rsm:Position><rsm:Volume>{value}</rsm:Volume>"
        f"{'<rsm:Condition>56</rsm:Condition>' if at == 3 else ''}</rsm:Observation>"
        for at, value in enumerate(values, 1)
    )
    return (
        '<?xml version="1.0"?><rsm:ValidatedMeteredData_16 xmlns:rsm="http://www.strom.ch"><rsm:MeteringData>'
        f"<rsm:Interval><rsm:StartDateTime>{start}</rsm:StartDateTime><rsm:EndDateTime>2024-06-11T22:00:00Z"
        "</rsm:EndDateTime></rsm:Interval><rsm:Resolution><rsm:Resolution>15</rsm:Resolution><rsm:Unit>MIN</rsm:Unit>"
        f"</rsm:Resolution><rsm:{point}MeteringPoint><rsm:VSENationalID>CH1000000000000000000000000000042"
        f"</rsm:VSENationalID></rsm:{point}MeteringPoint><rsm:Product><rsm:ID><rsm:ebIXCode>8716867000030</rsm:ebIXCode>"
        f"</rsm:ID><rsm:MeasureUnit>{unit}</rsm:MeasureUnit></rsm:Product>{rows}</rsm:MeteringData>"
        "</rsm:ValidatedMeteredData_16>"
    )


def test_sdat_counts_its_intervals_from_the_start() -> None:
    found = load(sdat(VALUES).encode(), "a.xml", default_timezone="Europe/Zurich")

    [meter] = found.meters
    assert meter.meter_id == "CH1000000000000000000000000000042"
    assert meter.start == pd.Timestamp("2024-06-10T00:00+02:00")
    assert meter.power_kw == pytest.approx(VALUES * 4)
    assert np.flatnonzero(meter.quality == Quality.ESTIMATED).tolist() == [2]
    assert found.origins[0].direction == "consumption"


def test_a_production_point_feeds_in() -> None:
    found = load(sdat(VALUES, "Production").encode(), "a.xml", default_timezone="Europe/Zurich")

    assert found.origins[0].direction == "feed-in"
    assert found.meters[0].meter_id.endswith("(fed in)")


def test_ebix_has_an_hour_a_position() -> None:
    points = "".join(
        f"<IntervalEnergyObservation><Position>{at}</Position><EnergyQuantity>{value}</EnergyQuantity>"
        "</IntervalEnergyObservation>"
        for at, value in enumerate(VALUES[:24], 1)
    )
    body = (
        '<?xml version="1.0"?><DK_MeteredDataTimeSeries><PayloadEnergyTimeSeries><ObservationTimeSeriesPeriod>'
        "<ResolutionDuration>PT1H</ResolutionDuration><Start>2024-06-09T22:00:00Z</Start><End>2024-06-10T22:00:00Z</End>"
        "</ObservationTimeSeriesPeriod><IncludedProductCharacteristic><UnitType>KWH</UnitType>"
        "</IncludedProductCharacteristic><MeteringPointUsedDomainLocation><Identification>571313100000000042"
        f"</Identification></MeteringPointUsedDomainLocation>{points}</PayloadEnergyTimeSeries></DK_MeteredDataTimeSeries>"
    )

    [meter] = load(body.encode(), "a.xml", default_timezone="Europe/Copenhagen").meters

    assert (meter.meter_id, meter.step_hours) == ("571313100000000042", 1.0)
    assert meter.start == pd.Timestamp("2024-06-10T00:00+02:00")
    assert meter.power_kw == pytest.approx(VALUES[:24])


def test_a_market_document_has_points_within_periods() -> None:
    def period(day: int) -> str:
        points = "".join(
            f"<Point><position>{at}</position><out_Quantity.quantity>{value}</out_Quantity.quantity></Point>"
            for at, value in enumerate(VALUES[24 * day : 24 * day + 24], 1)
        )
        return (
            f"<Period><resolution>PT1H</resolution><timeInterval><start>2024-06-{9 + day:02d}T22:00Z</start>"
            f"<end>2024-06-{10 + day:02d}T22:00Z</end></timeInterval>{points}</Period>"
        )

    body = (
        '<?xml version="1.0"?><MyEnergyData_MarketDocument><TimeSeries><mRID>42</mRID>'
        f"<measurement_Measure_Unit.name>KWH</measurement_Measure_Unit.name>{period(0)}{period(1)}</TimeSeries>"
        "</MyEnergyData_MarketDocument>"
    )

    [meter] = load(body.encode(), "a.xml", default_timezone="Europe/Copenhagen").meters

    assert meter.power_kw == pytest.approx(VALUES[:48])


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (sdat(VALUES, unit="KVR"), r"its unit \(KVR\) is not one of power or energy"),
        (sdat(VALUES, start="yesterday"), "'yesterday' is no time"),
        (sdat(VALUES).replace(f">{VALUES[5]}<", ">much<", 1), "'much' is no number"),
        ("<ValidatedMeteredData_16></ValidatedMeteredData_16>", "it holds no observations"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence(body: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        load(body.encode(), "a.xml", default_timezone="Europe/Zurich")
