"""What an import found wrong with readings and what was done about it: a compact list for each meter."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from dash import html

from data.quality import TIME_FORMAT, DataProblem, QualityReport

HEADER = ("Found", "From", "To", "Count", "What was done")
ALONE = "What was found and done"
METERS_SHOWN, DATA_PROBLEMS_SHOWN = 20, 30


def data_problem_list(reports: Sequence[QualityReport]) -> list[html.Details | html.P]:
    """Return the data problems of each meter that has any, the first one open; nothing where all is well."""
    troubled = [report for report in reports if report.data_problems]
    shown: list[html.Details | html.P] = [
        _of_meter(report, report.sentence if len(reports) > 1 else ALONE, is_open=not place)
        for place, report in enumerate(troubled[:METERS_SHOWN])
    ]
    if len(troubled) > METERS_SHOWN:
        shown.append(html.P(f"And {len(troubled) - METERS_SHOWN} more meters.", className="hint"))
    return shown


def _of_meter(report: QualityReport, title: str, *, is_open: bool) -> html.Details:
    parts = [html.Summary(title), _table(report.data_problems), *_more(report)]
    return html.Details(parts, className="data-problems", open=is_open)


def _table(data_problems: Sequence[DataProblem]) -> html.Div:
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEADER]))
    rows = [_row(data_problem) for data_problem in data_problems[:DATA_PROBLEMS_SHOWN]]
    return html.Div(html.Table([head, html.Tbody(rows)]), className="preview", tabIndex="0")


def _row(data_problem: DataProblem) -> html.Tr:
    return html.Tr(
        [
            html.Td(data_problem.kind.replace("_", " ")),
            html.Td(data_problem.start.strftime(TIME_FORMAT)),
            html.Td(data_problem.end.strftime(TIME_FORMAT)),
            html.Td(f"{data_problem.count:,}", className="number"),
            html.Td(data_problem.done, className="done"),
        ]
    )


def _more(report: QualityReport) -> list[html.P]:
    more = len(report.data_problems) - DATA_PROBLEMS_SHOWN
    if more <= 0:
        return []
    words = f"And {more} more; all of them: python cli.py meters {quote(report.meter_id)} --report"
    return [html.P(words, className="hint")]
