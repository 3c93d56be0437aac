/* Draws the timeline: fills the figure of components/figures/timeline.py with what the zoom shows at the alarm level. Events
   are those of the server's last answer; nothing is asked of it here. */

import { countsOf, eventsOf, filledSides, isExact, isOf, lanesOf } from "../detection/marks.js";
import { unpack } from "../detection/payload.js";
import { countWords, date, duration, energy } from "../detection/quantities.js";
import { positions } from "../detection/wall_clock.js";
import * as agreement from "./agreement.js";
import { bucketEnds, buckets, height } from "./detail.js";
import { eventMarks, frame, openArrows } from "./event_marks.js";
import * as forecasts from "./forecast.js";
import { readingText } from "./hover.js";
import * as outlines from "./outlines.js";
import { rangeToShow, wallOfAxis } from "./range.js";
import { axis } from "./ticks.js";
import { windowLines, windowNote, windowOf } from "./window.js";

/** @import { DashPatch, PlotlyGraph } from "../globals.js" */
/** @import { Counts, Event, Marks } from "../detection/marks.js" */
/** @import { Forecast, Payload, Series } from "../detection/payload.js" */
/** @import { Threshold } from "../detection/threshold.js" */
/** @import { Row } from "./agreement.js" */
/** @import { Buckets } from "./detail.js" */
/** @import { RangeMemory, Selection } from "./range.js" */
/** @import { PackedWindow, Window } from "./window.js" */

/**
 * @typedef {{places: [(string | number)[], unknown][], palette: Record<string, string>}} SchemeStyle
 * @typedef {{traces: string[], zone: object, light: SchemeStyle, dark: SchemeStyle}} Style of components/figures/timeline.py
 * @typedef {{events: Event[], rows: Row[], exact: boolean, window: Window | null}} Found events and alarms of all methods,
 *   whether they are what the alarm level gives, and the window of the chosen event
 * @typedef {RangeMemory & {events?: Event[], graph?: PlotlyGraph, watched?: boolean, width?: number, seen?: string,
 *   scheme?: string}} State what the graph shows
 * @typedef {{height: number[], hours: number, changes: Record<string, object>}} Drawn
 */

const WIDTH = 1000; // pixels, until the graph has been measured
const BOX_PX = 400, MARGIN_PX = 62, MIN_PLOT_PX = 100;
const ZONE_PX = 3; // narrower data problems are marked above the readings only
const MEANS = /** @type {Record<number, string>} */ ({ 1: "each hour", 3: "3 hours", 24: "each day", 168: "each week" });
/** @type {State} */
let shownState = {};
let nonce = 0;

/** @returns {PlotlyGraph | null} */
const plot = () => document.querySelector("#timeline .js-plotly-plot");

/** What is known of the graph; nothing before it is there, nor of another one on a page opened anew.
 * @param {PlotlyGraph | null} graph */
function memory(graph) {
  if (!graph || (shownState.graph && shownState.graph !== graph)) shownState = {};
  if (graph) shownState.graph = graph;
  return shownState;
}

/** @param {PlotlyGraph | null} graph */
const widthOf = (graph) => graph?._fullLayout?.xaxis._length || WIDTH;

/** Draw anew when the graph has become wider or narrower: Dash passes on only the first of several equal events.
 * @param {PlotlyGraph | null} graph @param {State} state */
function watch(graph, state) {
  if (!graph || state.watched) return;
  state.watched = true;
  graph.on("plotly_relayout", () => {
    const width = widthOf(graph);
    if (state !== shownState || width === state.width) return;
    window.dash_clientside.set_props("timeline", { relayoutData: { width } });
  });
}

// ---------------------------------------------------------------- drawing

/** @param {Series} series @param {Buckets} table @param {number} level @param {Window | null} window */
function hoverPoints(series, table, level, window) {
  /** @type {{x: number[], y: number[], text: string[], customdata: (string | number)[][]}} */
  const { x, y, text, customdata } = { x: [], y: [], text: [], customdata: [] };
  for (let b = 0; b < table.power.length; b++) {
    const at = Number.isNaN(table.power[b]) ? table.expected[b] : table.power[b];
    if (Number.isNaN(at)) continue;
    const [start, end] = bucketEnds(series, table, b);
    x.push((start + end) / 2);
    y.push(at);
    text.push(readingText(series, table, b, level, window));
    customdata.push(["readings", table.edges[b], table.edges[b + 1]]);
  }
  return { x, y, text, customdata };
}

/** All traces for a range: name of the trace -> what changes in it.
 * @param {Series} series @param {Forecast | null} forecast @param {Found} found @param {number[]} shown
 * @param {Threshold} threshold @param {number} width @returns {Drawn} */
