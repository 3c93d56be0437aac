/* The readings and scores the server sent (components/timeline/payload.py, with what forecast.py beside it adds), unpacked
   once into typed arrays on a regular grid. */

import { HOUR, wallOf } from "./wall_clock.js";

/** @import { Grid } from "./wall_clock.js" */

/**
 * @typedef {Float32Array | Float64Array | Int8Array | Uint8Array | Uint16Array} Numbers
 * @typedef {{dtype: "f4" | "u1" | "u2", bdata: string}} Packed little-endian numbers in base64
 *
 * What the server sends:
 * @typedef {object} Payload
 * @property {string} key changes with every content
 * @property {string} meter its name
 * @property {number} ms0
 * @property {number} dx
 * @property {number} n readings on show
 * @property {string} tz
 * @property {number[][]} offsets
 * @property {Record<"power" | "expected" | "below" | "above" | "usual_low" | "usual_high" | "score" | "steps" | "mark",
 *   Packed>} cols
 * @property {number[][]} [rates] [events a month, level], from the lowest level on
 * @property {number} months judged
 * @property {number} floor_kwh what an event is worth at least where nothing else is asked for
 * @property {boolean} [feeds_in] ever, not only in the dates on show
 * @property {MethodName[]} [methods] that say what they find in the same readings, the one on show first
 * @property {PackedForecast | null} [forecast]
 * @typedef {{label: string, algorithm: string}} MethodName
 * @typedef {{label: string, n: number, offsets: number[][], expected: Packed, below: Packed, above: Packed}} PackedForecast
 *
 * Columns, NaN where unknown:
 * @typedef {object} Columns
 * @property {Numbers} power kW
 * @property {Numbers} expected kW
 * @property {Numbers} below how far the alarm limit moves below expected, kW a sigma
 * @property {Numbers} above the same above expected
 * @property {Numbers} usual_low lower end of the usual range, kW
 * @property {Numbers} usual_high its upper end
 * @property {Numbers} score sigma
 * @property {Numbers} steps readings over which it was judged
 * @property {Numbers} side 1 above, -1 below, 0 neither
 * @property {Numbers} kind 1 for a data problem
 * @typedef {Pick<Columns, "power" | "expected" | "below" | "above" | "usual_low" | "usual_high">} DrawnColumns in the unit
 *   of the axis
 *
 * What is made of it:
 * @typedef {{name: string, factor: number}} Unit
 * @typedef {object} Drawable
 * @property {number} stepHours
 * @property {Unit} unit
 * @property {boolean} feedsIn
 * @property {DrawnColumns} shown
 * @property {Record<number, import("../timeline/detail.js").Table>} [tables] of whole hours, days or weeks, kept
 * @typedef {Grid & Drawable & {label: string, cols: Omit<DrawnColumns, "power">}} Forecast on the grid behind the readings
 * @typedef {object} Judgement
 * @property {string} key
 * @property {string} meter
 * @property {number} months
 * @property {Columns} cols
 * @property {[number, number]} full wall times of the beginning and the end
 * @property {MethodName[]} methods
 * @property {Forecast | null} forecast
 * @typedef {Grid & Drawable & Judgement} Series
 */

const TYPES = { f4: Float32Array, u1: Uint8Array, u2: Uint16Array };
const PER_SIGMA = 1000, DATA_MARK = 4; // as components/timeline/payload.py packs scores and marks
const KEPT = 2; // series unpacked: the one on show and the one before
/** @type {Map<string, Series>} */
const unpacked = new Map();

/** @param {Packed} packed @returns {Numbers} */
export function column(packed) {
  const text = atob(packed.bdata);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new TYPES[packed.dtype](bytes.buffer);
}

/** @param {Payload} view @returns {Series} */
export function unpack(view) {
  const kept = unpacked.get(view.key);
  if (kept) return kept;
  const series = seriesOf(view, columnsOf(view.cols));
  series.methods = view.methods ?? [];
  series.forecast = view.forecast ? forecastOf(view.forecast, series) : null;
  unpacked.set(view.key, series);
  if (unpacked.size > KEPT) unpacked.delete(/** @type {string} */ (unpacked.keys().next().value));
  return series;
}

/** @param {Payload["cols"]} packed @returns {Columns} */
function columnsOf(packed) {
  const mark = column(packed.mark);
  return {
    power: column(packed.power), expected: column(packed.expected),
    below: column(packed.below), above: column(packed.above), steps: column(packed.steps),
    usual_low: column(packed.usual_low), usual_high: column(packed.usual_high),
    score: Float64Array.from(column(packed.score), (value) => (value ? value / PER_SIGMA : NaN)),
    side: Int8Array.from(mark, (value) => (value % DATA_MARK) - 1),
    kind: Uint8Array.from(mark, (value) => (value >= DATA_MARK ? 1 : 0)),
  };
}

/** A series of columns that are there already.
 * @param {Omit<Payload, "cols" | "methods" | "forecast" | "floor_kwh">} view @param {Columns} cols @returns {Series} */
export function seriesOf({ key, meter, ms0, dx, n, tz, offsets, months, feeds_in = false }, cols) {
  const unit = unitOf(cols.power), grid = { ms0, dx, n, tz, offsets };
  return {
    ...grid, key, meter, months, cols, unit,
    stepHours: dx / HOUR,
    shown: drawn(cols, unit.factor),
    feedsIn: feeds_in,
    full: [wallOf(grid, 0), wallOf(grid, n - 1) + dx],
    methods: [],
    forecast: null,
  };
}

/** As detectors/explain/units.py::power: watts for the smallest meters, megawatts for the largest.
 * @param {Numbers} power @returns {Unit} */
function unitOf(power) {
  let high = 0;
  for (const value of power) if (Math.abs(value) > high) high = Math.abs(value);
  if (high > 0 && high < 0.1) return { name: "W", factor: 1e3 };
  return high >= 1e4 ? { name: "MW", factor: 1e-3 } : { name: "kW", factor: 1 };
}

/** @param {Numbers} values @param {number} factor */
const times = (values, factor) => (factor === 1 ? values : Float32Array.from(values, (value) => value * factor));

/** The columns that are drawn, in the unit of the axis.
 * @param {DrawnColumns} cols @param {number} factor @returns {DrawnColumns} */
function drawn({ power, expected, below, above, usual_low, usual_high }, factor) {
  return {
    power: times(power, factor), expected: times(expected, factor),
    below: times(below, factor), above: times(above, factor),
    usual_low: times(usual_low, factor), usual_high: times(usual_high, factor),
  };
}

/** The forecast as a series of its own, so that no count, event or mean of readings ever meets it.
 * @param {PackedForecast} packed @param {Series} series @returns {Forecast} */
function forecastOf({ label, n, offsets, ...packed }, { ms0, dx, n: readings, tz, stepHours, unit, feedsIn }) {
  const unknown = new Float32Array(n).fill(NaN), usual = { usual_low: unknown, usual_high: unknown };
  const cols = { expected: column(packed.expected), below: column(packed.below), above: column(packed.above), ...usual };
  const shown = drawn({ power: cols.expected, ...cols }, unit.factor); // means and extremes are those of what is expected
  return { label, ms0: ms0 + readings * dx, dx, n, offsets, tz, stepHours, unit, feedsIn, cols, shown };
}
