"""Votes of further methods as the browser gets them, in the table, the address and the menu."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pytest

from components.basics.ids import Id
from components.basics.request import MAX_OTHERS, Request, other_methods
from components.controls.callbacks import Controls, chosen
from components.controls.method_menu import GROUPS, about, menu, takes_long
from components.controls.url import opened_view, readings
from components.event_list.confidence import confidence_cells
from components.results.callbacks import Moment, changes_for
from components.results.job import computed
from components.results.view_model import detected, view_model
from components.timeline.agreement import DATA_MARK, marks, missing_methods, thousandths
from components.timeline.forecast import NONE, parsed_forecast_days
from data.errors import ParameterError
from detectors.events.agreement import Confidence
from detectors.registry import detectors
from detectors.scores import Reason
from detectors.threshold import Threshold, flags
from pipeline.analysis.confidence import EventConfidence
from pipeline.analysis.several import SeveralAnalyses
from pipeline.store.workspace import Workspace
from tests.detectors.tables import table
from tests.pipeline.plain_detector import Plain

OTHERS = ("typical_week", "data_faults")


def view(site: Workspace, **more: Any) -> Request:
    opened = opened_view(site, "")
    assert opened is not None
    return replace(opened.request, **more)


def run_job(site: Workspace, request: Request) -> tuple[dict[str, Any], list[str]]:
    told: list[str] = []
    return computed(site.settings, lambda said: told.append(said[0]), request.record()), told


def unpacked(packed: dict[str, str]) -> Any:
    return np.frombuffer(base64.b64decode(packed["bdata"]), f"<{packed['dtype']}")


@dataclass(frozen=True)
class Lacking(Plain):
    name: ClassVar = "lacking"
    label: ClassVar = "Lacking"
    seconds_a_year: ClassVar[float] = 40.0
    requires: ClassVar[tuple[str, ...]] = ("no_such_package",)
    install: ClassVar[str] = "pip install no-such-package"


@dataclass(frozen=True)
class Slow(Plain):
    name: ClassVar = "slow"
    label: ClassVar = "Slow"
    seconds_a_year: ClassVar[float] = 60.0


# ---------------------------------------------------------------- what is packed


@pytest.mark.parametrize("level", [0.5, 1.501, 2.3, 4.1, 4.125, 11.999])
def test_packed_scores_reach_a_level_exactly_when_the_scores_do(level: float) -> None:
    rng = np.random.default_rng(4)
    near = np.float32(level) + np.linspace(-2e-6, 2e-6, 41)
    values = np.concatenate([rng.gamma(2, 2, 5000), near, [np.nan, np.inf, 0.0, 70.0]]).astype(np.float32)
    _, scores = table([10.0] * len(values), dict(enumerate(values.astype(float))))

    reached = thousandths(scores) / 1000 >= level

    np.testing.assert_array_equal(reached, flags(scores, Threshold(level=level)))


def test_marks_tell_side_and_which_data_problem() -> None:
    faults = {2: Reason.FLAT_LINE, 3: Reason.GAP}
    _, scores = table([14.0, 6.0, 10.0, 10.0], dict.fromkeys(range(4), 5.0), reason=faults)
    first, other = marks(scores)[2:].tolist()
    assert marks(scores)[:2].tolist() == [2, 0]
    assert (first, other % DATA_MARK) == (DATA_MARK + 1, 1)
    assert other > first


def test_the_view_holds_the_agreement_of_all_methods_first_of_all_the_main_one(site: Workspace) -> None:
    request = view(site, also=OTHERS)
    run_job(site, request)

    found = view_model(site, request)

    assert [method["name"] for method in found.view["agreement"]] == ["recommended", *OTHERS]
    assert {len(unpacked(method["score"])) for method in found.view["agreement"]} == {found.view["n"]}
    assert found.view["key"] != view_model(site, replace(request, also=())).view["key"]
    assert "agreement" not in view_model(site, replace(request, also=())).view


def test_five_bytes_a_reading_and_method_travel(site: Workspace) -> None:
    request = view(site, also=OTHERS)
    run_job(site, request)
    methods = view_model(site, request).view["agreement"]
    columns = ("score", "mark", "window")
    size = sum(len(base64.b64decode(method[column]["bdata"])) for method in methods for column in columns)
    assert size == 5 * 3 * 40 * 24
    assert len(json.dumps(methods)) < 4.1 * size


# ---------------------------------------------------------------- what is said


def test_a_method_that_cannot_judge_is_named_with_the_reason() -> None:
    failed = {"plain": "It failed (KeyError); the log says where", "lacking": Lacking.how_to_install()}
    said = missing_methods(SeveralAnalyses(failed=failed), (Slow(), Plain(), Lacking()))
    assert said == (
        "Distance to the mean: it failed (KeyError); the log says where. Lacking needs no_such_package, which is not "
        "installed here; get it with: pip install no-such-package."
    )


def test_agreement_and_confidence_stand_in_the_row() -> None:
    sure = Confidence("medium", "2 of 3 methods saw it.")
    cells = confidence_cells(
        EventConfidence(
            ("recommended", "nearest_days"), ("recommended", "nearest_days", "data_faults"), sure, ("typical_week",)
        )
    )
    assert (cells["confidence"], cells["confirmed_by"]) == ("medium", "2 of 3")
    facts = dict(cells["confidence_facts"])
    assert facts["Confidence"] == "Medium. 2 of 3 methods saw it."
    assert facts["Seen by"].startswith("Recommended, ")
    assert facts["Seen by"].endswith("; not by Data faults")
    assert facts["Same scores"] == "Typical week: no second opinion"


def test_confidence_sorts_before_the_number_of_methods() -> None:
    high = confidence_cells(EventConfidence(("nearest_days",), ("nearest_days",), Confidence("high", "")))
    low = confidence_cells(
        EventConfidence(("nearest_days", "data_faults"), ("nearest_days", "data_faults"), Confidence("low", ""))
    )
    assert high["confidence_rank"] > low["confidence_rank"]
    assert (high["confirmed_by"], [name for name, _ in high["confidence_facts"]]) == ("", ["Confidence"])


def test_every_row_has_a_confidence_with_one_method_too(site: Workspace) -> None:
    request = view(site)
    run_job(site, request)
    rows, _ = detected(site, request, Threshold(level=2.0, min_kwh=0.0))
    assert rows
    assert {row["confidence"] for row in rows} <= {"low", "medium", "high"}
    assert {row["confirmed_by"] for row in rows} == {""}


# ---------------------------------------------------------------- the job


def test_the_job_runs_every_method_and_says_which_one_it_is_at(site: Workspace) -> None:
    found, told = run_job(site, view(site, also=OTHERS))
    assert len(set(found["keys"])) == 3
    assert found["failed"] == {}
    assert told[0].startswith("1 of 3 methods, Recommended: ")
    assert told[-1].startswith("3 of 3 methods, Data faults: ")


def test_while_others_are_computed_the_first_method_is_shown(site: Workspace) -> None:
    run_job(site, view(site))
    record = view(site, also=OTHERS).record()

    changes = changes_for(site, record, Moment())
    partial = changes_for(site, record, Moment(finished={"request": record, "partial": True}))

    assert changes["shown"]["scored"]
    assert changes["job"] == record
    assert partial["shown"]["scored"]
    assert "job" not in partial


def test_a_partial_result_that_is_not_there_changes_nothing(site: Workspace) -> None:
    record = view(site, also=OTHERS).record()
    assert changes_for(site, record, Moment(finished={"request": record, "partial": True})) == {}


def test_a_method_that_failed_in_the_job_gives_a_sentence_and_no_second_job(site: Workspace) -> None:
    run_job(site, view(site, also=("typical_week",)))
    record = view(site, also=OTHERS).record()

    changes = changes_for(site, record, Moment(finished={"request": record, "failed": {"data_faults": "It failed."}}))

    assert changes["agreement_note"] == "Data faults: it failed."
    assert [method["name"] for method in changes["view"]["agreement"]] == ["recommended", "typical_week"]
    assert "job" not in changes


# ---------------------------------------------------------------- address and controls


def test_an_address_names_other_methods_and_days_of_forecast(site: Workspace) -> None:
    found = opened_view(site, "?also=typical_week,data_faults,recommended,typical_week&forecast=3")
    assert found is not None
    assert (found.request.also, found.forecast_days, found.notices) == (OTHERS, "3", ())


def test_what_an_address_asks_for_in_vain_is_left_out_and_said(site: Workspace) -> None:
    found = opened_view(site, "?also=magic,typical_week&forecast=12")
    assert found is not None
    assert (found.request.also, found.forecast_days) == (("typical_week",), NONE)
    assert found.notices == ("There is no method 'magic'; choose one in the menu. It is left out.",)
    assert parsed_forecast_days("x") == NONE


def test_run_takes_the_other_methods_without_the_main_one(site: Workspace) -> None:
    said = Controls("small", None, None, "typical_week", {}, None, ("recommended", "typical_week"))
    after = chosen(site, view(site), Id.RUN, said)
    assert (after.detector, after.also) == ("typical_week", ("recommended",))


def test_a_request_with_others_survives_the_browser(site: Workspace) -> None:
    request = view(site, also=OTHERS)
    assert Request.from_record(request.record()) == request
    assert [method.name for method in request.methods()] == ["recommended", *OTHERS]


def test_too_many_others_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.basics.request.detector", lambda name: type("Any", (), {"name": name}))
    with pytest.raises(ParameterError, match=f"choose at most {MAX_OTHERS}"):
        other_methods("main", [f"m{i}" for i in range(MAX_OTHERS + 1)])


# ---------------------------------------------------------------- the menu


def test_the_menu_holds_every_method_in_plain_groups() -> None:
    groups = menu(detectors().values())
    items = [item for group in groups for item in group["items"]]
    assert [group["group"] for group in groups] == [name for name in GROUPS.values() if name in str(groups)]
    assert {item["value"] for item in items} == set(detectors())
    assert all(item["label"] and item["algorithm"] for item in items)


def test_what_lacks_a_package_is_greyed_out_with_how_to_get_it_and_what_is_slow_says_so() -> None:
    (group,) = menu([Lacking, Slow, Plain])
    lacking, slow, plain = group["items"]
    assert (lacking["disabled"], lacking["note"]) == (True, "Needs no_such_package: pip install no-such-package")
    assert (slow["disabled"], slow["note"]) == (False, "Slow: about 60 s for a year of readings")
    assert (plain["disabled"], plain["note"]) == (False, "")


def test_how_long_it_takes_is_told_for_this_meter_beforehand(site: Workspace) -> None:
    assert readings(site, "small") == 40 * 24
    assert readings(site, "gone") == 0
    assert takes_long([Plain], 140_256) == ""
    assert takes_long([Slow], 4 * 35_040) == "Slow: takes about 4 min on this meter, once; then it is kept."
    assert takes_long([Plain, Slow], 35_040) == "Slow (Slow): takes about 60 s on this meter, once; then it is kept."


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "about 5 s"), (12, "about 10 s"), (88, "about 90 s"), (200, "about 3 min")]
)
def test_durations_are_said_as_people_do(seconds: float, words: str) -> None:
    assert about(seconds) == words
