"use strict";
/* Events of the timeline with what their marks need: the same sides and energies as detectors/findings/events.py gives them. */
window.loadlens = window.loadlens || {};
window.loadlens.marked = (function () {
  const MAY_LIE_ON_BOTH = ["above_expected", "below_expected", "unusual_day"], BALANCED = 0.5; // as detectors/findings/events.py

  /** Events with what a mark needs, in order of time. */
  function described(series, threshold) {
    const events = loadlens.events.spans(series, threshold).map((span) => describe(series, span));
    return events.sort((a, b) => a.first - b.first);
  }

  function describe(series, [kind, first, last]) {
    const { score, kind: kinds, side, reason, power, expected } = series.cols;
    let worst = -1, more = 0, less = 0, known = false;
    for (let i = first; i <= last; i++) {
      const away = power[i] - expected[i];
      if (away === away && kinds[i] === kind) known = true, more += Math.max(0, away), less += Math.max(0, -away);
      if (kinds[i] === kind && score[i] === score[i] && (worst < 0 || score[i] > score[worst])) worst = i;
    }
    const at = worst < 0 ? last : worst, why = series.reasons[reason[at]];
    const counts = known && kind === loadlens.events.ENERGY && why !== "ramp"; // a steep step is no amount of energy
    return {
      kind, first, last, peak: score[at], reason: loadlens.words.reason(why),
      side: counts ? sideOf(side[at], more, less, why) : side[at],
      excess: counts ? (more - less) * series.stepHours : NaN, hours: (last - first + 1) * series.stepHours,
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
