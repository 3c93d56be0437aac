"use strict";
/* What stands beside the pointer: a reading with what was expected of it, or the event under a bar. */
window.loadlens = window.loadlens || {};
window.loadlens.hover = (function () {
  /** Bucket `b` of a table: one reading, or the mean and extremes of several. */
  function reading(series, table, b, level) {
    const { words } = loadlens;
    const [start, end] = loadlens.detail.spanOf(series, table, b), first = table.edges[b];
    const kw = (name) => table[name][b] / series.unit.factor;
    const single = table.edges[b + 1] - first === 1, pass = loadlens.series.pass(series, first);
    const lines = [`<b>${words.interval(start, end)}${pass ? ` (${pass})` : ""}</b>`];
    if (Number.isNaN(table.power[b])) lines.push("no reading");
    else if (single) lines.push(words.power(kw("power")));
    else lines.push(`${words.power(kw("power"))} on average, ${words.powers(kw("low"), kw("high"))}`);
    if (!Number.isNaN(table.expected[b])) lines.push(usual(series, kw, level));
    if (single && !Number.isNaN(series.cols.score[first])) lines.push(score(series, first));
    return lines.join("<br>");
  }

  /** What was expected; nobody reads of a usual range below zero where nothing is ever fed in. */
  function usual(series, kw, level) {
    const { words } = loadlens, expected = kw("expected");
    if (!Number.isFinite(kw("below") + kw("above"))) return `expected ${words.power(expected)}`;
    const below = expected - level * kw("below"), high = expected + level * kw("above");
    const low = series.feedsIn ? below : Math.max(0, below);
    return `expected ${words.power(expected, low, high)}, usual ${words.powers(low, high, expected)}`;
  }

  /** Bucket `b` of a forecast. */
  function forecast(ahead, table, b, level) {
    const [start, end] = loadlens.detail.spanOf(ahead, table, b), kw = (name) => table[name][b] / ahead.unit.factor;
    return [`<b>${loadlens.words.interval(start, end)}, forecast</b>`, usual(ahead, kw, level)].join("<br>");
  }

  function score(series, i) {
    const { words } = loadlens, hours = series.cols.window[i];
    const over = hours > 1.01 * series.stepHours ? ` over ${words.duration(hours)}` : "";
    return `score ${words.score(series.cols.score[i])}${over}`;
  }

  /** A bar: the worst of its events, and how many there are. */
  function bar({ event, count }) {
    const { words } = loadlens, data = event.kind === loadlens.events.DATA;
    const lines = [
      `<b>${data ? "Data problem" : "Event"}: ${event.reason}</b>`,
      `${words.interval(event.x0, event.x1)} (${words.duration(event.hours)})`,
    ];
    if (!data && Number.isFinite(event.excess)) {
      lines.push(`${words.energy(Math.abs(event.excess))} ${event.excess < 0 ? "less" : "more"} than expected`);
    }
    lines.push(`score ${words.score(event.peak)}`);
    if (count > 1) lines.push(`and ${words.plural(count - 1, "other")} next to it: zoom in`);
    return lines.join("<br>");
  }

  return { reading, forecast, bar };
})();
