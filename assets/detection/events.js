/* Events of a series at a threshold, with what their marks need: the same segments as detectors/events/segments.py and the
   same sides and energies as detectors/events/events.py give. tests/golden/events.json, which Python writes, holds the
   two together. */

import { boundaries, comparedWith } from "./boundaries.js";
import { dataSegments, masksAt } from "./data_problems.js";
import { flaggedSegments, isFlagged, mergeSteps } from "./threshold.js";
import { utcOf, wallOf } from "./wall_clock.js";

/** @import { Known, Series } from "./payload.js" */
/** @import { Masks } from "./data_problems.js" */
/** @import { Segment, Threshold } from "./threshold.js" */

/**
 * @typedef {[number, number, number]} KindSegment kind, first and last position on show (inclusive)
 *
 * @typedef {object} Event
 * @property {number} kind ENERGY or DATA
 * @property {number} first
 * @property {number} last
 * @property {number} peak highest score
 * @property {string} reason its label
 * @property {number} side
 * @property {number} excess kWh more than expected, NaN where nothing is expected
 * @property {number} hours of the readings that tell of it
 * @property {number} x0 wall time of its beginning
 * @property {number} x1
 * @property {number} start_ms UTC
 * @property {number} end_ms
 *
 * @typedef {{energy: number, data: number, excess_kwh: number, missing_kwh: number, months: number}} Counts
 */

export const ENERGY = 0;
export const DATA = 1;
const MAY_LIE_ON_BOTH = ["above_expected", "below_expected", "unusual_day"]; // as in events.py
const BALANCED = 0.5; // of the larger of what is above and below, the smaller from which neither rules; as in events.py

/** Energy problems, then data problems, each in order of time. They are found by what was before the dates on show as
 * well, and cut there.
 * @param {Pick<Series, "known">} series @param {Threshold} threshold @returns {KindSegment[]} */
export function segments({ known }, threshold) {
  const { covered, own, speaks } = masksAt(known, threshold.level), gap = mergeSteps(known, threshold);
  /** @type {(kind: number, own: Uint8Array, speaks: Uint8Array, found: Segment[]) => KindSegment[]} */
  const shown = (kind, its, flaggable, found) => found
    .filter((segment) => hoursOf(known, its, segment) >= threshold.min_hours - 1e-9)
    .map((segment) => cut(known, threshold, { own: its, speaks: flaggable }, segment))
    .filter((segment) => segment !== null)
    .map(([first, last]) => [kind, first - known.before, last - known.before]);
  return [
    ...shown(ENERGY, own, speaks, energySegments(known, threshold, { covered, own, speaks }, gap)),
    ...shown(DATA, covered, covered, dataSegments(known, threshold.level, gap)),
  ];
}

/** @param {Known} known @param {Uint8Array} own @param {Segment} segment */
function hoursOf(known, own, [first, last]) {
  let steps = 0;
  for (let i = first; i <= last; i++) steps += own[i];
  return steps * known.stepHours;
}

/** Energy problems in order of time, none of which overlap.
 * @param {Known} known @param {Threshold} threshold @param {Masks} masks @param {number} gap @returns {Segment[]} */
function energySegments(known, threshold, masks, gap) {
  let freeFrom = 0;
  return flaggedSegments(known, threshold, masks.speaks, gap).map((segment) => {
    let [begin, finish] = boundaries(known, masks, segment);
    begin = Math.max(begin, freeFrom);
    freeFrom = finish + 1;
    while (!masks.own[begin]) begin++;
    while (!masks.own[finish]) finish--;
    return [begin, finish];
  });
}

/** What is left of an event in the dates on show, null where nothing in them is flagged; as detectors/events/segments.py::_from.
 * @param {Known} known @param {Threshold} threshold @param {Pick<Masks, "own" | "speaks">} masks @param {Segment} segment
 * @returns {Segment | null} */
function cut(known, threshold, { own, speaks }, [first, last]) {
  if (first >= known.before) return [first, last];
  first = known.before;
  while (first <= last && !own[first]) first++;
  for (let i = first; i <= last; i++) if (speaks[i] && isFlagged(known, threshold, i)) return [first, last];
  return null;
}

/** Events with what a mark needs, in order of time.
 * @param {Series} series @param {Threshold} threshold @returns {Event[]} */
