"""What an import found wrong with readings and what was done about it: a compact list for each meter."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from dash import html

from data.quality import TIME_FORMAT, Finding, QualityReport

HEADER = ("Found", "From", "To", "Count", "What was done")
ALONE = "What was found and done"
METERS_SHOWN, FINDINGS_SHOWN = 20, 30


def findings_list(reports: Sequence[QualityReport]) -> list[html.Details | html.P]:
    """Return the findings of each meter that has any, the first one open; nothing where all is well."""
    troubled = [report for report in reports if report.findings]
    shown: list[html.Details | html.P] = [
        _of_meter(report, report.sentence if len(reports) > 1 else ALONE, is_open=not place)
        for place, report in enumerate(troubled[:METERS_SHOWN])
    ]
    if len(troubled) > METERS_SHOWN:
        shown.append(html.P(f"And {len(troubled) - METERS_SHOWN} more meters.", className="hint"))
    return shown


def _of_meter(report: QualityReport, title: str, *, is_open: bool) -> html.Details:
    parts = [html.Summary(title), _table(report.findings), *_more(report)]
    return html.Details(parts, className="findings", open=is_open)


def _table(findings: Sequence[Finding]) -> html.Div:
    head = html.Thead(html.Tr([html.Th(word, scope="col") for word in HEADER]))
    rows = [_row(finding) for finding in findings[:FINDINGS_SHOWN]]
    return html.Div(html.Table([head, html.Tbody(rows)]), className="preview", tabIndex="0")


def _row(finding: Finding) -> html.Tr:
    return html.Tr(
        [
            html.Td(finding.kind.replace("_", " ")),
            html.Td(finding.start.strftime(TIME_FORMAT)),
            html.Td(finding.end.strftime(TIME_FORMAT)),
            html.Td(f"{finding.count:,}", className="number"),
            html.Td(finding.done, className="done"),
        ]
    )


def _more(report: QualityReport) -> list[html.P]:
    more = len(report.findings) - FINDINGS_SHOWN
    if more <= 0:
        return []
    words = f"And {more} more; all of them: python cli.py meters {quote(report.meter_id)} --report"
    return [html.P(words, className="hint")]
