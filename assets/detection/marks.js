/* The events on show, as the server has found them (components/timeline/marks.py). While the alarm level moves, before its
   answer is there, those known stay that still reach the level, and readings that reach it are marked. */

import { counts, isFlagged } from "./threshold.js";
import { utcOf, wallOf } from "./wall_clock.js";

/** @import { Series } from "./payload.js" */
/** @import { Threshold } from "./threshold.js" */

/**
 * @typedef {[number, number]} Occurrence first and last position, both inclusive
 *
 * @typedef {object} Alarm what a method found
 * @property {"energy" | "data"} kind
 * @property {number} side 1 above, -1 below, 0 neither
 * @property {number} peak highest score
 * @property {Occurrence[]} occurrences each time it happened, in order
 *
 * @typedef {object} Found
 * @property {string} id of its row
 * @property {string} what happened, in words
 * @property {number | null} excess kWh more than expected, null where that is no amount of energy
 * @property {number} hours of the readings it is told by
 * @property {boolean} open still lasting with the last reading
 * @typedef {Alarm & Found} Mark of an event
 *
 * @typedef {object} Marks the answer of the server
 * @property {string} key of the readings it is about
 * @property {Threshold} threshold it was made for
 * @property {Mark[]} events dearest first
 * @property {Alarm[][]} lanes alarms of each further method, in order of time
 *
 * @typedef {Mark & {first: number, last: number, x0: number, x1: number, start_ms: number, end_ms: number}} Event with wall
 *   times of its beginning and end, and instants
 * @typedef {{energy: number, data: number, excess_kwh: number, missing_kwh: number, months: number}} Counts
 */

/** Whether two thresholds give the same events.
 * @param {Threshold} a @param {Threshold} b */
export const areAlike = (a, b) => (
  a.level === b.level && a.side === b.side && a.min_hours === b.min_hours && a.min_kwh === b.min_kwh
);

/** Whether an answer is about these readings.
 * @param {{key: string}} series @param {Marks | null} marks @returns {marks is Marks} */
export const isOf = ({ key }, marks) => marks?.key === key;

/** Whether an answer is what the threshold gives, and not what stays of one before.
 * @param {{key: string}} series @param {Marks | null} marks @param {Threshold} threshold */
export const isExact = (series, marks, threshold) => isOf(series, marks) && areAlike(marks.threshold, threshold);

/** @template {Alarm} T @param {T[]} alarms @param {Threshold} threshold */
const kept = (alarms, threshold) => alarms.filter(({ peak, side }) => peak >= threshold.level && counts(side, threshold));

/** Events in order of time; nothing while there is no answer.
 * @param {Series} series @param {Marks | null} marks @param {Threshold} threshold @returns {Event[]} */
export function eventsOf(series, marks, threshold) {
  if (!isOf(series, marks)) return [];
  const events = isExact(series, marks, threshold) ? marks.events : kept(marks.events, threshold);
  return events.map((mark) => placed(series, mark)).sort((a, b) => a.first - b.first);
}

/** Alarms of further methods, in the order of the methods.
 * @param {Series} series @param {Marks | null} marks @param {Threshold} threshold @returns {Alarm[][]} */
export function lanesOf(series, marks, threshold) {
  if (!isOf(series, marks)) return [];
  return isExact(series, marks, threshold) ? marks.lanes : marks.lanes.map((alarms) => kept(alarms, threshold));
}

/** @param {Series} series @param {Mark} mark @returns {Event} */
function placed(series, mark) {
  const first = mark.occurrences[0][0], last = mark.occurrences[mark.occurrences.length - 1][1];
  return {
    ...mark, first, last, x0: wallOf(series, first), x1: wallOf(series, last) + series.dx,
    start_ms: utcOf(series, first), end_ms: utcOf(series, last + 1),
  };
}

/** @param {Series} series @param {Event[]} events @returns {Counts} */
export function countsOf(series, events) {
  const energy = events.filter(({ kind }) => kind === "energy");
  /** @type {(sign: number) => number} */
  const sum = (sign) => energy.reduce((total, { excess }) => total + Math.max(0, sign * (excess ?? 0)), 0);
  const data = events.length - energy.length;
  return { energy: energy.length, data, excess_kwh: sum(1), missing_kwh: sum(-1), months: series.months };
}

/** @param {number} side */
const bits = (side) => (side > 0 ? 1 : side < 0 ? 2 : 3);

/** For each position, which sides are filled there: bits 1 above, 2 below. Without an exact answer flagged readings are too.
 * @param {Series} series @param {Event[]} events @param {Threshold | null} moving @returns {Uint8Array} */
export function filledSides(series, events, moving) {
  const filled = new Uint8Array(series.n), { side: sides, kind: kinds } = series.cols;
  for (const { kind, occurrences, side } of events) {
    if (kind === "energy") for (const [first, last] of occurrences) filled.fill(bits(side), first, last + 1);
  }
  for (let i = 0; moving && i < series.n; i++) {
    if (!kinds[i] && isFlagged(series.cols, moving, i)) filled[i] |= bits(sides[i]);
  }
  return filled;
}
