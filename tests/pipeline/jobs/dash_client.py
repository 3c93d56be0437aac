"""A browser's part in a background callback, spoken as plain HTTP: click, then ask again and again."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

import requests

from tests.gunicorn_server import PATIENCE_SECONDS

ASK_SECONDS = 0.05


@dataclass
class Answer:
    """What a page got of one click: its result, or the sentence shown in its place; None of both when cancelled."""

    result: Any = None
    problem: str | None = None
    props: dict[str, Any] = field(default_factory=dict)
    progress: list[tuple[Any, ...]] = field(default_factory=list)
    seconds: float = 0.0


class Page:
    """One user with one open page."""

    def __init__(self, url: str, output: str = "result.data", source: str = "order.data") -> None:
        self.url = url
        self.statuses: list[int] = []
        self._output, self._source = output, source
        self._session = requests.Session()
        index = self._session.get(url, timeout=PATIENCE_SECONDS).text
        config = re.search(r'id="_dash-config" type="application/json">(.*?)</script>', index)
        assert config, index[:500]
        self._end_id = json.loads(config[1])["end_id"]

    def click(self, value: object, old: dict[str, str] | None = None) -> dict[str, str]:
        """Start a job and return its handles; ``old`` is the job this one takes the place of."""
        found = self._post({"oldJob": old["job"]} if old else {}, value)
        return {"cacheKey": found["cacheKey"], "job": found["job"]}

    def ask(self, handles: dict[str, str], value: object) -> dict[str, Any] | None:
        """Ask once how a job is; None when it was cancelled."""
        return self._post(handles, value)

    def wait(self, handles: dict[str, str], value: object) -> Answer:
        """Ask until there is an end."""
        answer, begun = Answer(), time.monotonic()
        while time.monotonic() - begun < PATIENCE_SECONDS:
            found = self.ask(handles, value)
            answer.seconds = time.monotonic() - begun
            if found is None:
                return answer
            if "progress" in found:
                answer.progress.append(tuple(found["progress"].values()))
            answer.props.update(found.get("sideUpdate", {}))
            if "response" in found:
                component, prop = self._output.split(".")
                answer.result = found["response"].get(component, {}).get(prop)
                answer.problem = answer.props.get("problem", {}).get("children")
                return answer
            time.sleep(ASK_SECONDS)
        raise AssertionError(f"no end after {PATIENCE_SECONDS} s: {value}")

    def run(self, value: object) -> Answer:
        """Click and wait for the end."""
        begun = time.monotonic()
        answer = self.wait(self.click(value), value)
        answer.seconds = time.monotonic() - begun
        return answer

    def cancel(self, handles: dict[str, str]) -> None:
        """Press cancel."""
        body = {
            "output": "cancel.id",
            "outputs": {"id": "cancel", "property": "id"},
            "inputs": [{"id": "cancel", "property": "n_clicks", "value": 1}],
            "changedPropIds": ["cancel.n_clicks"],
        }
        self._send({"cancelJob": handles["job"]}, body)

    def _post(self, query: dict[str, str], value: object) -> Any:
        component, prop = self._output.split(".")
        source, source_prop = self._source.split(".")
        body = {
            "output": self._output,
            "outputs": {"id": component, "property": prop},
            "inputs": [{"id": source, "property": source_prop, "value": value}],
            "changedPropIds": [self._source],
        }
        return self._send(query, body)

    def _send(self, query: dict[str, str], body: dict[str, Any]) -> Any:
        response = self._session.post(
            f"{self.url}/_dash-update-component",
            params={**query, "endId": self._end_id},
            json=body,
            timeout=PATIENCE_SECONDS,
        )
        self.statuses.append(response.status_code)
        assert response.status_code < 400, f"{response.status_code}: {response.text[:300]}"
        return None if response.status_code == 204 else response.json()
