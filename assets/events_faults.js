"use strict";
/* Runs of data problems: from the reading a fault began with to the one it ended with, whatever the level of the alarm.
   The same rules as detectors/findings/faults.py; tests/components/test_events_js.py holds the two together. */
window.loadlens = window.loadlens || {};
window.loadlens.faults = (function () {
  const SURE = 4; // DEFAULT_LEVEL of detectors/threshold.py: what is one there is no energy problem at a higher level
  const LEAST_OWN = 0.25; // as detectors/findings/echoes.py
  const DATA = 1;

  /** Runs in order of their ends, and for each reading how surely it belongs to one; found once, kept with the series. */
  function of(series) {
    if (!series.faults) {
      const runs = found(series), cover = new Float64Array(series.n);
      for (const { first, last, sure } of runs) {
        for (let i = first; i <= last; i++) if (sure > cover[i]) cover[i] = sure;
      }
      series.faults = { runs, cover, bar: NaN };
    }
    return series.faults;
  }

  /** A run goes on where a reading follows at once, or speaks for a window that goes back to the reading before. */
  function found({ n, cols, stepHours }) {
    const { score, reason, kind, window } = cols, { roundHalfEven } = loadlens.events;
    const open = new Map(), runs = [];
    for (let i = 0; i < n; i++) {
      if (kind[i] !== DATA || score[i] !== score[i]) continue;
      const steps = Math.max(1, roundHalfEven(window[i] / stepHours)), first = Math.max(0, i - steps + 1);
      let run = open.get(reason[i]);
      if (!run || i - run.last > steps) {
        run = { first, last: i, reason: reason[i], sure: score[i], peak: 0 };
        open.set(reason[i], run);
        runs.push(run);
      }
      run.first = Math.min(run.first, first);
      run.last = i;
      run.sure = Math.max(run.sure, score[i]);
    }
    for (const run of runs) for (let i = run.first; i <= run.last; i++) if (score[i] > run.peak) run.peak = score[i];
    return runs.sort((a, b) => a.last - b.last);
  }

  /** Which readings tell of what at an alarm level, as masks: `covered` are those in the run of a data problem, `own`
      those that tell of the energy used, `speaks` those of them that can be flagged for it. Kept for the next call. */
  function masks(series, level) {
    const faults = of(series), bar = Math.min(level, SURE);
    if (faults.bar !== bar) Object.assign(faults, { bar, masks: masked(series, faults.cover, bar) });
    return faults.masks;
  }

  function masked({ n, cols, stepHours }, cover, bar) {
    const { power, expected, side, window } = cols, { roundHalfEven } = loadlens.events;
    const covered = new Uint8Array(n), own = new Uint8Array(n), speaks = new Uint8Array(n);
    const oneWay = new Float64Array(n + 1), bothWays = new Float64Array(n + 1); // of the faults less of the others
    let lastCovered = -1;
    for (let i = 0; i < n; i++) {
      const away = expected ? power[i] - expected[i] : 0, finite = Number.isFinite(away) ? away : 0;
      covered[i] = cover[i] >= bar ? 1 : 0;
      own[i] = !covered[i] && power[i] === power[i] ? 1 : 0;
      oneWay[i + 1] = oneWay[i] + (covered[i] ? LEAST_OWN * finite : -finite);
      bothWays[i + 1] = bothWays[i] + (covered[i] ? LEAST_OWN * Math.abs(finite) : -Math.abs(finite));
      if (covered[i]) lastCovered = i;
      if (!own[i]) continue;
      const begin = Math.max(0, i + 1 - Math.max(1, roundHalfEven(window[i] / stepHours)));
      const echo = side[i] === 0 ? bothWays[i + 1] - bothWays[begin] : side[i] * (oneWay[i + 1] - oneWay[begin]);
      speaks[i] = lastCovered >= begin && echo > 0 ? 0 : 1;
    }
    return { covered, own, speaks };
  }

  /** Events as [first, last] in order of time. Like runs with at most so many steps from one to the next are one. */
  function told(series, threshold, steps) {
    const events = [];
    for (const { first, last, reason } of apart(of(series).runs, threshold.level)) {
      const before = events[events.length - 1];
      if (before && before.reason === reason && first - before.last <= steps) before.last = last;
      else events.push({ first, last, reason });
    }
    return events.map(({ first, last }) => [first, last]);
  }

  /** The runs that are flagged; of readings that belong to two the later one has it. */
  function apart(runs, level) {
    const kept = [];
    for (const { first, last, reason, sure, peak } of runs) {
      if (!(sure >= Math.min(level, SURE) && peak >= level)) continue;
      while (kept.length && kept[kept.length - 1].first >= first) kept.pop();
      const before = kept[kept.length - 1];
      if (before && before.last >= first) before.last = first - 1;
      kept.push({ first, last, reason });
    }
    return kept;
  }

  return { masks, told };
})();
