/* The forecast of the next days behind the last reading: a dotted line in a hatched band. It is a series of its own, so
   that no count, event or mean of readings ever meets it. components/timeline/forecast.py packs it. */

import { energy } from "../detection/quantities.js";
import { DAY, positions, wallOf } from "../detection/wall_clock.js";
import { bucketEnds, buckets } from "./detail.js";
import { forecastText } from "./hover.js";
import { band, line } from "./outlines.js";

/** @import { Forecast, Series } from "../detection/payload.js" */
/** @import { Buckets, Table } from "./detail.js" */

/** @typedef {{beforeForecast?: number[] | null}} Memory of what was shown before a forecast was asked for */

const BEFORE = 14 * DAY; // readings shown before a forecast that was just asked for
const WORD_PX = 56; // room that the word beside the line takes
const MAX_BAND = 1.5; // times what is expected, up to which the band is followed by the axis

/** The first days of a forecast, null where none are wanted or there.
 * @param {Series} series @param {number} days @returns {Forecast | null} */
export function firstDays({ forecast, dx }, days) {
  if (!forecast || !(days > 0)) return null;
  const n = Math.min(forecast.n, Math.round((days * DAY) / dx));
  return n === forecast.n ? forecast : { ...forecast, n, tables: {} };
}

/** @param {Forecast} forecast */
const endOf = (forecast) => wallOf(forecast, forecast.n - 1) + forecast.dx;

/** All there is to see: the readings, and the forecast where it is wanted.
 * @param {Series} series @param {Forecast | null} forecast @returns {[number, number]} */
export function fullRange(series, forecast) {
  return [series.full[0], forecast ? Math.max(series.full[1], endOf(forecast)) : series.full[1]];
}

/** The range after the days of forecast were changed: close enough to see it; back to before when it goes.
 * @param {Series} series @param {Forecast | null} forecast @param {number[]} shown @param {Memory} state */
export function rangeWith(series, forecast, shown, state) {
  if (!forecast) {
    const before = state.beforeForecast ?? shown;
    state.beforeForecast = null;
    return before;
  }
  state.beforeForecast = state.beforeForecast ?? shown;
  const end = endOf(forecast), length = end - series.full[1];
  const far = shown[1] < series.full[1] || shown[1] - shown[0] > 12 * length;
  return [Math.max(series.full[0], far ? series.full[1] - Math.max(BEFORE, 2 * length) : shown[0]), end];
}

/** Traces for a range of wall time, and the height they need.
 * @param {Forecast | null} forecast @param {number[]} shown @param {number} width @param {number} level */
export function traces(forecast, shown, width, level) {
  const [from, to] = forecast ? positions(forecast, shown) : [0, 0];
  if (!forecast || from === to) {
    const empty = { x: [], y: [] };
    return { forecast_band: empty, forecast: empty, forecast_hover: { ...empty, text: [] }, height: null };
  }
  const table = buckets(forecast, [from, to], (width * (to - from) * forecast.dx) / (shown[1] - shown[0]));
  return {
    forecast_band: band(forecast, table, level),
    forecast: line(forecast, table, table.expected),
    forecast_hover: hoverPoints(forecast, table, level),
    height: extremes(table, level),
  };
}

/** Lowest and highest of what is expected, and of its band as far as that leaves the line legible.
 * @param {Table} table @param {number} level */
function extremes({ expected, below, above }, level) {
  let low = Infinity, high = -Infinity, bottom = Infinity, top = -Infinity;
  expected.forEach((value, b) => {
    if (Number.isNaN(value)) return;
    [low, high] = [Math.min(low, value), Math.max(high, value)];
    [bottom, top] = [Math.min(bottom, value - level * below[b]), Math.max(top, value + level * above[b])];
  });
  if (low > high) return null;
  const most = MAX_BAND * Math.max(high, -low);
  return [low < 0 ? Math.max(bottom, -most) : low, Math.max(high, Math.min(top, most))];
}

/** @param {Forecast} forecast @param {Buckets} table @param {number} level */
function hoverPoints(forecast, table, level) {
  /** @type {{x: number[], y: number[], text: string[]}} */
  const { x, y, text } = { x: [], y: [], text: [] };
  table.expected.forEach((value, b) => {
    if (Number.isNaN(value)) return;
    const [start, end] = bucketEnds(forecast, table, b);
    x.push((start + end) / 2);
    y.push(value);
    text.push(forecastText(forecast, table, b, level));
  });
  return { x, y, text };
}

/** The line where readings end, and the word that says what comes after it.
 * @param {Series} series @param {Forecast | null} forecast @param {Record<string, string>} palette @param {number[]} shown
 * @param {number} width */
export function mark(series, forecast, palette, shown, width) {
  if (!forecast) return { shapes: [], annotations: [] };
  const at = series.full[1], dotted = { width: 1, dash: "dot", color: palette.text };
  const room = ((shown[1] - at) / (shown[1] - shown[0])) * width;
  return {
    shapes: [{ type: "line", xref: "x", yref: "y domain", x0: at, x1: at, y0: 0, y1: 1, line: dotted }],
    annotations: [{
      xref: "x", x: at, xanchor: room < WORD_PX ? "right" : "left", yref: "y domain", y: 1, yanchor: "top", text: "forecast",
      showarrow: false, font: { size: 11 }, bgcolor: palette.page, borderpad: 1,
    }],
  };
}

/** What the days add up to, for the summary.
 * @param {Forecast | null} forecast */
export function summaryOf(forecast) {
  if (!forecast) return "";
  let kwh = 0;
  for (let i = 0; i < forecast.n; i++) kwh += (forecast.cols.expected[i] || 0) * forecast.stepHours;
  const days = Math.round((forecast.n * forecast.dx) / DAY), dates = days === 1 ? "next day" : `next ${days} days`;
  return `Forecast by ${forecast.label}: ${energy(kwh)} over the ${dates}.`;
}