export function eventsAt(series, threshold) {
  const { covered, own, speaks } = masksAt(series.known, threshold.level), { before } = series.known;
  const shown = { covered: covered.subarray(before), own: own.subarray(before), speaks: speaks.subarray(before) };
  return segments(series, threshold).map((segment) => describe(series, segment, shown)).sort((a, b) => a.first - b.first);
}

/** @param {Series} series @param {KindSegment} segment @param {Masks} masks @returns {Event} */
function describe(series, [kind, first, last], masks) {
  const own = kind === DATA ? masks.covered : masks.own;
  const { worst, speaker } = peaks(series, [kind, first, last], own, kind === DATA ? own : masks.speaks);
  const { side, reason, score } = series.cols, why = series.reasons[reason[speaker]];
  const { more, less, known } = departed(series, own, [first, last], speaker);
  const counts = known && kind === ENERGY && why !== "ramp"; // a steep step is no amount of energy
  return {
    kind, first, last, peak: score[worst], reason: series.labels[reason[speaker]],
    side: counts ? sideOf(side[speaker], more, less, why) : side[speaker],
    excess: counts ? (more - less) * series.stepHours : NaN, hours: countedHours(series, own, [first, last], why),
    x0: wallOf(series, first), x1: wallOf(series, last) + series.dx,
    start_ms: utcOf(series, first), end_ms: utcOf(series, last + 1),
  };
}

/** The worst reading, and the one that gives the reason: of a data problem the last one that is flagged for it.
 * @param {Series} series @param {KindSegment} segment @param {Uint8Array} own @param {Uint8Array} speaks */
function peaks({ cols: { score, kind: kinds } }, [kind, first, last], own, speaks) {
  let worst = -1, speaker = -1;
  for (let i = first; i <= last; i++) {
    if (!own[i] || !speaks[i] || Number.isNaN(score[i])) continue;
    if (worst < 0 || score[i] > score[worst]) worst = i;
    if (kind === DATA && kinds[i] === DATA) speaker = i;
  }
  if (worst < 0) worst = last;
  return { worst, speaker: speaker < 0 ? worst : speaker };
}

/** Hours of its readings that are there, of a gap those that are not; as detectors/explain/event_context.py::hours.
 * @param {Series} series @param {Uint8Array} own @param {Segment} segment @param {string} why */
function countedHours({ cols: { power }, stepHours }, own, [first, last], why) {
  const gap = why === "gap";
  let steps = 0;
  for (let i = first; i <= last; i++) if (gap ? Number.isNaN(power[i]) : own[i] && !Number.isNaN(power[i])) steps++;
  return steps * stepHours;
}

/** Sums of what is above and of what is below, in kW times steps.
 * @param {Series} series @param {Uint8Array} own @param {Segment} segment @param {number} speaker */
function departed(series, own, [first, last], speaker) {
  const { power } = series.cols, usual = comparedWith(series, speaker);
  let more = 0, less = 0, known = false;
  for (let i = first; i <= last; i++) {
    const away = own[i] ? power[i] - usual(i) : NaN;
    if (Number.isNaN(away)) continue;
    known = true;
    more += Math.max(0, away);
    less += Math.max(0, -away);
  }
  return { more, less, known };
}

/** As detectors/events/events.py::_side.
 * @param {number} side @param {number} more @param {number} less @param {string} why */
function sideOf(side, more, less, why) {
  if (side === 0 || (more === 0 && less === 0)) return side;
  const mixed = MAY_LIE_ON_BOTH.includes(why) && Math.min(more, less) >= BALANCED * Math.max(more, less);
  return mixed ? 0 : Math.sign(more - less);
}

/** @param {Series} series @param {Event[]} events @returns {Counts} */
export function countsOf(series, events) {
  const energy = events.filter((event) => event.kind === ENERGY);
  /** @type {(sign: number) => number} */
  const sum = (sign) => energy.reduce((total, event) => total + Math.max(0, sign * (event.excess || 0)), 0);
  const data = events.length - energy.length;
  return { energy: energy.length, data, excess_kwh: sum(1), missing_kwh: sum(-1), months: series.months };
}

/** For each position, which sides are filled there: bits 1 above, 2 below.
 * @param {Series} series @param {Event[]} events */
export function filledSides(series, events) {
  const marks = new Uint8Array(series.n);
  for (const { kind, first, last, side } of events) {
    if (kind === ENERGY) marks.fill(side > 0 ? 1 : side < 0 ? 2 : 3, first, last + 1);
  }
  return marks;
}
