/* From scores to flags while a slider moves: the one rule that the page repeats, as detectors/threshold.py has it.
   tests/golden/flags.json, which Python writes, holds the two together. What is an event, only the server knows. */

/** @import { Columns } from "./payload.js" */

/**
 * @typedef {object} Threshold
 * @property {number} level sigma
 * @property {"above" | "below" | "both"} side
 * @property {number} min_hours shorter events are dropped
 * @property {number} merge_hours flagged readings closer than this are one event
 * @property {number | null} min_kwh energy an event is worth at least; null for the usual share of the meter's mean day
 */

/** @type {Record<string, number | undefined>} */
const WANTED = { above: 1, below: -1 };

/** Whether something on a side counts at a threshold; what lies on neither always does.
 * @param {number} side @param {Pick<Threshold, "side">} threshold */
export function counts(side, threshold) {
  const wanted = WANTED[threshold.side];
  return wanted === undefined || side === wanted || side === 0;
}

/** Whether a reading reaches the threshold; one that cannot be judged never does.
 * @param {Pick<Columns, "score" | "side">} cols @param {Pick<Threshold, "level" | "side">} threshold @param {number} i */
export function isFlagged({ score, side }, threshold, i) {
  return score[i] >= threshold.level && counts(side[i], threshold);
}
