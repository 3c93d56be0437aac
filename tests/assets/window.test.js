/* The window of the chosen event in the browser: whose it is, where it is drawn, and what stands at the pointer. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { windowLines, windowNote, windowOf, windowText } from "../../assets/timeline/window.js";
import { constant, seriesWith } from "./series.js";

/** @import { PackedWindow } from "../../assets/timeline/window.js" */

/** @param {number[]} values */
const packed = (values) => {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return { dtype: /** @type {const} */ ("f4"), bdata: btoa(String.fromCharCode(...bytes)) };
};
const selection = { start_ms: 0, end_ms: 1, id: "ENERGY-1" };
/** @type {PackedWindow} */
const window = {
  key: "test", event: "ENERGY-1", hours: 6, first: 40, every: 2,
  mean: packed([7, 8, 4]), expected: packed([5, 5, 5]), scale: packed([0.5, 0.5, 1.5]),
};
const series = seriesWith(constant(96, 6));

test("a window is drawn for its own event and readings only", () => {
  assert.equal(windowOf(series, window, null, 4), null);
  assert.equal(windowOf(series, window, { ...selection, id: "ENERGY-2" }, 4), null);
  assert.equal(windowOf(series, { ...window, key: "other" }, selection, 4), null);
  assert.deepEqual(windowLines(series, null).window_mean, { x: [], y: [] });
});

test("its limits move with the level, and never below zero where nothing is fed in", () => {
  const limits = [2, 4].map((level) => windowOf(series, window, selection, level));
  assert.deepEqual(limits.map((one) => [...(one?.high ?? [])]), [[6, 6, 8], [7, 7, 11]]);
  assert.deepEqual(limits.map((one) => [...(one?.low ?? [])]), [[4, 4, 2], [3, 3, 0]]);
});

test("its lines stand at the readings it ends with", () => {
  const { window_mean: mean, window_limit: limit } = windowLines(series, windowOf(series, window, selection, 4));
  const quarter = series.dx;
  assert.deepEqual(mean.x.map((x) => (x - series.full[0]) / quarter), [40.5, 42.5, 44.5]);
  assert.deepEqual(mean.y, [7, 8, 4]);
  assert.deepEqual(limit.y, [3, 3, 0, NaN, 7, 7, 11]);
  assert.equal(limit.x.length, limit.y.length);
});

test("a reading within its own limits in a window beyond its limits is long, not high", () => {
  const shown = windowOf(series, window, selection, 4);
  assert.deepEqual(windowText(series, shown, 42, 4), ["mean of 6 h: 8 kW, limits 3 to 7 kW", "long, not high"]);
  assert.deepEqual(windowText(series, shown, 44, 4), ["mean of 6 h: 4 kW, limits 0 to 11 kW"]);
  assert.deepEqual(windowText(seriesWith(constant(96, 12)), shown, 42, 4), ["mean of 6 h: 8 kW, limits 3 to 7 kW"]);
  assert.deepEqual(windowText(series, shown, 39, 4), []);
  assert.equal(windowNote(shown), "Bold: mean of the last 6 h; dotted: its alarm limits.");
});
