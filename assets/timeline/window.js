/* The window of the chosen event: the mean of so many hours that end with each reading, and the limits of that mean at the
   alarm level. The server measures it (components/timeline/window.py); readings within their own limits while the mean is
   beyond its limits are long, not high. */

import { column } from "../detection/payload.js";
import { duration, power, powerRange } from "../detection/quantities.js";
import { wallOf } from "../detection/wall_clock.js";

/** @import { Numbers, Packed, Series } from "../detection/payload.js" */
/** @import { Outline } from "./outlines.js" */
/** @import { Selection } from "./range.js" */

/**
 * @typedef {{key: string, event: string, hours: number, first: number, every: number, mean: Packed, expected: Packed,
 *   scale: Packed}} PackedWindow of an event: positions from the first reading on show, every so many readings
 * @typedef {{hours: number, first: number, every: number, mean: Numbers, low: Numbers, high: Numbers}} Window in kW
 */

/** The window at an alarm level; null where it is that of another event or of other readings.
 * @param {Series} series @param {PackedWindow | null} packed @param {Selection | null} selection @param {number} level
 * @returns {Window | null} */
export function windowOf(series, packed, selection, level) {
  const chosen = selection?.id ?? selection?.mark;
  if (!packed || packed.key !== series.key || !chosen || packed.event !== chosen) return null;
  const mean = column(packed.mean), expected = column(packed.expected), scale = column(packed.scale);
  const floor = series.feedsIn ? -Infinity : 0;
  return {
    hours: packed.hours, first: packed.first, every: packed.every, mean,
    low: Float64Array.from(expected, (value, i) => Math.max(floor, value - level * scale[i])),
    high: Float64Array.from(expected, (value, i) => value + level * scale[i]),
  };
}

/** The lines of a window, in the unit of the axis.
 * @param {Series} series @param {Window | null} window @returns {{window_mean: Outline, window_limit: Outline}} */
export function windowLines(series, window) {
  if (!window) return { window_mean: { x: [], y: [] }, window_limit: { x: [], y: [] } };
  /** @type {(values: Numbers) => Outline} */
  const line = (values) => {
    /** @type {Outline} */
    const { x, y } = { x: [], y: [] };
    for (let k = 0; k < values.length; k++) {
      const place = window.first + k * window.every;
      if (place < 0 || place >= series.n) continue;
      x.push(wallOf(series, place) + series.dx / 2);
      y.push(values[k] * series.unit.factor);
    }
    return { x, y };
  };
  const low = line(window.low), high = line(window.high);
  return {
    window_mean: line(window.mean),
    window_limit: { x: [...low.x, ...low.x.slice(0, 1), ...high.x], y: [...low.y, ...(low.x.length ? [NaN] : []), ...high.y] },
  };
}

/** What the window says of a reading; nothing outside of the event.
 * @param {Series} series @param {Window | null} window @param {number} position @param {number} level */
export function windowText(series, window, position, level) {
  if (!window) return [];
  const k = Math.floor((position - window.first) / window.every), mean = window.mean[k];
  if (position < window.first || !Number.isFinite(mean) || !Number.isFinite(window.low[k] + window.high[k])) return [];
  const over = duration(window.hours), low = window.low[k], high = window.high[k];
  const lines = [`mean of ${over}: ${power(mean, low, high)}, limits ${powerRange(low, high, mean)}`];
  if ((mean < low || mean > high) && isWithin(series, position, level)) lines.push(mean > high ? "long, not high" : "long, not low");
  return lines;
}

/** Whether a reading lies within its own alarm limits.
 * @param {Series} series @param {number} i @param {number} level */
function isWithin({ cols: { power: kw, expected, below, above } }, i, level) {
  return kw[i] >= expected[i] - level * below[i] && kw[i] <= expected[i] + level * above[i];
}

/** What the lines are, in words for the line under the chart.
 * @param {Window | null} window */
export function windowNote(window) {
  return window ? `Bold: mean of the last ${duration(window.hours)}; dotted: its alarm limits.` : "";
}
