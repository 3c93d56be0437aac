/* Lines, areas, bars and marked dates of the timeline as arrays of x (wall time) and y, made from buckets and events. */

import { DAY, wallClockGoesBack, wallOf } from "../detection/wall_clock.js";
import { bucketEnds } from "./detail.js";

/** @import { Event, Occurrence } from "../detection/marks.js" */
/** @import { Series } from "../detection/payload.js" */
/** @import { Grid } from "../detection/wall_clock.js" */
/** @import { Buckets, Drawn } from "./detail.js" */

/**
 * @typedef {{x: number[], y: number[]}} Outline NaN in y is a gap
 * @typedef {{x0: number, x1: number, event: Event, ids: Set<string>, narrow: boolean}} Bar of one time an event happened, or
 *   of several that would touch: then the dearest of them
 */

const MIN_BAR_PX = 5; // the narrowest bar of an event

/** The points of a bucket on the x axis: both ends of a step, else its middle.
 * @param {Drawn} series @param {Buckets} table @param {number} b */
function points(series, table, b) {
  const [start, end] = bucketEnds(series, table, b);
  return table.step ? [start, end] : [(start + end) / 2];
}

/** A line of one column; a gap where it is unknown and where the clock goes back.
 * @param {Drawn} series @param {Buckets} table @param {Float64Array} values @returns {Outline} */
export function line(series, table, values) {
  /** @type {Outline} */
  const { x, y } = { x: [], y: [] };
  for (let b = 0; b < values.length; b++) {
    const unknown = Number.isNaN(values[b]);
    if ((unknown || wallClockGoesBack(series, table.edges[b])) && x.length) {
      x.push(x[x.length - 1]);
      y.push(NaN);
    }
    if (unknown) continue;
    for (const at of points(series, table, b)) {
      x.push(at);
      y.push(values[b]);
    }
  }
  return { x, y };
}

/** The area between two columns, one polygon for each part without a gap.
 * @param {Drawn} series @param {Buckets} table @param {Float64Array} low @param {Float64Array} high */
export function area(series, table, low, high) {
  const polygons = new Polygons();
  for (let b = 0; b < low.length; b++) {
    const known = !Number.isNaN(low[b]) && !Number.isNaN(high[b]);
    if (!known || wallClockGoesBack(series, table.edges[b])) polygons.close();
    if (known) for (const at of points(series, table, b)) polygons.add(at, low[b], high[b]);
  }
  return polygons.done();
}

/** Between what 90 % of ordinary readings lie; nobody looks for a value below zero where nothing is ever fed in.
 * @param {Drawn} series @param {Buckets} table */
export function usual(series, table) {
  const floor = series.feedsIn ? -Infinity : 0;
  const [low, high] = [table.usual_low, table.usual_high].map((ends) => ends.map((value) => Math.max(floor, value)));
  return area(series, table, low, high);
}

/** Lower and upper alarm limit.
 * @param {Drawn} series @param {Buckets} table @param {number} level */
function limits(series, table, level) {
  const floor = series.feedsIn ? -Infinity : 0;
  const low = table.expected.map((expected, b) => Math.max(floor, expected - level * table.below[b]));
  return [low, table.expected.map((expected, b) => expected + level * table.above[b])];
}

/** The lines of both alarm limits as one, with a gap between them.
 * @param {Drawn} series @param {Buckets} table @param {number} level @returns {Outline} */
export function limit(series, table, level) {
  const [low, high] = limits(series, table, level).map((values) => line(series, table, values));
  const end = low.x.length ? [NaN] : [];
  return { x: [...low.x, ...low.x.slice(-1), ...high.x], y: [...low.y, ...end, ...high.y] };
}

/** From the lower alarm limit to the upper one; nobody looks for one below zero where nothing is ever fed in.
 * @param {Drawn} series @param {Buckets} table @param {number} level */
export function band(series, table, level) {
  const [low, high] = limits(series, table, level);
  return area(series, table, low, high);
}

/** Polygons between a lower and an upper edge, as one line with gaps. */
class Polygons {
  /** @type {Outline} */
  #outline = { x: [], y: [] };
  /** @type {[number, number, number][]} */
  #edge = [];

  /** @param {number} at @param {number} low @param {number} high */
  add(at, low, high) {
    this.#edge.push([at, low, high]);
  }

