/* Series for tests: 5 kW as expected, scales of 1 kW, nothing flagged, unless a test says otherwise; and events on them. */

import { seriesOf } from "../../assets/detection/payload.js";
import { HOUR } from "../../assets/detection/wall_clock.js";

/** @import { Mark, Marks, Occurrence } from "../../assets/detection/marks.js" */
/** @import { Columns, Packed, Series } from "../../assets/detection/payload.js" */
/** @import { Threshold } from "../../assets/detection/threshold.js" */

/**
 * @typedef {object} About
 * @property {string} [start] UTC, without zone
 * @property {number} [minutes]
 * @property {number[][]} [offsets]
 * @property {string} [tz]
 * @property {{first: number, last: number}} [data] positions of a data problem
 */

export const USUAL_KW = 5;
/** @type {Threshold} */
export const THRESHOLD = { level: 4, side: "both", min_hours: 0, merge_hours: 6, min_kwh: null };

/** @param {string} text UTC, without zone */
export const utc = (text) => Date.parse(`${text.replace(" ", "T")}${text.length <= 10 ? "T00:00" : ""}Z`);

/** @param {number} n @param {number} [value] */
export const constant = (n, value = USUAL_KW) => new Float32Array(n).fill(value);

/** @param {ArrayLike<number>} power @param {About} [about] @returns {Series} */
export function seriesWith(power, { start = "2024-06-01", minutes = 15, offsets = [[0, 0]], tz = "UTC", data } = {}) {
  const n = power.length, ms0 = utc(start);
  /** @type {Columns} */
  const columns = {
    power: Float32Array.from(power), expected: constant(n), below: constant(n, 1), above: constant(n, 1),
    usual_low: constant(n, USUAL_KW - 2), usual_high: constant(n, USUAL_KW + 2),
    score: Float32Array.from(power, (kw) => Math.abs(kw - USUAL_KW)), steps: constant(n, 1),
    side: Int8Array.from(power, (kw) => (kw < USUAL_KW ? -1 : 1)),
    kind: new Uint8Array(n),
  };
  if (data) columns.kind.fill(1, data.first, data.last + 1);
  const grid = { ms0, dx: (minutes / 60) * HOUR, n, tz, offsets };
  return seriesOf({ ...grid, key: "test", meter: "Office", months: 1 }, columns);
}

/** An event above expected, unless a test says otherwise.
 * @param {Occurrence[]} occurrences @param {Partial<Mark>} [about] @returns {Mark} */
export const mark = (occurrences, about) => ({
  id: `ENERGY-${occurrences[0][0]}`, kind: "energy", side: 1, peak: 7, excess: 35, hours: 5, open: false, what: "Used more than usual",
  occurrences, ...about,
});

/** The server's answer on a series of tests.
 * @param {Mark[]} events @param {Partial<Marks>} [about] @returns {Marks} */
export const marksOf = (events, about) => ({ key: "test", threshold: THRESHOLD, events, lanes: [], ...about });

/** Zeros as the server packs them.
 * @param {number} n @returns {Packed} */
export const floats = (n) => ({ dtype: "f4", bdata: btoa("\0".repeat(4 * n)) });