function traces(series, forecast, { events, rows, exact, window }, shown, threshold, width) {
  const { level } = threshold;
  const [from, to] = positions(series, shown), perPx = (shown[1] - shown[0]) / width;
  const table = buckets(series, [from, to], ((to - from) * series.dx) / perPx);
  const { height: forecastHeight, ...later } = forecasts.traces(forecast, shown, width, level);
  const covered = height(series, [from, to], table, forecastHeight);
  const filled = filledSides(series, events, exact ? null : threshold);
  const seen = events.filter((event) => event.x1 > shown[0] && event.x0 < shown[1]);
  const ofData = seen.filter(({ kind }) => kind === "data");
  const wide = [2 * covered[0] - covered[1], 2 * covered[1] - covered[0]];
  const changes = {
    weekend: outlines.zones(table.hours > 3 ? [] : outlines.weekends(shown), wide),
    data: outlines.zones(ofData.filter(({ x0, x1 }) => x1 - x0 > ZONE_PX * perPx).map(({ x0, x1 }) => [x0, x1]), wide),
    usual: outlines.usual(series, table),
    limit: outlines.limit(series, table, level),
    extremes: table.hours ? outlines.area(series, table, table.low, table.high) : { x: [], y: [] },
    above: outlines.excess(series, [from, to], table.per, filled, 1),
    below: outlines.excess(series, [from, to], table.per, filled, -1),
    readings: outlines.line(series, table, table.power),
    expected: outlines.line(series, table, table.expected),
    ...eventMarks(series, seen, perPx),
    ...windowLines(series, window),
    hover: hoverPoints(series, table, level, window),
    whole: { x: forecasts.fullRange(series, forecast), y: [0, 0] },
    ...later,
    ...agreement.traces(series, rows, shown, width, table),
  };
  return { height: covered, hours: table.hours, changes };
}

/** What a line of means is; empty where every reading is drawn.
 * @param {number} hours */
function meansNote(hours) {
  const length = MEANS[hours];
  return length ? `Line: mean of ${length}; light area: lowest to highest reading. Zoom in for single readings.` : "";
}

/** @param {Counts} total */
const energies = ({ excess_kwh, missing_kwh }) => (
  `During events ${energy(excess_kwh)} more and ${energy(missing_kwh)} less than expected.`
);

/** In words what is shown; and, for those who cannot see it, what stands out.
 * @param {Series} series @param {Forecast | null} forecast @param {Found} found @param {number[]} shown
 * @param {number} hours @param {Counts | null} total */
function summary(series, forecast, { rows, window }, shown, hours, total) {
  const text = `${date(shown[0])} to ${date(shown[1] - 1)}, readings of ${duration(series.stepHours)}.`;
  const count = total ? countWords(total) : "";
  const hidden = total && count ? ` ${series.meter}: ${count}. ${energies(total)}${agreement.spoken(rows)}` : "";
  const visible = [text, meansNote(hours), windowNote(window), agreement.summaryOf(rows), forecasts.summaryOf(forecast)];
  const props = { className: "visually-hidden", children: hidden };
  return [visible.filter(Boolean).join(" "), { type: "Span", namespace: "dash_html_components", props }];
}

/** @param {DashPatch} patch @param {Series} series @param {number[]} shown @param {number} width
 * @param {{height: number[], full: number[], domains: ReturnType<typeof agreement.domains>}} places */
function axes(patch, series, shown, width, { height: covered, full, domains }) {
  /** @type {(path: string[], value: unknown) => DashPatch} */
  const set = (path, value) => patch.assign(["layout", ...path], value);
  set(["uirevision"], `${series.meter}:${series.ms0}:${series.n}`);
  set(["xaxis", "autorange"], false);
  set(["xaxis", "range"], shown);
  patch.merge(["layout", "xaxis"], axis(shown, width));
  set(["xaxis", "minallowed"], full[0]);
  set(["xaxis", "maxallowed"], full[1]);
  set(["xaxis", "anchor"], domains.xaxis);
  for (const name of /** @type {const} */ (["yaxis", "yaxis2", "yaxis3"])) set([name, "domain"], domains[name]);
  set(["yaxis3", "range"], [0, domains.rows]);
  set(["yaxis", "range"], covered);
  set(["yaxis", "title", "text"], series.unit.name);
}

/** Colours of the scheme, where the graph does not have them yet.
 * @param {DashPatch} patch @param {State} state @param {"light" | "dark"} scheme @param {Style} style */
function colour(patch, state, scheme, style) {
  if (state.scheme === scheme) return;
  for (const [path, value] of style[scheme].places) patch.assign(path, value);
  state.scheme = scheme;
  // a finger on the graph scrolls the page; it draws boxes once it has asked for that above the graph
  if (window.matchMedia("(pointer: coarse)").matches) patch.assign(["layout", "dragmode"], false);
}

/** @param {DashPatch} patch @param {Style} style */
function cleared(patch, style) {
  for (let i = 0; i < style.traces.length; i++) patch.merge(["data", i], { x: [], y: [] });
  return [patch.build(), "", null, ""];
}

