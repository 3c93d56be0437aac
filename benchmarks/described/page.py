"""The table of described formats in ``docs/formats.md``; ``python -m benchmarks.described.page`` writes it anew."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from benchmarks.described.described_format import DescribedFormat
from benchmarks.described.sweep import Trial, trials

PAGE = Path(__file__).parents[2] / "docs" / "formats.md"
BEGIN, END = "<!-- described formats -->", "<!-- end of described formats -->"
HEAD = (
    "| Who writes it | What it looks like | Words | Zone | Minutes | Files | Read back |\n"
    "| --- | --- | --- | --- | --- | ---: | --- |"
)
LANGUAGES = {
    "en": "English", "de": "German", "fr": "French", "it": "Italian", "es": "Spanish", "pt": "Portuguese",
    "nl": "Dutch", "da": "Danish", "no": "Norwegian", "sv": "Swedish", "fi": "Finnish", "et": "Estonian",
    "lv": "Latvian", "lt": "Lithuanian", "pl": "Polish", "cs": "Czech", "hu": "Hungarian", "sl": "Slovenian",
}  # fmt: skip


def table(found: Iterable[Trial]) -> str:
    """Return the table of formats with their results, and a line with the sums."""
    grouped = [(form, list(group)) for form, group in groupby(found, key=lambda trial: trial.format)]
    grouped.sort(key=lambda item: (LANGUAGES[item[0].language], item[0].zone, item[0].key))
    rows = [_row(form, group) for form, group in grouped]
    files = sum(len(group) for _, group in grouped)
    equal = sum(not trial.wrong for _, group in grouped for trial in group)
    total = f"{len(rows)} formats, {files} files; {equal} came back equal."
    return "\n".join([total, "", HEAD, *rows])


def with_table(text: str, block: str) -> str:
    """Return the page with the table in its place."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{block}\n{END}{rest.partition(END)[2]}"


def _row(form: DescribedFormat, group: list[Trial]) -> str:
    minutes = ", ".join(map(str, form.steps))
    cells = (form.who, form.shape, LANGUAGES[form.language], form.zone, minutes, str(len(group)), _result(group))
    return f"| {' | '.join(cells)} |"


def _result(group: list[Trial]) -> str:
    wrong = [trial for trial in group if trial.wrong]
    if not wrong:
        return "equal"
    what = "refused" if all(trial.refused for trial in wrong) else "**differs**"
    return f"{what} in {len(wrong)}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), table(trials())), encoding="utf-8")
