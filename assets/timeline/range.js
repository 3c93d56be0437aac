/* Which wall times the timeline shows: all of a new series, an event or a forecast just chosen, or where the person has
   zoomed to. */

import { DAY, wallOfUtc } from "../detection/wall_clock.js";
import { fullRange, rangeWith } from "./forecast.js";

/** @import { Forecast, Series } from "../detection/payload.js" */
/** @import { Grid } from "../detection/wall_clock.js" */
/** @import { Memory } from "./forecast.js" */

/**
 * @typedef {[number, number]} Range wall times
 * @typedef {{start_ms: number, end_ms: number, key?: string, id?: string, mark?: string, nonce?: string | number}} Selection
 *   a chosen event, half-open in UTC, with the id of its row, or as yet only of its mark in the chart
 * @typedef {Memory & {dates?: string, chosen?: string, days?: number, range?: Range}} RangeMemory
 */

const CONTEXT = 1.5; // lengths of an event shown on each side of it, at least two days and at most as below
const LONG = 14 * DAY, LONG_SHARE = 0.25; // of what lasts longer, this much of its length is enough to see it begin

/** Wall time of what plotly says of an axis: a number or a date without a zone.
 * @param {string | number} value */
export function wallOfAxis(value) {
  if (typeof value === "number") return value;
  return Date.parse(value.replace(" ", "T") + (value.length <= 10 ? "T00:00Z" : "Z"));
}

/** A range moved and cut to lie within another.
 * @param {number[]} range @param {number[]} limits @returns {Range} */
export function clipped([start, end], [first, last]) {
  const length = Math.min(end - start, last - first);
  const from = Math.min(Math.max(start, first), last - length);
  return [from, from + length];
}

/** Wall times of a chosen event.
 * @param {Grid} series @param {Selection} selection @returns {Range} */
export function selectionRange(series, { start_ms, end_ms }) {
  return [wallOfUtc(series, start_ms), wallOfUtc(series, end_ms - 1) + 1];
}

/** @param {Grid} series @param {Selection} selection @param {number[]} full */
function around(series, selection, full) {
  const [start, end] = selectionRange(series, selection);
  const length = end - start, margin = Math.max(Math.min(CONTEXT * length, Math.max(LONG, LONG_SHARE * length)), 2 * DAY);
  return clipped([start - margin, end + margin], full);
}

/** The range to show; `zoomed` is where the graph stands if the person has moved it.
 * @param {Series} series @param {Forecast | null} forecast @param {Selection | null} selection @param {RangeMemory} state
 * @param {number[] | null} zoomed @returns {Range} */
export function rangeToShow(series, forecast, selection, state, zoomed) {
  const full = fullRange(series, forecast), days = forecast ? forecast.n : 0;
  const dates = `${series.meter}:${series.ms0}:${series.dx}:${series.n}`;
  const chosen = selection ? `choice ${selection.nonce ?? `${selection.start_ms}:${selection.end_ms}`}` : "";
  let shown = state.range ?? series.full;
  if (state.dates !== dates) {
    Object.assign(state, { beforeForecast: null, days: 0 });
    shown = series.full;
  } else if (zoomed) {
    shown = clipped(zoomed, full);
  }
  if (days !== (state.days || 0)) shown = clipped(rangeWith(series, forecast, shown, state), full);
  if (selection && chosen !== state.chosen) shown = around(series, selection, full);
  Object.assign(state, { dates, chosen, days, range: shown });
  return shown;
}
