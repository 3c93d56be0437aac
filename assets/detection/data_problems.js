/* Runs of data problems: from the reading a problem began with to the one it ended with, whatever the level of the alarm.
   The same rules as detectors/events/data_runs.py and, for what they carry over, detectors/events/carryover.py. */

import { windowSteps } from "./threshold.js";

/** @import { Judged } from "./payload.js" */
/** @import { Segment } from "./threshold.js" */

/**
 * @typedef {object} Run
 * @property {number} first
 * @property {number} last
 * @property {number} reason code of it
 * @property {number} certainty highest score among its readings that are flagged as such a problem
 * @property {number} peak highest score in it
 *
 * @typedef {object} Masks which readings tell of what at an alarm level, 1 for yes
 * @property {Uint8Array} covered in the run of a data problem
 * @property {Uint8Array} own tell of the energy used
 * @property {Uint8Array} speaks of those, what can be flagged for it
 *
 * @typedef {object} DataProblems
 * @property {Run[]} runs in order of their ends
 * @property {Float64Array} cover for each reading, how certainly it belongs to one
 * @property {number} [bar] certainty for which the masks were made
 * @property {Masks} [masks]
 */

const CERTAIN = 4; // DEFAULT_LEVEL of detectors/threshold.py: what is one there is no energy problem at a higher level
const MIN_OWN_SHARE = 0.25; // of departures by data problems, as in detectors/events/carryover.py
const DATA = 1;

/** Found once, kept with the series.
 * @param {Judged} series @returns {DataProblems} */
function problemsOf(series) {
  if (!series.dataProblems) {
    const runs = runsOf(series), cover = new Float64Array(series.n);
    for (const { first, last, certainty } of runs) {
      for (let i = first; i <= last; i++) if (certainty > cover[i]) cover[i] = certainty;
    }
    series.dataProblems = { runs, cover };
  }
  return series.dataProblems;
}

/** A run goes on where a reading follows at once, or speaks for a window that goes back to the reading before.
 * @param {Judged} series */
function runsOf(series) {
  const { score, reason, kind } = series.cols;
  /** @type {Map<number, Run>} */
  const open = new Map();
  /** @type {Run[]} */
  const runs = [];
  for (let i = 0; i < series.n; i++) {
    if (kind[i] !== DATA || Number.isNaN(score[i])) continue;
    const steps = windowSteps(series, i), first = Math.max(0, i - steps + 1);
    let run = open.get(reason[i]);
    if (!run || i - run.last > steps) {
      run = { first, last: i, reason: reason[i], certainty: score[i], peak: 0 };
      open.set(reason[i], run);
      runs.push(run);
    }
    run.first = Math.min(run.first, first);
    run.last = i;
    run.certainty = Math.max(run.certainty, score[i]);
  }
  for (const run of runs) for (let i = run.first; i <= run.last; i++) if (score[i] > run.peak) run.peak = score[i];
  return runs.sort((a, b) => a.last - b.last);
}

/** Which readings tell of what at an alarm level; kept for the next call.
 * @param {Judged} series @param {number} level @returns {Masks} */
export function masksAt(series, level) {
  const problems = problemsOf(series), bar = Math.min(level, CERTAIN);
  if (!problems.masks || problems.bar !== bar) {
    Object.assign(problems, { bar, masks: masked(series, problems.cover, bar) });
  }
  return /** @type {Masks} */ (problems.masks);
}

/** What a data problem carries over into the windows after it is not flagged: nearly all that departs in them is its own.
 * Departures count to the side of the reading, in kW; both ways where it lies on neither.
 * @param {Judged} series @param {Float64Array} cover @param {number} bar @returns {Masks} */
function masked(series, cover, bar) {
  const { n, cols: { power, expected, side } } = series;
  const covered = new Uint8Array(n), own = new Uint8Array(n), speaks = new Uint8Array(n);
  const oneWay = new Float64Array(n + 1), bothWays = new Float64Array(n + 1); // of data problems less that of the others
  let lastCovered = -1;
  for (let i = 0; i < n; i++) {
    const away = expected ? power[i] - expected[i] : 0, finite = Number.isFinite(away) ? away : 0;
    covered[i] = cover[i] >= bar ? 1 : 0;
    own[i] = !covered[i] && !Number.isNaN(power[i]) ? 1 : 0;
    oneWay[i + 1] = oneWay[i] + (covered[i] ? MIN_OWN_SHARE * finite : -finite);
    bothWays[i + 1] = bothWays[i] + (covered[i] ? MIN_OWN_SHARE * Math.abs(finite) : -Math.abs(finite));
    if (covered[i]) lastCovered = i;
    if (!own[i]) continue;
    const begin = Math.max(0, i + 1 - windowSteps(series, i));
    const carryover = side[i] === 0 ? bothWays[i + 1] - bothWays[begin] : side[i] * (oneWay[i + 1] - oneWay[begin]);
    speaks[i] = lastCovered >= begin && carryover > 0 ? 0 : 1;
  }
  return { covered, own, speaks };
}

/** Events in order of time. Like runs with at most `gap` steps from one to the next are one.
 * @param {Judged} series @param {number} level @param {number} gap @returns {Segment[]} */
export function dataSegments(series, level, gap) {
  /** @type {{first: number, last: number, reason: number}[]} */
  const events = [];
  for (const { first, last, reason } of flaggedRuns(problemsOf(series).runs, level)) {
    const before = events[events.length - 1];
    if (before && before.reason === reason && first - before.last <= gap) before.last = last;
    else events.push({ first, last, reason });
  }
  return events.map(({ first, last }) => [first, last]);
}

/** The runs that are flagged; of readings that belong to two the later one has it.
 * @param {Run[]} runs @param {number} level */
function flaggedRuns(runs, level) {
  /** @type {{first: number, last: number, reason: number}[]} */
  const kept = [];
  for (const { first, last, reason, certainty, peak } of runs) {
    if (!(certainty >= Math.min(level, CERTAIN) && peak >= level)) continue;
    while (kept.length && kept[kept.length - 1].first >= first) kept.pop();
    const before = kept[kept.length - 1];
    if (before && before.last >= first) before.last = first - 1;
    kept.push({ first, last, reason });
  }
  return kept;
}
