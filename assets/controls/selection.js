/* Which event is chosen: by a row, by the buttons, by a key, in the chart, or by a link. The steps follow the order of the
   table. What is chosen is remembered here too: two quick presses come before Dash has stored the first one. */

import { MARKS } from "./event_table.js";

/** @import { DashElement, Kept } from "../globals.js" */
/** @import { EventRow } from "./event_table.js" */
/** @import { Selection } from "../timeline/range.js" */

const OUTPUTS = 11;
const SCROLL_MS = 60; // until a table that is still filling has its rows
const NOT_THERE = "The event this link names is not among those found in these dates by this method at this alarm level.";
const now = { id: /** @type {string | null} */ (null), back: 0, forth: 0, nonce: 0, linked: /** @type {string | null} */ (null) };

const none = () => window.dash_clientside.no_update;

/** @param {string} type @param {unknown} children @param {object} [props] @returns {DashElement} */
const element = (type, children, props) => ({ type, namespace: "dash_html_components", props: { children, ...props } });

const grid = () => window.dash_ag_grid?.getApi("events");

/** Rows in the order in which the table shows them, which a click on a column's name changes.
 * @param {EventRow[]} rows */
function inOrder(rows) {
  /** @type {EventRow[]} */
  const sorted = [];
  grid()?.forEachNodeAfterFilterAndSort((node) => sorted.push(/** @type {EventRow} */ (node.data)));
  const here = new Set(rows.map((row) => row.id));
  return sorted.length === rows.length && sorted.every((row) => here.has(row.id)) ? sorted : rows;
}

/** Scrolls only where the row cannot be seen.
 * @param {string} id */
function scrollTo(id) {
  setTimeout(() => {
    const node = grid()?.getRowNode(id);
    if (node) grid()?.ensureNodeVisible(node);
  }, SCROLL_MS);
}

/** @param {EventRow} row */
function title(row) {
  const about = { className: `event-mark ${row.tone}`, title: row.kind, "aria-hidden": "true" };
  return [element("Span", MARKS[row.tone], about), element("Span", ` ${row.what}`)];
}

/** Details: whether hidden, title, when, sentence, hint and facts.
 * @param {EventRow | null} row */
function details(row) {
  if (!row) return [true, "", "", "", "", ""];
  const rows = [...row.facts.slice(0, -1), ...row.confidence_facts, ...row.facts.slice(-1)]; // its worth, then how sure
  const facts = rows.flatMap(([name, value]) => [element("Dt", name), element("Dd", value)]);
  const interval = row.tone === "data" ? `${row.kind} · ${row.interval}` : row.interval; // else the title says the kind
  return [false, title(row), interval, row.numbers, row.hint, facts];
}

/** "2 of 9" in the order of the table; while none is chosen, how many there are.
 * @param {Pick<EventRow, "tone">[]} rows @param {number} at */
export function position(rows, at) {
  if (!rows.length) return "";
  if (at >= 0) return `${at + 1} of ${rows.length}`;
  const problems = rows.filter((row) => row.tone === "data").length;
  if (problems && problems < rows.length) return `${rows.length} in all`;
  return `${rows.length} ${problems ? "data problem" : "event"}${rows.length === 1 ? "" : "s"}`;
}

/** What to show with row `at` chosen, -1 for none; `mark` moves the mark in the table too.
 * @param {EventRow[]} rows @param {number} at @param {Kept<Selection | null>} selection @param {boolean} mark */
function shown(rows, at, selection, mark) {
  const row = at >= 0 ? rows[at] : null;
  now.id = row ? row.id : null;
  if (mark && row) scrollTo(row.id);
  return [
    selection,
    mark ? (row ? { ids: [row.id] } : []) : none(),
    position(rows, at),
    !rows.length || at === 0,
    !rows.length || at === rows.length - 1,
    ...details(row ?? rows[0] ?? null),
  ];
}

/** @param {EventRow} row @returns {Selection} */
function selectionOf({ start_ms, end_ms, key, id }) {
  now.nonce += 1;
  return { start_ms, end_ms, key, id, nonce: now.nonce };
}

/** The event a link names: the one that begins then, or else the worst that goes on at that time.
 * @param {string} linked @param {Pick<EventRow, "key" | "start_ms" | "end_ms">[]} rows */
export function namedBy(linked, rows) {
  const exact = rows.findIndex((row) => row.key === linked), at = Date.parse(linked);
  return exact >= 0 ? exact : rows.findIndex((row) => row.start_ms <= at && at < row.end_ms);
}

/** After new rows: the linked event, or else the one that was chosen, if it is still there.
 * @param {EventRow[]} rows @param {Selection | null} selection @param {string | null} linked */
function renewed(rows, selection, linked) {
  const named = linked && !selection ? namedBy(linked, rows) : -1;
  if (named >= 0) return shown(rows, named, selectionOf(rows[named]), true);
  const at = rows.findIndex((row) => row.id === now.id);
  if (at < 0) return shown(rows, -1, selection ? null : none(), true);
  const { start_ms, end_ms } = rows[at];
  const moved = selection && (selection.start_ms !== start_ms || selection.end_ms !== end_ms);
  return shown(rows, at, moved ? { ...selection, start_ms, end_ms } : none(), true);
}

/** @param {EventRow[]} rows @param {number} back @param {number} forth */
function stepped(rows, back, forth) {
  const at = rows.findIndex((row) => row.id === now.id);
  const steps = (forth - now.forth) - (back - now.back);
  Object.assign(now, { back, forth });
  const to = Math.min(Math.max(at + steps, 0), rows.length - 1);
  return rows.length ? shown(rows, to, selectionOf(rows[to]), true) : Array(OUTPUTS).fill(none());
}

/** The callback of everything that chooses an event.
 * @param {EventRow[] | null} all @param {EventRow[] | null} picked @param {{rowId: string} | null} clicked
 * @param {number | null} back @param {number | null} forth @param {Selection | null} selection @param {string | null} linked */
export function choose(all, picked, clicked, back, forth, selection, linked) {
  const triggered = window.dash_clientside.callback_context.triggered.map((item) => item.prop_id);
  /** @type {(name: string) => boolean} */
  const by = (name) => triggered.includes(name);
  if (by("events.rowData")) return renewed(all ?? [], selection, linked);
  const rows = inOrder(all ?? []);
  if (by("next-event.n_clicks") || by("previous-event.n_clicks")) return stepped(rows, back ?? 0, forth ?? 0);
  let to = -1;
  if (by("events.cellClicked") && clicked) {
    to = rows.findIndex((row) => row.id === clicked.rowId);
  } else if (by("selected-event.data") && selection && !selection.id) { // chosen in the chart
    to = rows.findIndex((row) => row.start_ms < selection.end_ms && row.end_ms > selection.start_ms);
  } else if (by("events.selectedRows") && picked?.[0] && picked[0].id !== now.id) {
    to = rows.findIndex((row) => row.id === picked[0].id);
  }
  return to < 0 ? Array(OUTPUTS).fill(none()) : shown(rows, to, selectionOf(rows[to]), by("selected-event.data"));
}

/** Says once that the event a link names is not there: with the first events of the result.
 * @param {EventRow[] | null} rows @param {string | null} linked @param {{scored?: boolean} | null} result
 * @param {string | null} notice */
export function missing(rows, linked, result, notice) {
  if (!result?.scored || !linked || linked === now.linked) return none();
  now.linked = linked;
  if (namedBy(linked, rows ?? []) >= 0) return none();
  return [notice, NOT_THERE].filter(Boolean).join(" ");
}
