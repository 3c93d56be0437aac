"use strict";
/* Which event is chosen: by a row, by the buttons, by a key, in the chart, or by a link. The walk follows the order of
   the table. What is chosen is remembered here too: two quick presses come before Dash has stored the first one. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.selection = (function () {
  const OUTPUTS = 11;
  const now = { id: null, back: 0, forth: 0, nonce: 0, linked: null };
  const none = () => window.dash_clientside.no_update;
  const element = (type, children, props) => ({
    type, namespace: "dash_html_components", props: { children, ...props },
  });

  const grid = () => window.dash_ag_grid && window.dash_ag_grid.getApi("events");

  /** Rows in the order in which the table shows them, which a click on a column's name changes. */
  function inOrder(rows) {
    const api = grid(), sorted = [];
    if (api) api.forEachNodeAfterFilterAndSort((node) => sorted.push(node.data));
    const here = new Set(rows.map((row) => row.id));
    return sorted.length === rows.length && sorted.every((row) => here.has(row.id)) ? sorted : rows;
  }

  /** Scrolls only where the row cannot be seen; a table that is still filling has it a moment later. */
  function inSight(id) {
    setTimeout(() => {
      const node = grid() && grid().getRowNode(id);
      if (node) grid().ensureNodeVisible(node);
    }, 60);
  }

  function title(row) {
    return [
      element("Span", window.loadlens.marks[row.tone], { className: `event-mark ${row.tone}`, title: row.kind, "aria-hidden": "true" }),
      element("Span", ` ${row.what}`),
    ];
  }

  function described(row) {
    if (!row) return [true, "", "", "", "", ""];
    const said = [...row.facts.slice(0, -1), ...row.trust_facts, ...row.facts.slice(-1)]; // what it is worth, then how sure
    const facts = said.flatMap(([name, value]) => [element("Dt", name), element("Dd", value)]);
    const when = row.tone === "data" ? `${row.kind} · ${row.stretch}` : row.stretch; // else the title says the kind
    return [false, title(row), when, row.numbers, row.hint, facts];
  }

  /** "event 2 of 9", "data problem 1 of 2": as the headline counts them; while none is chosen, how many there are. */
  function position(rows, at) {
    if (!rows.length) return "";
    const isData = (row) => row.tone === "data", noun = (row) => (isData(row) ? "data problem" : "event");
    if (at >= 0) {
      const same = rows.filter((row) => isData(row) === isData(rows[at]));
      return `${noun(rows[at])} ${same.indexOf(rows[at]) + 1} of ${same.length}`;
    }
    if (rows.some(isData) && !rows.every(isData)) return `${rows.length} in all`;
    return `${rows.length} ${noun(rows[0])}${rows.length === 1 ? "" : "s"}`;
  }

  /** What to show with row `at` chosen, -1 for none; `mark` moves the mark in the table too. */
  function shown(rows, at, selected, mark) {
    const row = at >= 0 ? rows[at] : null;
    now.id = row ? row.id : null;
    if (mark && row) inSight(row.id);
    return [
      selected,
      mark ? (row ? { ids: [row.id] } : []) : none(),
      position(rows, at),
      !rows.length || at === 0,
      !rows.length || at === rows.length - 1,
      ...described(row || rows[0]),
    ];
  }

  function span(row) {
    now.nonce += 1;
    return { start_ms: row.start_ms, end_ms: row.end_ms, key: row.key, id: row.id, nonce: now.nonce };
  }

  /** The event a link names: the one that begins then, or else the worst that goes on at that time. */
  function namedBy(linked, rows) {
    const exact = rows.findIndex((row) => row.key === linked), at = Date.parse(linked);
    return exact >= 0 ? exact : rows.findIndex((row) => row.start_ms <= at && at < row.end_ms);
  }

  /** After new rows: the linked event, or else the one that was chosen, if it is still there. */
  function renewed(rows, selected, linked) {
    const named = linked && !selected ? namedBy(linked, rows) : -1;
    if (named >= 0) return shown(rows, named, span(rows[named]), true);
    const at = rows.findIndex((row) => row.id === now.id);
    if (at < 0) return shown(rows, -1, selected ? null : none(), true);
    const moved = selected && (selected.start_ms !== rows[at].start_ms || selected.end_ms !== rows[at].end_ms);
    return shown(rows, at, moved ? { ...selected, start_ms: rows[at].start_ms, end_ms: rows[at].end_ms } : none(), true);
  }

  function walked(rows, back, forth) {
    const at = rows.findIndex((row) => row.id === now.id);
    const steps = (forth - now.forth) - (back - now.back);
    Object.assign(now, { back, forth });
    const to = Math.min(Math.max(at + steps, 0), rows.length - 1);
    return rows.length ? shown(rows, to, span(rows[to]), true) : Array(OUTPUTS).fill(none());
  }

  function choose(rows, picked, clicked, back, forth, selected, linked) {
    const triggered = window.dash_clientside.callback_context.triggered.map((item) => item.prop_id);
    const by = (name) => triggered.includes(name);
    rows = by("events.rowData") ? rows || [] : inOrder(rows || []);
    if (by("events.rowData")) return renewed(rows, selected, linked);
    if (by("next-event.n_clicks") || by("previous-event.n_clicks")) return walked(rows, back || 0, forth || 0);
    let to = -1;
    if (by("events.cellClicked") && clicked) {
      to = rows.findIndex((row) => row.id === clicked.rowId);
    } else if (by("selected-event.data") && selected && !selected.id) { // chosen in the chart
      to = rows.findIndex((row) => row.start_ms < selected.end_ms && row.end_ms > selected.start_ms);
    } else if (by("events.selectedRows") && picked && picked[0] && picked[0].id !== now.id) {
      to = rows.findIndex((row) => row.id === picked[0].id);
    }
    return to < 0 ? Array(OUTPUTS).fill(none()) : shown(rows, to, span(rows[to]), by("selected-event.data"));
  }

  const NOT_THERE = "The event this link names is not among those found in these dates by this method at this alarm level.";

  /** Says once that the event a link names is not there: with the first events of the answer. */
  function missing(rows, linked, shown, notice) {
    if (!shown || !shown.scored || !linked || linked === now.linked) return none();
    now.linked = linked;
    if (namedBy(linked, rows || []) >= 0) return none();
    return [notice, NOT_THERE].filter(Boolean).join(" ");
  }

  return { choose, missing };
})();
