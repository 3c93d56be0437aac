"""One record a view: its tab, link, help, parts and callbacks are there as soon as it is declared."""

from __future__ import annotations

import pytest

from app import create_app
from components.basics.ids import Part, Tab, view_id
from components.views import registry
from components.views.parts import ViewContent, ViewQuery
from components.views.registry import MeterView, declare_view, meter_views
from components.views.tabs import tab_keys
from data.errors import DataError
from pipeline.settings import Settings
from pipeline.store.workspace import Workspace


def content(_workspace: Workspace, query: ViewQuery) -> ViewContent | None:
    if query.get("refuse"):
        raise DataError("There are too few readings.")
    return ViewContent("7", " of 9.", controls={"note": "all"}) if query.get("many") else None


COUNT = MeterView(
    key="count", label="Count", icon="M1 1h2", chart="Bars", help="How many there are.", empty="There is none.",
    content=content, order=15,
)  # fmt: skip


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> MeterView:
    meter_views()
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))
    return declare_view(COUNT)


def test_a_declared_view_is_a_tab_a_link_a_help_text_and_has_callbacks(counted: MeterView, settings: Settings) -> None:
    app = create_app(settings)
    with app.server.test_client() as client:
        layout = client.get("/_dash-layout").text
        callbacks = client.get("/_dash-dependencies").text

    assert tab_keys() == [Tab.EVENTS, Tab.TYPICAL_DAY, "count", Tab.BASELOAD, Tab.SPECTRUM]
    assert '"views":["events","typical-day","count","base-load","spectrum"]' in layout
    for words in ("Count", "How many there are.", "Bars", "M1 1h2"):
        assert words in layout
    for part in (Part.QUERY, Part.SENTENCE, Part.PLOT, Part.SAVE):
        assert f'"{view_id(counted.key, part)}"' in layout
    for part, changed in ((Part.QUERY, "data"), (Part.PLOT, "figure"), (Part.FILE, "data")):
        assert f"{view_id(counted.key, part)}.{changed}" in callbacks


@pytest.mark.parametrize(
    ("query", "sentence"),
    [({"many": 1}, " of 9."), ({}, "There is none."), ({"refuse": 1}, "There are too few readings.")],
)
def test_a_view_always_answers_with_a_sentence(workspace: Workspace, query: ViewQuery, sentence: str) -> None:
    assert COUNT.answer(workspace, query).sentence == sentence


@pytest.mark.parametrize("key", ["events", "spectrum"])
def test_a_key_that_is_taken_is_refused(key: str) -> None:
    meter_views()
    with pytest.raises(TypeError, match=f"Two views have the key '{key}'"):
        declare_view(MeterView(key, "Again", "", "", "", "", content))
