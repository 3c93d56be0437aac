"use strict";
/* Events of the timeline with what their marks need: the same sides and energies as detectors/findings/events.py gives them. */
window.loadlens = window.loadlens || {};
window.loadlens.marked = (function () {
  const MAY_LIE_ON_BOTH = ["above_expected", "below_expected", "unusual_day"], BALANCED = 0.5; // as detectors/findings/events.py

  /** Events with what a mark needs, in order of time. */
  function described(series, threshold) {
    const masks = shown(series, loadlens.faults.masks(series.wide, threshold.level));
    const events = loadlens.events.spans(series, threshold).map((span) => describe(series, span, masks));
    return events.sort((a, b) => a.first - b.first);
  }

  /** Masks without what was before the dates on show. */
  function shown({ wide }, { covered, own, speaks }) {
    const from = (mask) => mask.subarray(wide.before);
    return { covered: from(covered), own: from(own), speaks: from(speaks) };
  }

  function describe(series, [kind, first, last], masks) {
    const { score, kind: kinds, side, reason, power } = series.cols, { ENERGY, DATA, against } = loadlens.events;
    const [own, speaks] = kind === DATA ? [masks.covered, masks.covered] : [masks.own, masks.speaks];
    let worst = -1, says = -1, more = 0, less = 0, known = false, steps = 0;
    for (let i = first; i <= last; i++) {
      if (!own[i]) continue;
      steps++;
      if (!speaks[i] || score[i] !== score[i]) continue;
      if (worst < 0 || score[i] > score[worst]) worst = i;
      if (kind === DATA && kinds[i] === DATA) says = i; // the last one that is flagged for it
    }
    if (worst < 0) worst = last;
    const at = says < 0 ? worst : says, why = series.reasons[reason[at]], usual = against(series, at);
    for (let i = first; i <= last; i++) {
      const away = own[i] ? power[i] - usual(i) : NaN;
      if (away === away) known = true, more += Math.max(0, away), less += Math.max(0, -away);
    }
    const counts = known && kind === ENERGY && why !== "ramp"; // a steep step is no amount of energy
    return {
      kind, first, last, peak: score[worst], reason: loadlens.words.reason(why),
      side: counts ? sideOf(side[at], more, less, why) : side[at],
      excess: counts ? (more - less) * series.stepHours : NaN, hours: steps * series.stepHours,
      x0: loadlens.series.wallOf(series, first), x1: loadlens.series.wallOf(series, last) + series.dx,
      start_ms: loadlens.series.utcOf(series, first), end_ms: loadlens.series.utcOf(series, last + 1),
    };
  }

  /** As detectors/findings/events.py::_side. */
  function sideOf(side, more, less, why) {
    if (side === 0 || (more === 0 && less === 0)) return side;
    const mixed = MAY_LIE_ON_BOTH.includes(why) && Math.min(more, less) >= BALANCED * Math.max(more, less);
    return mixed ? 0 : Math.sign(more - less);
  }

  function counts(series, events) {
    const energy = events.filter((event) => event.kind === loadlens.events.ENERGY);
    const sum = (sign) => energy.reduce((total, event) => total + Math.max(0, sign * (event.excess || 0)), 0);
    const data = events.length - energy.length;
    return { energy: energy.length, data, excess_kwh: sum(1), missing_kwh: sum(-1), months: series.months };
  }

  /** For each position, which sides are filled there: bits 1 above, 2 below. */
  function inside(series, events) {
    const marks = new Uint8Array(series.n);
    for (const { kind, first, last, side } of events) {
      if (kind === loadlens.events.ENERGY) marks.fill(side > 0 ? 1 : side < 0 ? 2 : 3, first, last + 1);
    }
    return marks;
  }

  return { described, counts, inside };
})();
