"use strict";
/* The readings and scores the server sent (components/payload.py), unpacked once: typed arrays on a regular grid in
   UTC, and the way between position, UTC and the wall time of the meter, which is what the axis shows. */
window.loadlens = window.loadlens || {};
window.loadlens.series = (function () {
  const HOUR = 36e5, DAY = 864e5;
  const MONDAY = Date.UTC(2000, 0, 3);
  const TYPES = { f4: Float32Array, i1: Int8Array, u1: Uint8Array, u2: Uint16Array };
  const KEPT = 2; // views unpacked: the shown one and the one before
  const unpacked = new Map();

  function column(packed) {
    const text = atob(packed.bdata);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return new TYPES[packed.dtype](bytes.buffer);
  }

  function unpack(view) {
    if (unpacked.has(view.key)) return unpacked.get(view.key);
    const cols = {}, before = view.before || 0;
    const wide = { before, reasons: view.reasons, n: before + view.n, stepHours: view.dx / HOUR, cols: {} }; // with what was before, by which events are found
    for (const name in view.cols) {
      wide.cols[name] = column(view.cols[name]);
      cols[name] = wide.cols[name].subarray(before);
    }
    const { key, meter, ms0, dx, n, tz, offsets, reasons, months } = view;
    const series = { key, meter, ms0, dx, n, tz, offsets, reasons, months, cols, wide, stepHours: dx / HOUR };
    series.unit = unit(cols.power);
    series.shown = scaled(cols, series.unit.factor);
    series.feedsIn = Boolean(view.feeds_in); // ever, not only in the dates on show
    series.full = [wallOf(series, 0), wallOf(series, n - 1) + dx];
    series.votes = loadlens.votes.unpack(view, cols.power);
    series.ahead = loadlens.ahead.unpack(view, series);
    unpacked.set(key, series);
    if (unpacked.size > KEPT) unpacked.delete(unpacked.keys().next().value);
    return series;
  }

  /** As detectors/findings/quantities.py::power: watts for the smallest meters, megawatts for the largest. */
  function unit(power) {
    let high = 0;
    for (const value of power) if (Math.abs(value) > high) high = Math.abs(value);
    if (high > 0 && high < 0.1) return { name: "W", factor: 1e3 };
    return high >= 1e4 ? { name: "MW", factor: 1e-3 } : { name: "kW", factor: 1 };
  }

  /** The columns that are drawn, in the unit of the axis; events are found on those as sent. */
  function scaled(cols, factor) {
    const shown = {};
    for (const name of ["power", "expected", "below", "above"]) {
      shown[name] = factor === 1 ? cols[name] : cols[name].map((value) => value * factor);
    }
    return shown;
  }

  /** Offset from UTC at a position; there are two a year, so the last is found at once. */
  function offsetAt(series, i) {
    const pieces = series.offsets;
    let k = pieces.length - 1;
    while (k > 0 && pieces[k][0] > i) k--;
    return pieces[k][1];
  }

  const utcOf = (series, i) => series.ms0 + i * series.dx;
  const wallOf = (series, i) => utcOf(series, i) + offsetAt(series, i);

  /** Wall time of an instant; instants outside of the series get the nearest offset. */
  function wallOfUtc(series, utc) {
    return utc + offsetAt(series, Math.floor((utc - series.ms0) / series.dx));
  }

  /** Positions [from, to) shown between two wall times. In the hour that comes twice both passes are in. */
  function positions(series, [start, end]) {
    const { offsets, ms0, dx, n } = series;
    let from = n, to = 0;
    offsets.forEach(([first, offset], k) => {
      const next = k + 1 < offsets.length ? offsets[k + 1][0] : n;
      const low = Math.max(first, Math.floor((start - offset - ms0) / dx));
      const high = Math.min(next, Math.ceil((end - offset - ms0) / dx));
      if (low >= high) return;
      from = Math.min(from, low);
      to = Math.max(to, high);
    });
    return from < to ? [from, to] : [0, 0];
  }

  /** Whether the wall clock goes back between the interval at i - 1 and that at i. */
  function clockGoesBack(series, i) {
    return series.offsets.some(([first, offset], k) => k > 0 && first === i && offset < series.offsets[k - 1][1]);
  }

  /** Which pass through the hour that comes twice a position is in; empty at all other times. */
  function pass(series, i) {
    const wall = wallOf(series, i);
    for (let k = 1; k < series.offsets.length; k++) {
      const [first, offset] = series.offsets[k];
      const back = series.offsets[k - 1][1] - offset;
      const again = wallOf(series, first);
      if (back > 0 && wall >= again && wall < again + back) return i < first ? "first pass" : "second pass";
    }
    return "";
  }

  /** Positions where so many hours of the meter's clock begin, weeks on Mondays, closed by n. */
  function calendar(series, hours) {
    const begins = [], length = hours * HOUR;
    let last = -Infinity;
    for (let i = 0; i < series.n; i++) {
      const period = Math.floor((wallOf(series, i) - MONDAY) / length);
      if (period > last) {
        begins.push(i);
        last = period;
      }
    }
    begins.push(series.n);
    return Int32Array.from(begins);
  }

  return { HOUR, DAY, unpack, column, utcOf, wallOf, wallOfUtc, positions, clockGoesBack, pass, calendar };
})();
