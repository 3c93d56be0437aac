/* Where an energy problem begins and ends: the part of its flagged readings, reaching back by their windows, that departs
   from expected most. The same rule as detectors/events/boundaries.py. */

import { windowSteps } from "./threshold.js";

/** @import { Known } from "./payload.js" */
/** @import { Masks } from "./data_problems.js" */
/** @import { Segment } from "./threshold.js" */

const DRIFT = 0.5; // sigma a reading must depart by to lengthen an event, as in boundaries.py
const LIMIT_LEVEL = 4; // as in detectors/scores.py

/** In kW, what an event is measured against whose reason is that of reading `at`: what was expected, or the limit it is
 * over; as Scores.compared_with.
 * @param {Pick<Known, "cols" | "reasons">} series @param {number} at @returns {(i: number) => number} */
export function comparedWith({ cols, reasons }, at) {
  if (reasons[cols.reason[at]] !== "over_limit") return (i) => cols.expected[i];
  return (i) => cols.expected[i] + LIMIT_LEVEL * cols.above[i];
}

/** First and last reading of the event behind a flagged segment.
 * @param {Known} series @param {Masks} masks @param {Segment} segment @returns {Segment} */
export function boundaries(series, { own, speaks }, [first, last]) {
  const { score } = series.cols;
  let reach = Infinity, worst = -1, firstSingle = -1, lastSingle = -1; // single: judged for itself
  for (let i = first; i <= last; i++) {
    if (!speaks[i] || Number.isNaN(score[i])) {
      reach = Math.min(reach, i);
      continue;
    }
    const steps = windowSteps(series, i);
    reach = Math.min(reach, i - steps + 1);
    if (steps === 1) {
      if (firstSingle < 0) firstSingle = i;
      lastSingle = i;
    }
    if (worst < 0 || score[i] > score[worst]) worst = i;
  }
  reach = Math.max(0, reach);
  const total = departures(series, own, [reach, last], worst);
  if (total === null) return [reach, last];
  const begin = lowest(total, 0, (firstSingle < 0 ? worst : Math.min(firstSingle, worst)) - reach + 1);
  const finish = Math.max(lastSingle, worst) - reach + 1;
  return [reach + begin, reach + highest(total, finish, total.length) - 1];
}

/** Running sum of (departure - drift) over a segment, to the side of the worst; null where nothing is expected.
 * @param {Known} series @param {Uint8Array} own @param {Segment} segment @param {number} worst */
function departures(series, own, [from, to], worst) {
  const { power, above, below } = series.cols, side = series.cols.side[worst], usual = comparedWith(series, worst);
  const scale = side > 0 ? above : below;
  const total = new Float64Array(to - from + 2);
  let known = false;
  for (let i = from; i <= to; i++) {
    const departure = ((power[i] - usual(i)) * side) / scale[i];
    const finite = Number.isFinite(departure) && own[i] === 1;
    known = known || finite;
    total[i - from + 1] = total[i - from] + ((finite ? departure : 0) - DRIFT);
  }
  return side !== 0 && known ? total : null;
}

/** Position of the first lowest of [from, to).
 * @param {Float64Array} values @param {number} from @param {number} to */
function lowest(values, from, to) {
  let at = from;
  for (let i = from + 1; i < to; i++) if (values[i] < values[at]) at = i;
  return at;
}

/** Position of the first highest of [from, to).
 * @param {Float64Array} values @param {number} from @param {number} to */
function highest(values, from, to) {
  let at = from;
  for (let i = from + 1; i < to; i++) if (values[i] > values[at]) at = i;
  return at;
}
