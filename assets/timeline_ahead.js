"use strict";
/* The forecast of the next days behind the last reading: a dotted line in a hatched band. It is a series of its own, so
   that no count, event or mean of readings ever meets it. components/ahead.py packs it. */
window.loadlens = window.loadlens || {};
window.loadlens.ahead = (function () {
  const DAY = 864e5, BEFORE = 14 * DAY; // readings shown before a forecast that was just asked for
  const EMPTY = { x: [], y: [] };
  const WORD_PX = 56; // room that the word beside the line takes
  const HIGHEST = 1.5; // times what is expected, up to which the band is followed by the axis

  /** The forecast as a series on the grid that follows the readings; nothing where none came. */
  function unpack(view, series) {
    if (!view.ahead) return null;
    const { label, n, offsets } = view.ahead, shown = {}, cols = {};
    for (const name of ["expected", "below", "above"]) {
      cols[name] = loadlens.series.column(view.ahead[name]);
      shown[name] = cols[name].map((value) => value * series.unit.factor);
    }
    shown.power = shown.expected; // means and extremes of buckets are those of what is expected
    const { dx, tz, stepHours, unit, feedsIn } = series;
    return { label, ms0: series.ms0 + series.n * dx, dx, n, offsets, tz, stepHours, unit, feedsIn, cols, shown };
  }

  /** The first days of a forecast, None where none are wanted or there. */
  function first(series, days) {
    if (!series.ahead || !(days > 0)) return null;
    const n = Math.min(series.ahead.n, Math.round((days * DAY) / series.dx));
    return n === series.ahead.n ? series.ahead : { ...series.ahead, n, tables: {} };
  }

  const endOf = (ahead) => loadlens.series.wallOf(ahead, ahead.n - 1) + ahead.dx;

  /** All there is to see: the readings, and the forecast where it is wanted. */
  function full(series, ahead) {
    return [series.full[0], ahead ? Math.max(series.full[1], endOf(ahead)) : series.full[1]];
  }

  /** The range after the days of forecast were changed: close enough to see it; back to before when it goes. */
  function range(series, ahead, shown, state) {
    if (!ahead) {
      const before = state.beforeAhead || shown;
      state.beforeAhead = null;
      return before;
    }
    state.beforeAhead = state.beforeAhead || shown;
    const end = endOf(ahead), days = end - series.full[1];
    const from = shown[1] < series.full[1] || shown[1] - shown[0] > 12 * days ? series.full[1] - Math.max(BEFORE, 2 * days) : shown[0];
    return [Math.max(series.full[0], from), end];
  }

  /** Traces for a range of wall time. */
  function traces(ahead, shown, width, level) {
    const none = { ahead_band: EMPTY, ahead: EMPTY, ahead_hover: { ...EMPTY, text: [] }, height: null };
    if (!ahead) return none;
    const { detail, series: times } = loadlens, positions = times.positions(ahead, shown);
    if (positions[0] === positions[1]) return none;
    const px = (width * (positions[1] - positions[0]) * ahead.dx) / (shown[1] - shown[0]);
    const table = detail.buckets(ahead, positions, px);
    return {
      ahead_band: detail.band(ahead, table, level),
      ahead: detail.line(ahead, table, table.expected),
      ahead_hover: hover(ahead, table, level),
      height: extremes(table, level),
    };
  }

  /** Lowest and highest of what is expected, and of its band as far as that leaves the line legible. */
  function extremes({ expected, below, above }, level) {
    let low = Infinity, high = -Infinity, bottom = Infinity, top = -Infinity;
    expected.forEach((value, b) => {
      if (value !== value) return;
      [low, high] = [Math.min(low, value), Math.max(high, value)];
      [bottom, top] = [Math.min(bottom, value - level * below[b]), Math.max(top, value + level * above[b])];
    });
    if (low > high) return null;
    const most = HIGHEST * Math.max(high, -low);
    return [low < 0 ? Math.max(bottom, -most) : low, Math.max(high, Math.min(top, most))];
  }

  function hover(ahead, table, level) {
    const x = [], y = [], text = [];
    for (let b = 0; b < table.expected.length; b++) {
      if (table.expected[b] !== table.expected[b]) continue;
      const [start, end] = loadlens.detail.spanOf(ahead, table, b);
      x.push((start + end) / 2);
      y.push(table.expected[b]);
      text.push(loadlens.hover.forecast(ahead, table, b, level));
    }
    return { x, y, text };
  }

  /** The line where readings end, and the word that says what comes after it. */
  function mark(series, ahead, palette, shown, width) {
    if (!ahead) return { shapes: [], annotations: [] };
    const at = series.full[1], line = { width: 1, dash: "dot", color: palette.text };
    const room = ((shown[1] - at) / (shown[1] - shown[0])) * width;
    return {
      shapes: [{ type: "line", xref: "x", yref: "y domain", x0: at, x1: at, y0: 0, y1: 1, line }],
      annotations: [{
        xref: "x", x: at, xanchor: room < WORD_PX ? "right" : "left", yref: "y domain", y: 1, yanchor: "top", text: "forecast",
        showarrow: false, font: { size: 11 }, bgcolor: palette.page, borderpad: 1,
      }],
    };
  }

  /** What the days add up to, for the summary. */
  function words(series, ahead) {
    if (!ahead) return "";
    let kwh = 0;
    for (let i = 0; i < ahead.n; i++) kwh += (ahead.cols.expected[i] || 0) * ahead.stepHours;
    const days = Math.round((ahead.n * ahead.dx) / DAY), span = days === 1 ? "next day" : `next ${days} days`;
    return `Forecast by ${ahead.label}: ${loadlens.words.energy(kwh)} over the ${span}.`;
  }

  return { unpack, first, full, range, traces, mark, words };
})();
