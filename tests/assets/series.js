/* Series for tests: 5 kW as expected, scales of 1 kW, nothing flagged, unless a test says otherwise. */

import { seriesOf } from "../../assets/detection/payload.js";
import { HOUR } from "../../assets/detection/wall_clock.js";

/** @import { Columns, Series } from "../../assets/detection/payload.js" */

/**
 * @typedef {object} About
 * @property {string} [start] UTC, without zone
 * @property {number} [minutes]
 * @property {number[][]} [offsets]
 * @property {string} [tz]
 * @property {{first: number, last: number}} [data] positions of a data problem
 * @property {number} [before]
 */

export const USUAL_KW = 5;
const REASONS = ["none", "above_expected", "below_expected", "impossible"];
const LABELS = ["none", "more than usual", "less than usual", "impossible value"];

/** @param {string} text UTC, without zone */
export const utc = (text) => Date.parse(`${text.replace(" ", "T")}${text.length <= 10 ? "T00:00" : ""}Z`);

/** @param {number} n @param {number} [value] */
export const constant = (n, value = USUAL_KW) => new Float32Array(n).fill(value);

/** @param {ArrayLike<number>} power @param {About} [about] @returns {Series} */
export function seriesWith(power, { start = "2024-06-01", minutes = 15, offsets = [[0, 0]], tz = "UTC", data, before = 0 } = {}) {
  const n = power.length, ms0 = utc(start);
  /** @type {Columns} */
  const columns = {
    power: Float32Array.from(power), expected: constant(n), below: constant(n, 1), above: constant(n, 1),
    score: Float32Array.from(power, (kw) => Math.abs(kw - USUAL_KW)), window: constant(n, minutes / 60),
    side: Int8Array.from(power, (kw) => (kw < USUAL_KW ? -1 : 1)),
    kind: new Uint8Array(n), reason: new Uint8Array(n).fill(1),
  };
  if (data) {
    columns.kind.fill(1, data.first, data.last + 1);
    columns.reason.fill(3, data.first, data.last + 1);
  }
  const grid = { ms0, dx: (minutes / 60) * HOUR, n: n - before, tz, offsets };
  return seriesOf({ ...grid, key: "test", meter: "Office", reasons: REASONS, labels: LABELS, months: 1, before }, columns);
}