  close() {
    const { x, y } = this.#outline, edge = this.#edge;
    if (!edge.length) return;
    for (const [at, , high] of edge) {
      x.push(at);
      y.push(high);
    }
    for (const [at, low] of edge.reverse()) {
      x.push(at);
      y.push(low);
    }
    x.push(x[x.length - 1]);
    y.push(NaN);
    this.#edge = [];
  }

  done() {
    this.close();
    return this.#outline;
  }
}

/** Between expected and readings on one side, inside energy events; in each pixel by the reading furthest away.
 * `inside` says for each position which sides count there (bits 1 above, 2 below).
 * @param {Series} series @param {number[]} positions @param {number} per readings that share a pixel
 * @param {Uint8Array} inside @param {1 | -1} side */
export function excess(series, [from, to], per, inside, side) {
  const { power, expected } = series.shown, bit = side > 0 ? 1 : 2, polygons = new Polygons();
  for (let a = from - (from % per); a < to; a += per) {
    let worst = -1, most = 0;
    for (let i = a; i < Math.min(a + per, series.n); i++) {
      const away = (power[i] - expected[i]) * side;
      if (away > most && inside[i] & bit) {
        most = away;
        worst = i;
      }
    }
    if (worst < 0 || wallClockGoesBack(series, a)) polygons.close();
    if (worst < 0) continue;
    const start = wallOf(series, a), low = Math.min(power[worst], expected[worst]);
    polygons.add(start, low, low + most);
    polygons.add(start + per * series.dx, low, low + most);
  }
  return polygons.done();
}

/** Parts of wall time as areas over the whole height.
 * @param {number[][]} ranges @param {number[]} height */
export function zones(ranges, [low, high]) {
  const polygons = new Polygons();
  for (const [start, end] of ranges) {
    polygons.add(start, low, high);
    polygons.add(end, low, high);
    polygons.close();
  }
  return polygons.done();
}

/** Wall times of one time that an event happened.
 * @param {Grid} series @param {Occurrence} occurrence @returns {[number, number]} */
export const occurrenceRange = (series, [first, last]) => [wallOf(series, first), wallOf(series, last) + series.dx];

/** Bars of each time that events happened, wide enough to be hit; narrow ones that would touch are joined under the worst.
 * @param {Grid} series @param {Event[]} events @param {number} perPx ms a pixel @returns {Bar[]} */
export function bars(series, events, perPx) {
  /** @type {Bar[]} */
  const joined = [];
  const times = events.flatMap((event) => (
    event.occurrences.map((occurrence) => ({ event, range: occurrenceRange(series, occurrence) }))
  ));
  for (const { event, range: [x0, x1] } of times.sort((a, b) => a.range[0] - b.range[0])) {
    const missing = Math.max(0, MIN_BAR_PX * perPx - (x1 - x0)) / 2;
    const bar = { x0: x0 - missing, x1: x1 + missing, event, ids: new Set([event.id]), narrow: missing > 0 };
    const last = joined[joined.length - 1];
    if (!last || bar.x0 > last.x1 + perPx || !(bar.narrow || last.narrow)) {
      joined.push(bar);
      continue;
    }
    last.x1 = Math.max(last.x1, bar.x1);
    last.ids.add(event.id);
    if (event.peak > last.event.peak) last.event = event;
  }
  return joined;
}

/** Lines from each time that an event happened to the next one, at a height.
 * @param {Grid} series @param {Event[]} events @param {number} height @returns {Outline} */
export function links(series, events, height) {
  /** @type {Outline} */
  const { x, y } = { x: [], y: [] };
  for (const { occurrences } of events) {
    for (let k = 1; k < occurrences.length; k++) {
      const next = wallOf(series, occurrences[k][0]);
      x.push(occurrenceRange(series, occurrences[k - 1])[1], next, next);
      y.push(height, height, NaN);
    }
  }
  return { x, y };
}

/** Saturdays and Sundays between two wall times.
 * @param {number[]} range */
export function weekends([start, end]) {
  const found = [];
  for (let day = Math.floor(start / DAY) - 1; day * DAY < end; day++) {
    if ((day + 3) % 7 === 5) found.push([day * DAY, (day + 2) * DAY]); // day 0 was a Thursday
  }
  return found;
}
