/* Level of detail: what of a series to draw for a part of it on so many pixels.

   The part is cut into buckets. Where a reading has half a pixel or more, each is a bucket. Where it has less, their line
   would be a solid block that hides band and expectation: buckets are hours, days or weeks of the meter's clock then,
   drawn as a line of means in a light area from the lowest to the highest reading. */

import { HOUR, calendar, wallOf } from "../detection/wall_clock.js";

/** @import { Drawable, DrawnColumns, Numbers, Series } from "../detection/payload.js" */
/** @import { Grid } from "../detection/wall_clock.js" */

/**
 * @typedef {Grid & Drawable} Drawn a series or a forecast
 * @typedef {"power" | "expected" | "below" | "above" | "usual_low" | "usual_high" | "low" | "high"} ColumnName
 * @typedef {{edges: number[] | Int32Array} & Record<ColumnName, Float64Array>} Table one row a bucket; edges are positions,
 *   one more than there are rows
 * @typedef {Table & {hours: number, step: boolean, per: number}} Buckets hours of a bucket, 0 where each is a reading;
 *   whether they are drawn as steps; how many readings share a pixel
 */

const READING_PX = 0.5; // readings narrower than this are drawn by their means
const STEP_PX = 2; // readings at least this wide are drawn as steps
// Lengths of buckets in hours, and how wide each must be: a day needs room for its own course, else days are joined.
const LENGTHS = [[1, 1], [3, 0.75], [24, 1], [168, 0]];
const MEAN_COLUMNS = /** @type {const} */ (["power", "expected", "below", "above", "usual_low", "usual_high"]);
const COLUMNS = /** @type {const} */ ([...MEAN_COLUMNS, "low", "high"]);

/** Buckets for positions [from, to) on `width` pixels: their edges, means and extremes.
 * @param {Drawn} series @param {number[]} positions @param {number} width @returns {Buckets} */
export function buckets(series, [from, to], width) {
  const px = width / (to - from), per = Math.max(1, Math.ceil(1 / px));
  if (px >= READING_PX) {
    const edges = Array.from({ length: to - from + 1 }, (_, i) => from + i);
    return { ...tabulate(series, edges), hours: 0, step: px >= STEP_PX, per };
  }
  const hourPx = (px * HOUR) / series.dx;
  const fitting = LENGTHS.find(([length, minPx]) => length > series.stepHours && length * hourPx >= minPx);
  const [hours] = fitting ?? LENGTHS[LENGTHS.length - 1];
  return { ...part(calendarTable(series, hours), from, to), hours, step: false, per };
}

/** The table of all hours, days or weeks, made once.
 * @param {Drawn} series @param {number} hours */
function calendarTable(series, hours) {
  series.tables ??= {};
  series.tables[hours] ??= tabulate(series, calendar(series, hours));
  return series.tables[hours];
}

/** The bucket that holds a position.
 * @param {Table["edges"]} edges @param {number} position */
export function bucketOf(edges, position) {
  let low = 0, high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (edges[middle] <= position) low = middle; else high = middle - 1;
  }
  return low;
}

/** The rows of a table that touch positions [from, to).
 * @param {Table} table @param {number} from @param {number} to @returns {Table} */
function part(table, from, to) {
  const a = bucketOf(table.edges, from), z = bucketOf(table.edges, to - 1) + 1;
  return tableOf(table.edges.slice(a, z + 1), (name) => table[name].subarray(a, z));
}

/** @param {Table["edges"]} edges @param {(name: ColumnName) => Float64Array} values @returns {Table} */
function tableOf(edges, values) {
  const columns = COLUMNS.map((name) => [name, values(name)]);
  return { edges, .../** @type {Record<ColumnName, Float64Array>} */ (Object.fromEntries(columns)) };
}

/** Means are taken over the readings there are, for what is expected too: half a day is compared with that half.
 * @param {Drawn} series @param {Table["edges"]} edges */
function tabulate(series, edges) {
  const size = edges.length - 1, table = tableOf(edges, () => new Float64Array(size).fill(NaN));
  for (let b = 0; b < size; b++) fill(series.shown, edges[b], edges[b + 1], table, b);
  return table;
}

/** @param {DrawnColumns} shown @param {number} a @param {number} z @param {Table} table @param {number} b */
function fill(shown, a, z, table, b) {
  const { power } = shown;
  let low = NaN, high = NaN;
  for (let i = a; i < z; i++) {
    const value = power[i];
    if (Number.isNaN(value)) continue;
    if (!(value >= low)) low = value;
    if (!(value <= high)) high = value;
  }
  table.low[b] = low;
  table.high[b] = high;
  const present = Number.isNaN(low) ? null : power;
  for (const name of MEAN_COLUMNS) {
    table[name][b] = mean(shown[name], present, a, z);
  }
}

/** @param {Numbers} values @param {Numbers | null} present @param {number} a @param {number} z */
function mean(values, present, a, z) {
  let sum = 0, count = 0;
  for (let i = a; i < z; i++) {
    if (Number.isNaN(values[i]) || (present && Number.isNaN(present[i]))) continue;
    sum += values[i];
    count++;
  }
  return count ? sum / count : NaN;
}

/** Wall time where a bucket begins and ends.
 * @param {Drawn} series @param {Pick<Table, "edges">} table @param {number} b @returns {[number, number]} */
export function bucketEnds(series, table, b) {
  return [wallOf(series, table.edges[b]), wallOf(series, table.edges[b + 1] - 1) + series.dx];
}

/** What the y axis covers: readings, expected and forecast, zero where it is near; impossible values only a little beyond.
 * @param {Series} series @param {number[]} positions @param {Table} table @param {number[] | null} [forecast]
 * @returns {[number, number]} */
export function height(series, [from, to], table, forecast) {
  const { power } = series.shown, { kind } = series.cols;
  let low = Infinity, high = -Infinity, lowest = Infinity, highest = -Infinity;
  for (let i = from; i < to; i++) {
    if (power[i] < lowest) lowest = power[i];
    if (power[i] > highest) highest = power[i];
    if (kind[i]) continue;
    if (power[i] < low) low = power[i];
    if (power[i] > high) high = power[i];
  }
  for (const value of [...table.expected, ...(forecast ?? [])]) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!(low <= high)) [low, high] = lowest <= highest ? [lowest, highest] : [0, 1];
  const range = high - low || Math.abs(high) || 1;
  low = Math.max(Math.min(low, lowest), low - range / 3);
  high = Math.min(Math.max(high, highest), high + range / 3);
  const base = low >= 0 && low < 0.5 * high ? 0 : low - 0.05 * (high - low || range);
  return [base, high + 0.08 * (high - base)];
}