/** Events and alarms of all methods: those of the server's answer, or while it is on its way what stays of the one before.
 * @param {Series} series @param {Marks | null} marks @param {Threshold} threshold @param {Window | null} window
 * @returns {Found} */
function find(series, marks, threshold, window) {
  const events = eventsOf(series, marks, threshold);
  const rows = agreement.rowsOf(series, events, lanesOf(series, marks, threshold));
  return { events, rows, exact: isExact(series, marks, threshold), window };
}

/** Where readings, event marks and strips stand in the graph, whose box the style makes higher by the strips.
 * @param {PlotlyGraph | null} graph @param {number} rows */
function domainsIn(graph, rows) {
  const strips = `${agreement.stripsHeight(rows)}px`, root = document.documentElement.style;
  if (root.getPropertyValue("--strips-height") !== strips) root.setProperty("--strips-height", strips);
  const box = graph?.closest(".timeline-graph"), margin = graph?._fullLayout?._size;
  const whole = (box ? box.clientHeight : BOX_PX) - (margin ? margin.t + margin.b : MARGIN_PX);
  return agreement.domains(Math.max(MIN_PLOT_PX, whole), rows);
}

/** Names and lines over the traces.
 * @param {DashPatch} patch @param {Series} series @param {Forecast | null} forecast
 * @param {Found & {selection: Selection | null, shown: number[], width: number, palette: Record<string, string>,
 *   zone: object}} about */
function notes(patch, series, forecast, { selection, events, rows, shown, width, palette, zone }) {
  const mark = forecasts.mark(series, forecast, palette, shown, width);
  document.documentElement.classList.toggle("with-forecast", Boolean(forecast)); // its key in the legend
  const texts = [{ ...zone, text: `Time in ${series.tz}` }, ...mark.annotations];
  const names = [...texts, ...agreement.labels(rows, width), ...openArrows(events, shown, palette)];
  patch.assign(["layout", "annotations"], names);
  patch.assign(["layout", "shapes"], [...frame(series, selection, events, palette), ...mark.shapes]);
}

/** The callback of the graph: figure, count, counts and summary.
 * @param {Payload | null} view @param {Threshold | null} threshold @param {Marks | null} marks
 * @param {Selection | null} selection @param {string} scheme @param {unknown} _relayout @param {string} days
 * @param {PackedWindow | null} packed @param {Style} style */
export function draw(view, threshold, marks, selection, scheme, _relayout, days, packed, style) {
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
  const series = unpack(view), forecast = forecasts.firstDays(series, Number(days)), width = widthOf(graph);
  watch(graph, state);
  const stands = zoomed && graph?._fullLayout ? graph._fullLayout.xaxis.range.map(wallOfAxis) : null;
  const shown = rangeToShow(series, forecast, selection, state, stands);
  const seen = [view.key, width, ...shown].join();
  if (only && seen === state.seen) return Array(4).fill(no_update);
  const found = find(series, marks, threshold, windowOf(series, packed, selection, threshold.level));
  const { events, rows } = found, { palette } = style[theme];
  const drawn = traces(series, forecast, found, shown, threshold, width);
  const total = isOf(series, marks) ? countsOf(series, events) : null;
  const full = forecasts.fullRange(series, forecast), domains = domainsIn(graph, rows.length);
  style.traces.forEach((name, i) => patch.merge(["data", i], drawn.changes[name]));
  axes(patch, series, shown, width, { height: drawn.height, full, domains });
  notes(patch, series, forecast, { ...found, selection, shown, width, palette, zone: style.zone });
  colour(patch, state, theme, style);
  Object.assign(state, { seen, width, events });
  const words = summary(series, forecast, found, shown, drawn.hours, total);
  return [patch.build(), ...(only || !total ? [no_update, no_update] : [countWords(total), total]), words];
}

// ---------------------------------------------------------------- picking

/** The worst event that happened at the positions clicked, energy before data.
 * @param {Event[]} events @param {number} from @param {number} to */
function eventAt(events, from, to) {
  const here = events.filter(({ occurrences }) => occurrences.some(([first, last]) => first < to && last >= from));
  return here.sort((a, b) => Number(a.kind === "data") - Number(b.kind === "data") || b.peak - a.peak)[0];
}

/** The event that a click in the chart chooses.
 * @param {{points?: {customdata?: ["event", string, number, number] | ["readings", number, number]}[]} | null} click */
export function pick(click) {
  const about = click?.points?.[0]?.customdata, events = shownState.events ?? [];
  if (!about) return window.dash_clientside.no_update;
  const event = about[0] === "event" ? events.find(({ id }) => id === about[1]) : eventAt(events, about[1], about[2]);
  if (!event) return window.dash_clientside.no_update;
  nonce += 1;
  return { start_ms: event.start_ms, end_ms: event.end_ms, mark: event.id, nonce: `timeline-${nonce}` };
}
