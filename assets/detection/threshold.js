/* From scores to flags, and from flags to segments, while a slider moves: the same rules as
   detectors/threshold.py. tests/golden/events.json, which Python writes, holds the two together. */

/** @import { Judged } from "./payload.js" */

/**
 * @typedef {object} Threshold
 * @property {number} level sigma
 * @property {"above" | "below" | "both"} side
 * @property {number} min_hours shorter events are dropped
 * @property {number} merge_hours flagged readings closer than this are one event
 *
 * @typedef {[number, number]} Segment first and last position, both inclusive
 */

/** @type {Record<string, number | undefined>} */
const WANTED = { above: 1, below: -1 };

/** Python's round and numpy's rint: halves go to the even neighbour.
 * @param {number} value */
export function roundHalfEven(value) {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Over how many steps a reading was judged, at least one.
 * @param {Judged} series @param {number} i */
export function windowSteps({ cols, stepHours }, i) {
  return Math.max(1, roundHalfEven(cols.window[i] / stepHours));
}

/** Flagged readings with at most so many steps from one to the next are one.
 * @param {{stepHours: number}} series @param {Threshold} threshold */
export function mergeSteps({ stepHours }, threshold) {
  return Math.max(1, roundHalfEven(threshold.merge_hours / stepHours));
}

/** Whether a reading reaches the threshold; one that cannot be judged never does.
 * @param {Judged} series @param {Threshold} threshold @param {number} i */
export function isFlagged({ cols: { score, side } }, threshold, i) {
  const wanted = WANTED[threshold.side];
  return score[i] >= threshold.level && (wanted === undefined || side[i] === wanted || side[i] === 0);
}

/** Segments of flagged readings among those with a 1 in `speaks`. Those closer than `gap` steps are one, and so are those
 * of one side of which the later speaks for a window that goes back to the earlier.
 * @param {Judged} series @param {Threshold} threshold @param {Uint8Array} speaks @param {number} gap
 * @returns {Segment[]} */
export function flaggedSegments(series, threshold, speaks, gap) {
  const { side } = series.cols;
  /** @type {Segment[]} */
  const found = [];
  let first = -1, last = -1;
  for (let i = 0; i < series.n; i++) {
    if (!speaks[i] || !isFlagged(series, threshold, i)) continue;
    const goesOn = i - last <= gap || (side[i] === side[last] && i - last <= windowSteps(series, i));
    if (first >= 0 && !goesOn) {
      found.push([first, last]);
      first = i;
    } else if (first < 0) {
      first = i;
    }
    last = i;
  }
  if (first >= 0) found.push([first, last]);
  return found;
}
