"use strict";
/* Strips under the timeline: one row a method, with the stretches in which it is in alarm at the level of all.
   Above and below the usual lie in the upper and the lower half of a strip, data problems are hatched over the whole of
   it, so that nothing is told by colour alone. components/votes.py packs what they are made from. */
window.loadlens = window.loadlens || {};
window.loadlens.votes = (function () {
  const PER_SIGMA = 1000, DATA_MARK = 4; // as components/votes.py packs them
  const ROW_PX = 24, LOW_ROW_PX = 20, FEW_ROWS = 3, GAP_PX = 10; // of a row, of one of many, and above the first one
  const LANES_SHARE = 0.13, LANES_PX = 36; // of the marks of events above the readings, whose three names need room
  const BASE = 0.08, MIDDLE = 0.28, TOP = 0.48; // of a strip within its row; the name stands above it
  const LEAST_PX = 2; // the narrowest alarm
  const NARROW = 480; // pixels, below which the name of the algorithm is left out

  function unpack(view, power) {
    return (view.votes || []).map(({ label, algorithm, score, mark, window }) => {
      const packed = loadlens.series.column(score), marks = loadlens.series.column(mark);
      const cols = { score: Float64Array.from(packed, (value) => value / PER_SIGMA) };
      cols.side = Int8Array.from(marks, (value) => (value % DATA_MARK) - 1);
      cols.reason = Uint8Array.from(marks, (value) => Math.floor(value / DATA_MARK)); // which data problem, 0 for none
      cols.kind = cols.reason.map((value) => (value > 0 ? 1 : 0));
      cols.window = loadlens.series.column(window); // in steps
      return { label, algorithm, n: packed.length, cols: { ...cols, power }, stepHours: 1 };
    });
  }

  /** Stretches in which each method is in alarm, as {first, last, part, peak} in order of time. Those of the first
      method, whose events are on show, are its events. */
  function alarms(series, threshold, events) {
    const { ENERGY, DATA, runs, mergeSteps } = loadlens.events, gap = mergeSteps(series, threshold);
    return series.votes.map((vote, i) => {
      const { covered, speaks } = loadlens.faults.masks(vote, threshold.level);
      const of = (kind) => {
        const [mask, found] = kind === DATA ? [covered, loadlens.faults.told(vote, threshold, gap)] : [speaks, runs(vote, threshold, speaks, gap)];
        return found.map((run) => described(vote, kind, mask, run));
      };
      const found = i ? [...of(ENERGY), ...of(DATA)].sort((a, b) => a.first - b.first) : events.map(known);
      return { label: vote.label, algorithm: vote.algorithm, found };
    });
  }

  const partOf = (kind, side) => (kind === loadlens.events.DATA ? "data" : side > 0 ? "above" : side < 0 ? "below" : "other");

  const known = ({ kind, side, first, last, peak }) => ({ first, last, part: partOf(kind, side), peak });

  function described({ cols }, kind, speaks, [first, last]) {
    let worst = last;
    for (let i = first; i <= last; i++) if (speaks[i] && cols.score[i] > cols.score[worst]) worst = i;
    return { first, last, part: partOf(kind, cols.side[worst]), peak: cols.score[worst] };
  }

  const HEIGHTS = { above: [MIDDLE, TOP], below: [BASE, MIDDLE], other: [BASE, TOP], data: [BASE, TOP] };

  /** Traces of all rows for a range of wall time; alarms that would touch on the screen are one. */
  function traces(series, rows, shown, width, table) {
    const perPx = (shown[1] - shown[0]) / width;
    const drawn = { above: [], below: [], other: [], data: [] }, backs = [];
    rows.forEach(({ found }, i) => {
      const base = rows.length - 1 - i;
      backs.push([shown, [base + BASE, base + TOP]]);
      for (const part in drawn) for (const stretch of spread(series, found, part, shown, perPx)) {
        drawn[part].push([stretch, HEIGHTS[part].map((at) => base + at)]);
      }
    });
    const result = { vote_rows: boxes(backs), vote_hover: hover(series, rows, table) };
    for (const part in drawn) result[`vote_${part}`] = boxes(drawn[part]);
    return result;
  }

  function spread(series, found, part, shown, perPx) {
    const stretches = [];
    for (const alarm of found) {
      if (alarm.part !== part) continue;
      let start = loadlens.series.wallOf(series, alarm.first), end = loadlens.series.wallOf(series, alarm.last) + series.dx;
      const missing = Math.max(0, LEAST_PX * perPx - (end - start)) / 2;
      [start, end] = [Math.max(start - missing, shown[0]), Math.min(end + missing, shown[1])];
      if (start >= end) continue;
      const before = stretches[stretches.length - 1];
      if (before && start <= before[1] + perPx) before[1] = Math.max(before[1], end);
      else stretches.push([start, end]);
    }
    return stretches;
  }

  function boxes(rectangles) {
    const x = [], y = [];
    for (const [[start, end], [low, high]] of rectangles) {
      x.push(start, end, end, start, start);
      y.push(high, high, low, low, NaN);
    }
    return { x, y };
  }

  /** For each bucket of a table, the worst alarm of each method in it, or nothing. */
  function within(rows, table) {
    return rows.map(({ found }) => {
      const worst = new Array(table.power.length);
      let b = 0;
      for (const alarm of found) {
        while (b > 0 && table.edges[b] > alarm.first) b--;
        while (b < worst.length && table.edges[b + 1] <= alarm.first) b++;
        for (let at = b; at < worst.length && table.edges[at] <= alarm.last; at++) {
          if (!worst[at] || alarm.peak > worst[at].peak) worst[at] = alarm;
        }
      }
      return worst;
    });
  }

  const WORDS = { above: "more than usual", below: "less than usual", other: "unusual", data: "data problem" };

  function hover(series, rows, table) {
    const x = [], y = [], text = [], customdata = [], worst = within(rows, table);
    for (let b = 0; rows.length && b < table.power.length; b++) {
      const [start, end] = loadlens.detail.spanOf(series, table, b);
      const lines = rows.map(({ label }, i) => said(label, worst[i][b])).filter(Boolean);
      x.push((start + end) / 2);
      y.push(rows.length / 2);
      text.push([`<b>${loadlens.words.interval(start, end)}</b>`, ...(lines.length ? lines : ["no method is in alarm"])].join("<br>"));
      customdata.push(["readings", table.edges[b], table.edges[b + 1]]);
    }
    return { x, y, text, customdata };
  }

  const said = (label, alarm) => alarm && `${label}: ${WORDS[alarm.part]}, score ${loadlens.words.score(alarm.peak)}`;

  /** Names above the strips, with how often each method is in alarm. */
  function labels(rows, width) {
    return rows.map(({ label, algorithm, found }, i) => {
      const name = width < NARROW || label === algorithm ? label : `${label} – ${algorithm}`;
      const place = { xref: "paper", x: 0, xanchor: "left", yref: "y3", y: rows.length - 1 - i + TOP, yanchor: "bottom" };
      const text = `${name} · ${found.length ? loadlens.words.plural(found.length, "alarm") : "no alarm"}`;
      return { ...place, text, showarrow: false, borderpad: 0, font: { size: 11 } };
    });
  }

  /** Where readings, event marks and strips stand, so that the strips take nothing from the others. */
  function domains(graph, rows) {
    const extra = rows ? rows * (rows > FEW_ROWS ? LOW_ROW_PX : ROW_PX) + GAP_PX : 0, root = document.documentElement.style;
    if (root.getPropertyValue("--votes-height") !== `${extra}px`) root.setProperty("--votes-height", `${extra}px`);
    const box = graph && graph.closest(".timeline-graph"), margin = graph && graph._fullLayout && graph._fullLayout._size;
    const whole = Math.max(100, (box ? box.clientHeight : 400) - (margin ? margin.t + margin.b : 62));
    const old = whole - extra, mark = (share) => 1 - ((1 - share) * old) / whole;
    const lanes = Math.max(LANES_SHARE, LANES_PX / old);
    return {
      xaxis: rows ? "y3" : "y",
      yaxis: [extra / whole, mark(1 - lanes - 0.025)],
      yaxis2: [mark(1 - lanes), 1],
      yaxis3: rows ? [0, (extra - GAP_PX) / whole] : [0, 0.01],
      rows: Math.max(1, rows),
    };
  }

  /** In words, for the summary. */
  function words(rows) {
    return rows.length ? "Strips: when each method is in alarm at this level; upper half more, lower half less than usual." : "";
  }

  /** For those who cannot see the strips. */
  function spoken(rows) {
    return rows.map(({ label, found }) => ` ${label}: ${loadlens.words.plural(found.length, "alarm")}.`).join("");
  }

  return { unpack, alarms, traces, within, labels, domains, words, spoken };
})();
