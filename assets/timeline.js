"use strict";
/* Draws the timeline: fills the figure of components/figures/timeline.py with what the zoom shows at the alarm level.
   All of it happens here; nothing is asked of the server. */
window.dash_clientside = window.dash_clientside || {};
window.loadlens = window.loadlens || {};
(function () {
  const DAY = 864e5;
  const WIDTH = 1000; // pixels, until the graph has been measured
  const CONTEXT = 1.5; // lengths of an event shown on each side of it, at least two days
  const { loadlens } = window;
  const ZONE_PX = 3; // narrower data problems are marked above the readings only
  let shownState = {}; // what the graph shows
  let nonce = 0;

  const plot = () => document.querySelector("#timeline .js-plotly-plot");

  /** What is known of the graph; nothing before it is there, nor of another one on a page opened anew. */
  function memory(graph) {
    if (!graph || (shownState.graph && shownState.graph !== graph)) shownState = {};
    shownState.graph = graph;
    return shownState;
  }

  /** Wall time of what plotly says of an axis: a number or a date without a zone. */
  function wall(value) {
    if (typeof value === "number") return value;
    return Date.parse(value.replace(" ", "T") + (value.length <= 10 ? "T00:00Z" : "Z"));
  }

  /** Draw anew when the graph has become wider or narrower: Dash passes on only the first of several equal events. */
  function watch(graph, state) {
    if (!graph || state.watched) return;
    state.watched = true;
    graph.on("plotly_relayout", () => {
      const width = widthOf(graph);
      if (state !== shownState || width === state.width) return;
      window.dash_clientside.set_props("timeline", { relayoutData: { width } });
    });
  }

  const widthOf = (graph) => (graph && graph._fullLayout && graph._fullLayout.xaxis._length) || WIDTH;

  // ---------------------------------------------------------------- what is in view

  function clipped([start, end], [first, last]) {
    const length = Math.min(end - start, last - first);
    const from = Math.min(Math.max(start, first), last - length);
    return [from, from + length];
  }

  /** Wall time of a chosen event. */
  function wallSpan(series, { start_ms, end_ms }) {
    return [loadlens.series.wallOfUtc(series, start_ms), loadlens.series.wallOfUtc(series, end_ms - 1) + 1];
  }

  function around(series, selected, full) {
    const [start, end] = wallSpan(series, selected);
    const margin = Math.max(CONTEXT * (end - start), 2 * DAY);
    return clipped([start - margin, end + margin], full);
  }

  /** The range to show: all of a new series, an event or a forecast just chosen, or where the person has zoomed to. */
  function range(series, ahead, selected, graph, state, zoomed) {
    const full = loadlens.ahead.full(series, ahead), days = ahead ? ahead.n : 0;
    const extent = `${series.meter}:${series.ms0}:${series.dx}:${series.n}`;
    const chosen = selected ? `choice ${selected.nonce ?? `${selected.start_ms}:${selected.end_ms}`}` : "";
    let shown = state.range;
    if (state.extent !== extent) Object.assign(state, { beforeAhead: null, days: 0 }), shown = series.full;
    else if (zoomed && graph) shown = clipped(graph._fullLayout.xaxis.range.map(wall), full);
    if (days !== (state.days || 0)) shown = clipped(loadlens.ahead.range(series, ahead, shown, state), full);
    if (chosen && chosen !== state.chosen) shown = around(series, selected, full);
    Object.assign(state, { extent, chosen, days, range: shown });
    return shown;
  }

  // ---------------------------------------------------------------- drawing

  function hoverLine(series, table, level) {
    const x = [], y = [], text = [], customdata = [];
    for (let b = 0; b < table.power.length; b++) {
      const at = table.power[b] === table.power[b] ? table.power[b] : table.expected[b];
      if (at !== at) continue;
      const [start, end] = loadlens.detail.spanOf(series, table, b);
      x.push((start + end) / 2);
      y.push(at);
      text.push(loadlens.hover.reading(series, table, b, level));
      customdata.push(["readings", table.edges[b], table.edges[b + 1]]);
    }
    return { x, y, text, customdata };
  }

  function eventBars(events, perPx) {
    const joined = loadlens.detail.bars(events, perPx);
    return {
      x: joined.map((bar) => (bar.x0 + bar.x1) / 2),
      y: joined.map(() => 0.72),
      width: joined.map((bar) => bar.x1 - bar.x0 - perPx), // a pixel between neighbours
      hovertext: joined.map(loadlens.hover.bar),
      customdata: joined.map(({ event }) => ["event", event.start_ms, event.end_ms]),
    };
  }

  /** All traces for a range: name of the trace -> what changes in it. */
  function traces(series, ahead, { events, votes }, shown, level, width) {
    const { detail, series: times } = loadlens, { ENERGY, DATA } = loadlens.events;
    const positions = times.positions(series, shown), perPx = (shown[1] - shown[0]) / width;
    const table = detail.buckets(series, positions, ((positions[1] - positions[0]) * series.dx) / perPx);
    const later = loadlens.ahead.traces(ahead, shown, width, level);
    const height = detail.height(series, positions, table, later.height);
    const marks = loadlens.marked.inside(series, events);
    const seen = events.filter((event) => event.x1 > shown[0] && event.x0 < shown[1]);
    const energy = seen.filter((event) => event.kind === ENERGY), data = seen.filter((event) => event.kind === DATA);
    const wide = [2 * height[0] - height[1], 2 * height[1] - height[0]];
    return {
      height,
      hours: table.hours,
      changes: {
        weekend: detail.zones(table.hours > 3 ? [] : detail.weekends(shown), wide),
        data: detail.zones(data.filter(({ x0, x1 }) => x1 - x0 > ZONE_PX * perPx).map(({ x0, x1 }) => [x0, x1]), wide),
        band: detail.band(series, table, level),
        extremes: table.hours ? detail.area(series, table, table.low, table.high) : { x: [], y: [] },
        above: detail.excess(series, positions, table.per, marks, 1),
        below: detail.excess(series, positions, table.per, marks, -1),
        readings: detail.line(series, table, table.power),
        expected: detail.line(series, table, table.expected),
        bars_above: eventBars(energy.filter((event) => event.side >= 0), perPx),
        bars_below: eventBars(energy.filter((event) => event.side <= 0), perPx), // on neither side: in both rows
        bars_data: eventBars(data, perPx),
        hover: hoverLine(series, table, level),
        whole: { x: loadlens.ahead.full(series, ahead), y: [0, 0] },
        ahead_band: later.ahead_band,
        ahead: later.ahead,
        ahead_hover: later.ahead_hover,
        ...loadlens.votes.traces(series, votes, shown, width, table),
      },
    };
  }

  function frame(series, selected, palette) {
    if (!selected) return [];
    const [x0, x1] = wallSpan(series, selected);
    const place = { type: "rect", xref: "x", yref: "paper", x0, x1, y0: 0, y1: 1, layer: "below" };
    return [{ ...place, line: { width: 1.5, color: palette.frame }, fillcolor: palette.frame_fill }];
  }

  /** What a line of means is; empty where every reading is drawn. */
  function means(hours) {
    const length = { 1: "each hour", 3: "3 hours", 24: "each day", 168: "each week" }[hours];
    if (!length) return "";
    return `Line: mean of ${length}; light area: lowest to highest reading. Zoom in for single readings.`;
  }

  /** In words what is shown; and, for those who cannot see it, what stands out. */
  function summary(series, shown, hours, total, extra) {
    const words = loadlens.words;
    const dates = `${words.date(shown[0])} to ${words.date(shown[1] - 1)}`;
    const text = `${dates}, readings of ${words.duration(series.stepHours)}.`;
    const more = words.energy(total.excess_kwh), less = words.energy(total.missing_kwh);
    const count = words.count(total), energies = `During events ${more} more and ${less} less than expected.`;
    const hidden = count ? ` ${series.meter}: ${count}. ${energies}${extra.hidden}` : "";
    const props = { className: "visually-hidden", children: hidden };
    return [[text, means(hours), ...extra.shown].filter(Boolean).join(" "), { type: "Span", namespace: "dash_html_components", props }];
  }

  function axes(patch, series, shown, width, { height, full, domains }) {
    const set = (path, value) => patch.assign(["layout", ...path], value);
    set(["uirevision"], `${series.meter}:${series.ms0}:${series.n}`);
    set(["xaxis", "autorange"], false);
    set(["xaxis", "range"], shown);
    patch.merge(["layout", "xaxis"], loadlens.ticks.axis(shown, width));
    set(["xaxis", "minallowed"], full[0]);
    set(["xaxis", "maxallowed"], full[1]);
    set(["xaxis", "anchor"], domains.xaxis);
    for (const name of ["yaxis", "yaxis2", "yaxis3"]) set([name, "domain"], domains[name]);
    set(["yaxis3", "range"], [0, domains.rows]);
    set(["yaxis", "range"], height);
    set(["yaxis", "title", "text"], series.unit.name);
  }

  /** Colours of the scheme, where the graph does not have them yet. */
  function colour(patch, state, scheme, style) {
    if (state.scheme === scheme) return;
    for (const [path, value] of style[scheme].places) patch.assign(path, value);
    state.scheme = scheme;
    // a finger on the graph scrolls the page; it draws boxes once it has asked for that above the graph
    if (window.matchMedia("(pointer: coarse)").matches) patch.assign(["layout", "dragmode"], false);
  }

  function cleared(patch, style) {
    for (let i = 0; i < style.traces.length; i++) patch.merge(["data", i], { x: [], y: [] });
    return [patch.build(), "", null, ""];
  }

  /** Events and alarms of all methods, found anew only when readings or threshold change. */
  function found(series, view, threshold, state) {
    const rule = view.key + JSON.stringify(threshold);
    if (rule === state.rule) return;
    const events = loadlens.marked.described(series, threshold);
    Object.assign(state, { rule, events, votes: loadlens.votes.alarms(series, threshold, events) });
  }

  /** Names and lines over the traces. */
  function notes(patch, series, ahead, { selected, votes, shown, width, palette, zone }) {
    const mark = loadlens.ahead.mark(series, ahead, palette, shown, width);
    document.documentElement.classList.toggle("with-ahead", Boolean(ahead)); // its key in the legend
    const names = [{ ...zone, text: `Time in ${series.tz}` }, ...mark.annotations, ...loadlens.votes.labels(votes, width)];
    patch.assign(["layout", "annotations"], names);
    patch.assign(["layout", "shapes"], [...frame(series, selected, palette), ...mark.shapes]);
  }

  function draw(view, threshold, selected, scheme, _relayout, days, style) {
    const { no_update, callback_context, Patch } = window.dash_clientside;
    const graph = plot(), state = memory(graph), patch = new Patch();
    const theme = scheme === "dark" ? "dark" : "light";
    const zoomed = callback_context.triggered.some((cause) => cause.prop_id === "timeline.relayoutData");
    const only = zoomed && callback_context.triggered.length === 1;
    if (!view || !threshold) {
      if (only) return Array(4).fill(no_update);
      colour(patch, state, theme, style);
      return cleared(patch, style);
    }
    const series = loadlens.series.unpack(view), ahead = loadlens.ahead.first(series, Number(days));
    const width = widthOf(graph);
    watch(graph, state);
    const shown = range(series, ahead, selected, graph, state, zoomed);
    const seen = [view.key, width, ...shown].join();
    if (only && seen === state.seen) return Array(4).fill(no_update);
    found(series, view, threshold, state);
    const drawn = traces(series, ahead, state, shown, threshold.level, width), total = loadlens.marked.counts(series, state.events);
    const domains = loadlens.votes.domains(graph, state.votes.length);
    style.traces.forEach((name, i) => patch.merge(["data", i], drawn.changes[name]));
    axes(patch, series, shown, width, { height: drawn.height, full: loadlens.ahead.full(series, ahead), domains });
    notes(patch, series, ahead, { selected, votes: state.votes, shown, width, palette: style[theme].palette, zone: style.zone });
    colour(patch, state, theme, style);
    Object.assign(state, { seen, width });
    const { votes, ahead: later } = loadlens, shownToo = [votes.words(state.votes), later.words(series, ahead)];
    const words = summary(series, shown, drawn.hours, total, { shown: shownToo, hidden: votes.spoken(state.votes) });
    return [patch.build(), ...(only ? [no_update, no_update] : [loadlens.words.count(total), total]), words];
  }

  // ---------------------------------------------------------------- picking

  /** The worst event among those at the positions clicked, energy before data. */
  function eventAt(events, from, to) {
    const here = events.filter((event) => event.first < to && event.last >= from);
    return here.sort((a, b) => a.kind - b.kind || b.peak - a.peak)[0];
  }

  function pick(click) {
    const none = window.dash_clientside.no_update, point = click && click.points && click.points[0];
    if (!point || !point.customdata) return none;
    const [what, from, to] = point.customdata;
    const event = what === "event" ? { start_ms: from, end_ms: to } : eventAt(shownState.events || [], from, to);
    if (!event) return none;
    nonce += 1;
    return { start_ms: event.start_ms, end_ms: event.end_ms, nonce: `timeline-${nonce}` };
  }

  window.dash_clientside.timeline = { draw, pick };
})();
