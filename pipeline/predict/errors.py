"""What is wrong with a request that does not keep the contract, in a sentence for whoever wrote it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

MAX_SHOWN = 60


def complaint(model: type[BaseModel], problems: Sequence[dict[str, Any]]) -> str:
    """Return one sentence for each field that is missing or wrong; ``problems`` are pydantic's."""
    sentences = {str(problem["loc"][0]) if problem["loc"] else "": problem for problem in reversed(problems)}
    return " ".join(_sentence(model, name, problem) for name, problem in reversed(sentences.items()))


def _sentence(model: type[BaseModel], name: str, problem: dict[str, Any]) -> str:
    if name not in model.model_fields:
        fields = ", ".join(field for field, what in model.model_fields.items() if what.is_required())
        return f"The body is {_shown(problem['input'])}; it takes a JSON object with {fields}."
    what = (model.model_fields[name].description or "").rstrip(".")
    if problem["type"] == "missing":
        return f"{name} is missing. {what}."
    limit = f" ({problem['msg']})" if "than" in problem["type"] or "too" in problem["type"] else ""
    return f"{name} is {_shown(problem['input'])}, which cannot be used{limit}. {what}."


def _shown(value: object) -> str:
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = type(value).__name__
    text = text.encode("utf-8", "backslashreplace").decode()  # half a character, as "\\ud800" is, cannot be sent back
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]} ..."
