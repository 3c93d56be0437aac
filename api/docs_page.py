"""The page of the API, made from its OpenAPI document: readable without any script, as our content policy has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

Json = Mapping[str, Any]
STYLE = """
:root { color-scheme: light dark; --text: #1e293b; --dim: #566377; --line: #dfe5ec; --back: #fff; --panel: #f6f8fa;
  --accent: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --text: #e2e8f0; --dim: #a3b1c4; --line: #2f3d52; --back: #1a2332;
  --panel: #131b28; --accent: #56b4e9; } }
body { margin: 0 auto; padding: 24px 16px 64px; max-width: 880px; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 24px; margin: 0 0 8px; } h2 { font-size: 18px; margin: 40px 0 8px; border-top: 1px solid var(--line);
  padding-top: 24px; } h3 { font-size: 15px; margin: 24px 0 8px; }
p { margin: 0 0 8px; } a { color: var(--accent); }
code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { background: var(--panel); padding: 12px 16px;
  border-radius: 6px; overflow-x: auto; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); }
th { color: var(--dim); font-weight: 600; } td:first-child { white-space: nowrap; }
.verb { color: var(--accent); font-weight: 700; }
"""
PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} API</title>
<style>{style}</style>
</head>
<body><main>
{body}
</main></body>
</html>
"""
CURL = """<pre>curl -X POST -H "Content-Type: application/json" \\
  -d '{body}' \\
  HOST{path}</pre>"""


def api_page(document: Json) -> str:
    """Return an OpenAPI document as a page in HTML."""
    info = document["info"]
    parts = [
        f"<h1>{escape(info['title'])} API</h1>",
        f"<p>{escape(info.get('description') or '')}</p>",
        '<p><a href="/openapi.json">openapi.json</a> is the same for programs. <a href="/">To the page</a>.</p>',
    ]
    if document.get("security"):
        parts.append("<p>Send the header <code>Authorization: Bearer TOKEN</code> with every request.</p>")
    for path, operations in sorted(document["paths"].items(), key=lambda item: item[0] != "/predict"):
        parts += [_operation(path, verb, what, document) for verb, what in operations.items()]
    return PAGE.format(title=escape(info["title"]), style=STYLE, body="\n".join(parts))


def _operation(path: str, verb: str, what: Json, document: Json) -> str:
    parts = [
        f'<h2><span class="verb">{escape(verb.upper())}</span> <code>{escape(path)}</code></h2>',
        f"<p><b>{escape(what.get('summary') or '')}</b> {escape(what.get('description') or '')}</p>",
    ]
    if "requestBody" in what:
        schema = _schema(what["requestBody"], document)
        parts += ["<h3>Body</h3>", _fields(schema, document)]
        parts += [_example(path, example) for example in schema.get("examples", [])]
    responses = what["responses"]
    answered = _schema(responses["200"], document)
    parts += ["<h3>Answer</h3>", _fields(answered, document), *_lists(answered, document), "<h3>Status</h3>"]
    rows = "".join(
        f"<tr><td>{escape(status)}</td><td>{escape(answer['description'])}</td></tr>"
        for status, answer in sorted(responses.items())
    )
    return "\n".join([*parts, f'<div class="scroll"><table>{rows}</table></div>'])


def _example(path: str, example: Json) -> str:
    return CURL.format(body=escape(json.dumps(example), quote=False), path=escape(path))


def _fields(schema: Json, document: Json) -> str:
    needed = schema.get("required", [])
    rows = [
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(_type(field, document))}"
        f"{'' if name in needed else ', optional'}</td><td>{escape(field.get('description', ''))}</td></tr>"
        for name, field in schema.get("properties", {}).items()
    ]
    head = "<tr><th>Field</th><th>Type</th><th>What it is</th></tr>"
    return f'<div class="scroll"><table>{head}{"".join(rows)}</table></div>'


def _lists(schema: Json, document: Json) -> list[str]:
    """Return the fields of what stands in lists, each under a heading of its own."""
    lists = [(name, field["items"]) for name, field in schema["properties"].items() if field.get("type") == "array"]
    return [
        f"<h3>Each of <code>{escape(name)}</code></h3>{_fields(_resolved(item, document), document)}"
        for name, item in lists
    ]


def _type(field: Json, document: Json) -> str:
    if "anyOf" in field:
        return " or ".join(_type(kind, document) for kind in field["anyOf"])
    if "$ref" in field:
        return _type(_resolved(field, document), document)
    if "enum" in field:
        return " | ".join(json.dumps(value) for value in field["enum"])
    if "const" in field:
        return json.dumps(field["const"])
    if field.get("type") == "array":
        return "list, see below"
    if field.get("type") == "object" and "properties" in field:
        inner = ", ".join(f"{name}: {_type(kind, document)}" for name, kind in field["properties"].items())
        return f"{{{inner}}}"
    return str(field.get("format") or field.get("type") or "any")


def _schema(part: Json, document: Json) -> Json:
    return _resolved(part["content"]["application/json"]["schema"], document)


def _resolved(schema: Json, document: Json) -> Json:
    if "$ref" not in schema:
        return schema
    found: Json = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    return found
