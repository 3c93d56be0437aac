/* The readings and scores the server sent (components/timeline/payload.py, with what agreement.py and forecast.py beside it
   add), unpacked once into typed arrays on a regular grid. */

import { HOUR, wallOf } from "./wall_clock.js";

/** @import { Grid } from "./wall_clock.js" */

/**
 * @typedef {Float32Array | Float64Array | Int8Array | Uint8Array | Uint16Array} Numbers
 * @typedef {{dtype: "f4" | "i1" | "u1" | "u2", bdata: string}} Packed little-endian numbers in base64
 *
 * What the server sends:
 * @typedef {object} Payload
 * @property {string} key changes with every content
 * @property {string} meter its name
 * @property {number} ms0
 * @property {number} dx
 * @property {number} n readings on show
 * @property {number} [before] readings earlier from which the columns begin
 * @property {string} tz
 * @property {number[][]} offsets
 * @property {Record<keyof Columns, Packed>} cols
 * @property {string[]} reasons keys by code
 * @property {string[]} labels of the reasons, by code
 * @property {number[][]} [rates] [events a month, level], from the lowest level on
 * @property {number} months judged
 * @property {boolean} [feeds_in] ever, not only in the dates on show
 * @property {PackedMethod[]} [agreement] what several methods say of the same readings
 * @property {PackedForecast | null} [forecast]
 * @typedef {{label: string, algorithm: string, score: Packed, mark: Packed, window: Packed}} PackedMethod
 * @typedef {{label: string, n: number, offsets: number[][], expected: Packed, below: Packed, above: Packed}} PackedForecast
 *
 * Columns, NaN where unknown:
 * @typedef {object} Columns
 * @property {Numbers} power kW
 * @property {Numbers} expected kW
 * @property {Numbers} below scale below expected, kW a sigma
 * @property {Numbers} above scale above expected
 * @property {Numbers} score sigma
 * @property {Numbers} window hours a reading was judged over
 * @property {Numbers} side 1 above, -1 below, 0 neither
 * @property {Numbers} kind 1 for a data problem
 * @property {Numbers} reason code of it
 * @typedef {Omit<Columns, "expected" | "below" | "above"> & {expected?: Numbers}} FlagColumns
 * @typedef {Pick<Columns, "power" | "expected" | "below" | "above">} DrawnColumns in the unit of the axis
 *
 * What is made of it:
 * @typedef {object} Judged readings with scores, from which flags are made
 * @property {number} n
 * @property {number} stepHours
 * @property {FlagColumns} cols
 * @property {import("./data_problems.js").DataProblems} [dataProblems] found once, kept
 * @typedef {Judged & {before: number, reasons: string[], cols: Columns}} Known what events are found by: `before`
 *   readings more than are on show
 * @typedef {Judged & {label: string, algorithm: string}} MethodScores of one of several methods, windows in steps
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
 * @property {string[]} reasons
 * @property {string[]} labels
 * @property {number} months
 * @property {Columns} cols of the dates on show
 * @property {Known} known
 * @property {[number, number]} full wall times of the beginning and the end
 * @property {MethodScores[]} methods
 * @property {Forecast | null} forecast
 * @typedef {Grid & Drawable & Judgement} Series
 */

const TYPES = { f4: Float32Array, i1: Int8Array, u1: Uint8Array, u2: Uint16Array };
const PER_SIGMA = 1000, DATA_MARK = 4; // as components/timeline/agreement.py packs scores and marks
const KEPT = 2; // series unpacked: the one on show and the one before
const COLUMNS = /** @type {const} */ (["power", "expected", "below", "above", "score", "window", "side", "kind", "reason"]);
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
  const series = seriesOf(view, columnsOf((name) => column(view.cols[name])));
  series.methods = (view.agreement ?? []).map((method) => methodScores(method, series.cols.power));
  series.forecast = view.forecast ? forecastOf(view.forecast, series) : null;
  unpacked.set(view.key, series);
  if (unpacked.size > KEPT) unpacked.delete(/** @type {string} */ (unpacked.keys().next().value));
  return series;
}

/** @param {(name: keyof Columns) => Numbers} values @returns {Columns} */
function columnsOf(values) {
  return /** @type {Columns} */ (Object.fromEntries(COLUMNS.map((name) => [name, values(name)])));
}

/** A series of columns that are there already.
 * @param {Omit<Payload, "cols" | "agreement" | "forecast">} view @param {Columns} all @returns {Series} */
export function seriesOf({ key, meter, ms0, dx, n, tz, offsets, reasons, labels, months, before = 0, feeds_in = false }, all) {
  const cols = columnsOf((name) => all[name].subarray(before)), stepHours = dx / HOUR, unit = unitOf(cols.power);
  const grid = { ms0, dx, n, tz, offsets };
  return {
    ...grid, key, meter, reasons, labels, months, cols, stepHours, unit,
    known: { before, reasons, n: before + n, stepHours, cols: all },
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

/** The columns that are drawn, in the unit of the axis; events are found on those as sent.
 * @param {DrawnColumns} cols @param {number} factor @returns {DrawnColumns} */
function drawn({ power, expected, below, above }, factor) {
  return {
    power: times(power, factor), expected: times(expected, factor),
    below: times(below, factor), above: times(above, factor),
  };
}

/** @param {PackedMethod} packed @param {Numbers} power @returns {MethodScores} */
function methodScores({ label, algorithm, score, mark, window }, power) {
  const thousandths = column(score), marks = column(mark);
  const reason = Uint8Array.from(marks, (value) => Math.floor(value / DATA_MARK)); // which data problem, 0 for none
  const cols = {
    power, reason,
    score: Float64Array.from(thousandths, (value) => value / PER_SIGMA),
    side: Int8Array.from(marks, (value) => (value % DATA_MARK) - 1),
    kind: reason.map((value) => (value > 0 ? 1 : 0)),
    window: column(window),
  };
  return { label, algorithm, n: thousandths.length, cols, stepHours: 1 };
}

/** The forecast as a series of its own, so that no count, event or mean of readings ever meets it.
 * @param {PackedForecast} packed @param {Series} series @returns {Forecast} */
function forecastOf({ label, n, offsets, ...packed }, { ms0, dx, n: readings, tz, stepHours, unit, feedsIn }) {
  const cols = { expected: column(packed.expected), below: column(packed.below), above: column(packed.above) };
  const shown = drawn({ power: cols.expected, ...cols }, unit.factor); // means and extremes are those of what is expected
  return { label, ms0: ms0 + readings * dx, dx, n, offsets, tz, stepHours, unit, feedsIn, cols, shown };
}
