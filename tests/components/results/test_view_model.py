"""From an address or a control to what is shown, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from components.basics.date_range import DateRange
from components.basics.ids import Id
from components.basics.request import Request
from components.controls.callbacks import NO_METERS, Controls, changed_controls, chosen, opened
from components.controls.threshold import shortest_options
from components.controls.url import opened_view
from components.results.callbacks import LOST, Moment, changes_for
from components.results.view_model import detected, labels, view_model
from data.errors import DataError
from data.series import MeterSeries
from detectors.registry import DEFAULT_METHOD
from detectors.threshold import Threshold
from pipeline.analysis.run import analyse
from pipeline.store.workspace import Workspace
from tests.pipeline.imports import imported

WHOLE = DateRange(date(2025, 1, 6), date(2025, 2, 14))


def controls(**values: object) -> Controls:
    blank = {"meter": None, "dates": None, "preset": None, "detector": None, "params": {}, "uploaded": None}
    return Controls(**{**blank, **values})  # type: ignore[arg-type]


def test_without_meters_the_page_says_what_to_do(workspace: Workspace) -> None:
    assert opened(workspace, "")["notice"] == NO_METERS


def test_an_empty_address_shows_the_first_meter_as_usual(request_: Request) -> None:
    assert request_ == Request("small", WHOLE, DEFAULT_METHOD)


def test_an_address_is_followed(site: Workspace) -> None:
    view = opened_view(
        site, "?meter=small&from=2025-01-10&to=2025-01-20&level=5.5&side=above&min_hours=3&event=2025-01-11T00:00Z"
    )

    assert view is not None
    assert view.request.date_range == DateRange(date(2025, 1, 10), date(2025, 1, 20))
    assert view.threshold == Threshold(level=5.5, side="above", min_hours=3.0)
    assert (view.event, view.notices) == ("2025-01-11T00:00Z", ())


@pytest.mark.parametrize("name", ["training_cutoff", "learn_below"])
def test_a_link_may_name_a_setting_as_it_was_named_before(site: Workspace, name: str) -> None:
    view = opened_view(site, f"?method=typical_week&set.{name}=5")

    assert view is not None
    assert (view.request.params, view.notices) == ({"training_cutoff": 5.0}, ())


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?meter=other", "no meter 'other'"),
        ("?from=2025-01-10", "cannot be read"),
        ("?from=1999-01-01&to=1999-02-01", "no readings from 1999-01-01"),
        ("?method=magic", "There is no method 'magic'; choose one in the menu. This is Recommended."),
        ("?level=loud", "level=loud in the link is not a number"),
        ("?level=-1", "alarm level is -1"),
        ("?level=nan", "alarm level is nan"),
        ("?side=left", "side is 'left'"),
        ("?min_hours=long", "min_hours=long in the link is not a number"),
        ("?min_hours=inf", "shortest event (inf h)"),
        ("?least=long", "least=long in the link is not a number"),
        ("?set.depth=9", "no setting 'depth'"),
    ],
)
def test_what_is_not_possible_is_replaced_and_said(site: Workspace, address: str, said: str) -> None:
    view = opened_view(site, address)

    assert view is not None
    assert view.request == Request("small", WHOLE, DEFAULT_METHOD)
    assert view.threshold == Threshold()
    assert len(view.notices) == 1
    assert said in view.notices[0]


def test_one_part_of_an_alarm_that_is_not_possible_leaves_the_others(site: Workspace) -> None:
    view = opened_view(site, "?level=5.5&side=left&min_hours=3")

    assert view is not None
    assert view.threshold == Threshold(level=5.5, min_hours=3.0)


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        ("?least=3", "?min_hours=3"),
        ("?ahead=2", "?forecast=2"),
        ("?least=9&min_hours=3&ahead=7&forecast=2", "?min_hours=3&forecast=2"),
    ],
)
def test_a_link_of_earlier_is_read_as_one_of_today_whose_names_come_first(
    site: Workspace, earlier: str, now: str
) -> None:
    assert opened_view(site, earlier) == opened_view(site, now) != opened_view(site, "")


def test_a_shortest_duration_of_a_link_is_in_its_menu(site: Workspace) -> None:
    shown = opened(site, "?min_hours=2.5")

    assert shown["threshold"]["min_hours"] == 2.5
    assert {"value": "2.5", "label": "2.5 h"} in shown["shortest"]
    assert opened(site, "")["shortest"] == shortest_options(0.0)


def test_dates_half_picked_change_nothing(site: Workspace, request_: Request) -> None:
    assert chosen(site, request_, Id.DATES, controls(dates=["2025-01-10", None])) == request_


def test_dates_and_shortcuts_take_effect_at_once(site: Workspace, request_: Request) -> None:
    picked = chosen(site, request_, Id.DATES, controls(dates=["2025-01-10", "2025-01-11"]))
    week = changed_controls(site, picked.record(), Id.RANGE, controls(preset="week"))

    assert picked.date_range == DateRange(date(2025, 1, 10), date(2025, 1, 11))
    assert week["dates"] == ["2025-02-08", "2025-02-14"]
    assert week["preset"] == "week"


def test_another_method_waits_for_run(site: Workspace, request_: Request) -> None:
    said = controls(meter="small", detector="data_faults")

    assert chosen(site, request_, Id.METER, said) == request_
    assert chosen(site, request_, Id.RUN, said).detector == "data_faults"


def test_asking_again_is_another_request(site: Workspace, request_: Request) -> None:
    assert chosen(site, request_, Id.RUN, controls(detector=request_.detector)) != request_


def test_an_unknown_meter_from_the_browser_is_a_sentence(site: Workspace, request_: Request) -> None:
    assert "no meter" in changed_controls(site, request_.record(), Id.METER, controls(meter="../secret"))["notice"]


def test_before_the_analysis_there_are_readings_only(site: Workspace, request_: Request) -> None:
    found = view_model(site, request_)

    assert (found.scored, found.final, found.view["rates"], found.view["months"]) == (False, False, [], 0.0)
    assert detected(site, request_, Threshold())[0] == []


def test_after_the_analysis_there_are_scores_and_events(site: Workspace, request_: Request) -> None:
    analyse(site, "small", request_.method())

    found = view_model(site, request_)
    low = len(detected(site, request_, Threshold(level=1.5, min_kwh=0.0))[0])

    assert (found.scored, found.final) == (True, True)
    assert found.readiness.stage == "provisional"
    assert low > len(detected(site, request_, Threshold(level=6.0, min_kwh=0.0))[0])


def test_what_the_method_found_out_is_told_beside_how_far_to_confidence_it(site: Workspace, request_: Request) -> None:
    towt = replace(request_, detector="temperature_week")
    before = labels(site, towt, view_model(site, towt))["readiness"]
    analyse(site, "small", towt.method())

    told = labels(site, towt, view_model(site, towt))["readiness"]

    assert told.startswith(before)
    assert "This meter has no temperature" in told.removeprefix(before)


def test_too_little_history_shows_readings_and_says_from_when_on_it_answers(
    workspace: Workspace, small_series: MeterSeries
) -> None:
    workspace.add(imported(small_series.between(end=small_series.index[240])))
    view = opened_view(workspace, "")
    assert view is not None

    found = view_model(workspace, view.request)
    _, words = detected(workspace, view.request, Threshold())

    assert (found.scored, found.final) == (False, True)
    assert "it will answer from 27 January 2025" in words.sentence


def test_dates_without_readings_are_a_sentence(site: Workspace, request_: Request) -> None:
    empty = Request("small", DateRange(date(1999, 1, 1), date(1999, 1, 2)), request_.detector)

    with pytest.raises(DataError, match="no readings"):
        view_model(site, empty)


def test_the_old_result_stays_until_there_is_a_new_one(site: Workspace, request_: Request) -> None:
    record = request_.record()

    assert changes_for(site, record, Moment()) == {"job": record, "problem": ""}


def test_a_first_visitor_sees_readings_while_the_job_runs(site: Workspace, request_: Request) -> None:
    changes = changes_for(site, request_.record(), Moment(first=True))

    assert changes["job"] == request_.record()
    assert changes["view"]["n"] == 40 * 24
    assert (changes["shown"]["scored"], changes["room"]) == (False, "room")


def test_what_is_there_starts_no_job_and_ends_one_that_runs(site: Workspace, request_: Request) -> None:
    analyse(site, "small", request_.method())

    changes = changes_for(site, request_.record(), Moment(busy=True))

    assert "job" not in changes
    assert changes["abandoned"] == request_.record()


def test_a_result_that_was_lost_starts_no_endless_round(site: Workspace, request_: Request) -> None:
    assert changes_for(site, request_.record(), Moment(finished={"keys": []})) == {"problem": LOST}
