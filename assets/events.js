"use strict";
/* From scores to events in the browser, while a slider moves: the same rules as detectors/threshold.py and, in
   detectors/findings, extent.py and spans.py. tests/components/test_events_js.py holds them together. */
window.loadlens = window.loadlens || {};
window.loadlens.events = (function () {
  const ENERGY = 0, DATA = 1;
  const DRIFT = 0.5; // spreads, as in extent.py
  const LIMIT_LEVEL = 4; // as detectors/scores.py

  /** Python's round and numpy's rint: halves go to the even neighbour. */
  function roundHalfEven(value) {
    const rounded = Math.round(value);
    return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
  }

  const WANTED = { above: 1, below: -1 };

  function isFlagged({ cols: { score, side } }, threshold, i) {
    const wanted = WANTED[threshold.side];
    return score[i] >= threshold.level && (wanted === undefined || side[i] === wanted || side[i] === 0);
  }

  /** Stretches [first, last] of flagged readings among those with a 1 in `speaks`. Those closer than `gap` steps are one,
      and so are those of one side of which the later speaks for a window that goes back to the earlier. */
  function runs(series, threshold, speaks, gap) {
    const { side, window } = series.cols;
    const goesOn = (i, last) => side[i] === side[last] && i - last <= roundHalfEven(window[i] / series.stepHours);
    const found = [];
    let first = -1, last = -1;
    for (let i = 0; i < series.n; i++) {
      if (!speaks[i] || !isFlagged(series, threshold, i)) continue;
      if (first >= 0 && i - last > gap && !goesOn(i, last)) {
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

  /** In kW, what an event is measured against whose reason is that of reading `at`: what was expected, or the limit it is
      over; as Scores.compared_with. */
  function against({ cols, reasons }, at) {
    if (reasons[cols.reason[at]] !== "over_limit") return (i) => cols.expected[i];
    return (i) => cols.expected[i] + LIMIT_LEVEL * cols.above[i];
  }

  /** Running sum of (departure - drift) from `from` to `to`, to the side of the worst; null where nothing is expected. */
  function departures(series, own, from, to, worst) {
    const { power, above, below } = series.cols, side = series.cols.side[worst], usual = against(series, worst);
    const spread = side > 0 ? above : below;
    const total = new Float64Array(to - from + 2);
    let known = false;
    for (let i = from; i <= to; i++) {
      const departure = ((power[i] - usual(i)) * side) / spread[i];
      const finite = Number.isFinite(departure) && own[i] === 1;
      known = known || finite;
      total[i - from + 1] = total[i - from] + ((finite ? departure : 0) - DRIFT);
    }
    return side !== 0 && known ? total : null;
  }

  function lowest(values, from, to) {
    let at = from;
    for (let i = from + 1; i < to; i++) if (values[i] < values[at]) at = i;
    return at;
  }

  function highest(values, from, to) {
    let at = from;
    for (let i = from + 1; i < to; i++) if (values[i] > values[at]) at = i;
    return at;
  }

  /** First and last reading of the event behind a flagged stretch. */
  function extent(series, { own, speaks }, first, last) {
    const { score, window } = series.cols;
    let reach = Infinity, worst = -1, firstSingle = -1, lastSingle = -1; // single: judged for itself
    for (let i = first; i <= last; i++) {
      if (!speaks[i] || score[i] !== score[i]) {
        reach = Math.min(reach, i);
        continue;
      }
      const steps = Math.max(1, roundHalfEven(window[i] / series.stepHours));
      reach = Math.min(reach, i - steps + 1);
      if (steps === 1) {
        if (firstSingle < 0) firstSingle = i;
        lastSingle = i;
      }
      if (worst < 0 || score[i] > score[worst]) worst = i;
    }
    reach = Math.max(0, reach);
    const total = departures(series, own, reach, last, worst);
    if (total === null) return [reach, last];
    const begin = lowest(total, 0, (firstSingle < 0 ? worst : Math.min(firstSingle, worst)) - reach + 1);
    const finish = Math.max(lastSingle, worst) - reach + 1;
    return [reach + begin, reach + highest(total, finish, total.length) - 1];
  }

  /** Flagged stretches with at most so many steps from one to the next are one. */
  function mergeSteps(series, threshold) {
    return Math.max(1, roundHalfEven(threshold.merge_hours / series.stepHours));
  }

  /** Energy problems as [first, last], in order of time. */
  function energySpans(series, threshold, masks, gap) {
    let freeFrom = 0;
    return runs(series, threshold, masks.speaks, gap).map(([first, last]) => {
      let [begin, finish] = extent(series, masks, first, last);
      begin = Math.max(begin, freeFrom);
      freeFrom = finish + 1;
      while (!masks.own[begin]) begin++;
      while (!masks.own[finish]) finish--;
      return [begin, finish];
    });
  }

  /** Events as [kind, first, last] (inclusive): energy problems, then data problems, each in order of time. They are
      found by what was before the dates on show as well, and cut there. */
  function spans({ wide }, threshold) {
    const gap = mergeSteps(wide, threshold), masks = loadlens.faults.masks(wide, threshold.level);
    const longEnough = (own) => ([first, last]) => {
      let steps = 0;
      for (let i = first; i <= last; i++) steps += own[i];
      return steps * wide.stepHours >= threshold.min_hours - 1e-9;
    };
    const shown = (kind, own, speaks, found) =>
      found.filter(longEnough(own)).map((ends) => cut(wide, threshold, own, speaks, ends)).filter(Boolean)
        .map(([first, last]) => [kind, first - wide.before, last - wide.before]);
    return [
      ...shown(ENERGY, masks.own, masks.speaks, energySpans(wide, threshold, masks, gap)),
      ...shown(DATA, masks.covered, masks.covered, loadlens.faults.told(wide, threshold, gap)),
    ];
  }

  /** What is left of an event in the dates on show, null where nothing in them is flagged; as spans.py::_from. */
  function cut(wide, threshold, own, speaks, [first, last]) {
    if (first >= wide.before) return [first, last];
    first = wide.before;
    while (first <= last && !own[first]) first++;
    for (let i = first; i <= last; i++) if (speaks[i] && isFlagged(wide, threshold, i)) return [first, last];
    return null;
  }

  return { ENERGY, DATA, roundHalfEven, mergeSteps, runs, against, spans };
})();
