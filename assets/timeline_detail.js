"use strict";
/* Level of detail: what of a series to draw for a stretch of it on so many pixels, as arrays of x (wall time) and y.

   The stretch is cut into buckets. Where a reading has half a pixel or more, each is a bucket. Where it has less, their
   line would be a solid block that hides band and expectation: buckets are hours, days or weeks of the meter's clock
   then, drawn as a line of means in a light area from the lowest to the highest reading. */
window.loadlens = window.loadlens || {};
window.loadlens.detail = (function () {
  const READING_PX = 0.5; // readings narrower than this are drawn by their means
  const STEP_PX = 2; // readings at least this wide are drawn as steps
  // Lengths of buckets in hours, and how wide each must be: a day needs room for its own course, else days are joined.
  const LENGTHS = [[1, 1], [3, 0.75], [24, 1], [168, 0]];
  const MARK_PX = 5; // the narrowest bar of an event
  const COLUMNS = ["power", "expected", "below", "above", "low", "high"];

  /** Buckets for positions [from, to) on `width` pixels: their edges, means and extremes. */
  function buckets(series, [from, to], width) {
    const px = width / (to - from), per = Math.max(1, Math.ceil(1 / px));
    if (px >= READING_PX) {
      const edges = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      return { ...tabulate(series, edges), hours: 0, step: px >= STEP_PX, per };
    }
    const hourPx = (px * loadlens.series.HOUR) / series.dx;
    const [hours] = LENGTHS.find(([length, least]) => length > series.stepHours && length * hourPx >= least);
    return { ...part(clockTable(series, hours), from, to), hours, step: false, per };
  }

  /** The table of all hours, days or weeks, made once. */
  function clockTable(series, hours) {
    series.tables = series.tables || {};
    series.tables[hours] = series.tables[hours] || tabulate(series, loadlens.series.calendar(series, hours));
    return series.tables[hours];
  }

  /** The bucket that holds a position. */
  function bucketOf(edges, position) {
    let low = 0, high = edges.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (edges[middle] <= position) low = middle; else high = middle - 1;
    }
    return low;
  }

  /** The rows of a table that touch positions [from, to). */
  function part(table, from, to) {
    const a = bucketOf(table.edges, from), z = bucketOf(table.edges, to - 1) + 1;
    const cut = { edges: table.edges.slice(a, z + 1) };
    for (const name of COLUMNS) cut[name] = table[name].subarray(a, z);
    return cut;
  }

  /** Means are taken over the readings there are, for what is expected too: half a day is compared with that half. */
  function tabulate(series, edges) {
    const size = edges.length - 1, table = { edges };
    for (const name of COLUMNS) table[name] = new Float64Array(size).fill(NaN);
    for (let b = 0; b < size; b++) fill(series.shown, edges[b], edges[b + 1], table, b);
    return table;
  }

  function fill(shown, a, z, table, b) {
    const { power } = shown;
    let low = NaN, high = NaN;
    for (let i = a; i < z; i++) {
      const value = power[i];
      if (value !== value) continue;
      if (!(value >= low)) low = value;
      if (!(value <= high)) high = value;
    }
    table.low[b] = low;
    table.high[b] = high;
    const present = low === low ? power : null;
    for (const name of ["power", "expected", "below", "above"]) table[name][b] = mean(shown[name], present, a, z);
  }

  function mean(values, present, a, z) {
    let sum = 0, count = 0;
    for (let i = a; i < z; i++) {
      if (values[i] !== values[i] || (present && present[i] !== present[i])) continue;
      sum += values[i];
      count++;
    }
    return count ? sum / count : NaN;
  }

  /** Wall time where a bucket begins and ends. */
  function spanOf(series, table, b) {
    const { wallOf } = loadlens.series;
    return [wallOf(series, table.edges[b]), wallOf(series, table.edges[b + 1] - 1) + series.dx];
  }

  /** The points of a bucket on the x axis: both ends of a step, else its middle. */
  function points(series, table, b) {
    const [start, end] = spanOf(series, table, b);
    return table.step ? [start, end] : [(start + end) / 2];
  }

  /** A line of one column; a gap where it is unknown and where the clock goes back. */
  function line(series, table, values) {
    const x = [], y = [];
    for (let b = 0; b < values.length; b++) {
      const gap = values[b] !== values[b] || loadlens.series.clockGoesBack(series, table.edges[b]);
      if (gap && x.length) { x.push(x[x.length - 1]); y.push(NaN); }
      if (values[b] === values[b]) for (const at of points(series, table, b)) { x.push(at); y.push(values[b]); }
    }
    return { x, y };
  }

  /** The area between two columns, one polygon for each stretch without a gap. */
  function area(series, table, low, high) {
    const polygons = shapes();
    for (let b = 0; b < low.length; b++) {
      const known = low[b] === low[b] && high[b] === high[b];
      if (!known || loadlens.series.clockGoesBack(series, table.edges[b])) polygons.close();
      if (known) for (const at of points(series, table, b)) polygons.add(at, low[b], high[b]);
    }
    return polygons.done();
  }

  /** The usual range; nobody looks for one below zero where nothing is ever fed in. */
  function band(series, table, level) {
    const floor = series.feedsIn ? -Infinity : 0;
    const low = table.expected.map((expected, b) => Math.max(floor, expected - level * table.below[b]));
    const high = table.expected.map((expected, b) => expected + level * table.above[b]);
    return area(series, table, low, high);
  }

  /** Polygons between a lower and an upper edge, as one line with gaps. */
  function shapes() {
    const x = [], y = [];
    let edge = [];
    return {
      add(at, low, high) { edge.push([at, low, high]); },
      close() {
        if (!edge.length) return;
        for (const [at, , high] of edge) { x.push(at); y.push(high); }
        for (const [at, low] of edge.reverse()) { x.push(at); y.push(low); }
        x.push(x[x.length - 1]);
        y.push(NaN);
        edge = [];
      },
      done() { this.close(); return { x, y }; },
    };
  }

  /** Between expected and readings on one side, inside energy events; in each pixel by the reading furthest away.
      `inside` says for each position which sides count there (bits 1 above, 2 below). */
  function excess(series, [from, to], per, inside, side) {
    const { power, expected } = series.shown, bit = side > 0 ? 1 : 2, polygons = shapes();
    for (let a = from - (from % per); a < to; a += per) {
      let worst = -1, most = 0;
      for (let i = a; i < Math.min(a + per, series.n); i++) {
        const away = (power[i] - expected[i]) * side;
        if (away > most && inside[i] & bit) { most = away; worst = i; }
      }
      if (worst < 0 || loadlens.series.clockGoesBack(series, a)) polygons.close();
      if (worst < 0) continue;
      const start = loadlens.series.wallOf(series, a), low = Math.min(power[worst], expected[worst]);
      polygons.add(start, low, low + most);
      polygons.add(start + per * series.dx, low, low + most);
    }
    return polygons.done();
  }

  /** Stretches of wall time as areas over the whole height. */
  function zones(stretches, [low, high]) {
    const polygons = shapes();
    for (const [start, end] of stretches) {
      polygons.add(start, low, high);
      polygons.add(end, low, high);
      polygons.close();
    }
    return polygons.done();
  }

  /** Bars of events, wide enough to be hit; narrow ones that would touch are joined under the worst of them. */
  function bars(events, perPx) {
    const joined = [], least = MARK_PX * perPx;
    for (const event of events) {
      const missing = Math.max(0, least - (event.x1 - event.x0)) / 2;
      const bar = { x0: event.x0 - missing, x1: event.x1 + missing, event, count: 1, narrow: missing > 0 };
      const last = joined[joined.length - 1];
      if (!last || bar.x0 > last.x1 + perPx || !(bar.narrow || last.narrow)) {
        joined.push(bar);
        continue;
      }
      last.x1 = Math.max(last.x1, bar.x1);
      last.count += 1;
      if (event.peak > last.event.peak) last.event = event;
    }
    return joined;
  }

  /** Saturdays and Sundays between two wall times. */
  function weekends([start, end]) {
    const { DAY } = loadlens.series, found = [];
    for (let day = Math.floor(start / DAY) - 1; day * DAY < end; day++) {
      if ((day + 3) % 7 === 5) found.push([day * DAY, (day + 2) * DAY]); // day 0 was a Thursday
    }
    return found;
  }

  /** What the y axis covers: readings, expected and forecast, zero where it is near; impossible values only a little
      beyond. */
  function height(series, [from, to], table, forecast) {
    const { power, expected } = series.shown, { kind } = series.cols;
    let low = Infinity, high = -Infinity, least = Infinity, most = -Infinity;
    for (let i = from; i < to; i++) {
      if (power[i] < least) least = power[i];
      if (power[i] > most) most = power[i];
      if (kind[i]) continue;
      if (power[i] < low) low = power[i];
      if (power[i] > high) high = power[i];
    }
    for (const value of [...table.expected, ...(forecast || [])]) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (!(low <= high)) [low, high] = least <= most ? [least, most] : [0, 1];
    const span = high - low || Math.abs(high) || 1;
    low = Math.max(Math.min(low, least), low - span / 3);
    high = Math.min(Math.max(high, most), high + span / 3);
    const base = low >= 0 && low < 0.5 * high ? 0 : low - 0.05 * (high - low || span);
    return [base, high + 0.08 * (high - base)];
  }

  return { buckets, spanOf, line, area, band, excess, zones, bars, weekends, height };
})();
