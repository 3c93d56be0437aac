/* Level of detail: which buckets are drawn, and what stands in them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { buckets, height } from "../../assets/timeline/detail.js";
import { line } from "../../assets/timeline/outlines.js";
import { constant, seriesWith } from "./series.js";

/** @import { Series } from "../../assets/detection/payload.js" */

/** @param {Series} series */
const all = (series) => buckets(series, [0, series.n], 1000);

/** @type {[number, number, boolean][]} */
const COARSER = [
  [1, 0, true], [5, 0, true], [8, 0, false], [20, 0, false], [31, 1, false], [91, 3, false], [365, 24, false], [1461, 168, false],
];
for (const [days, hours, step] of COARSER) {
  test(`what is drawn grows coarser with the range: ${days} days`, () => {
    const series = seriesWith(constant(days * 96), { start: "2021-01-01" }), table = all(series);
    assert.deepEqual([table.hours, table.step], [hours, step]);
    assert.ok(line(series, table, table.power).x.length <= 2001);
  });
}

/** @type {[number, number, number][]} */
const LONGER = [[5, 10, 1], [60, 90, 3], [60, 365, 24], [30, 60, 3], [1440, 4000, 168]];
for (const [minutes, days, hours] of LONGER) {
  test(`means are longer than the readings: ${minutes} minutes, ${days} days`, () => {
    assert.equal(all(seriesWith(constant((days * 1440) / minutes), { start: "2015-01-01", minutes })).hours, hours);
  });
}

/** Numbers that look random and are always the same.
 * @param {number} n */
function scattered(n) {
  let state = 7;
  return Float32Array.from({ length: n }, (_, i) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return state % 5 === 0 || (i >= 200 && i < 300) ? NaN : 5 + (state % 1000) / 500 - 1;
  });
}

for (const days of [3, 60, 365]) {
  test(`extremes and means are those of the readings: ${days} days`, () => {
    const power = scattered(days * 96), table = all(seriesWith(power, { start: "2024-01-01" })), { edges } = table;
    assert.deepEqual([edges[0], edges[edges.length - 1]], [0, power.length]);
    for (let b = 0; b < table.power.length; b++) {
      const inside = [...power.subarray(edges[b], edges[b + 1])].filter((value) => !Number.isNaN(value));
      const mean = inside.reduce((total, value) => total + value, 0) / inside.length;
      const [low, high] = inside.length ? [Math.min(...inside), Math.max(...inside)] : [NaN, NaN];
      assert.deepEqual([table.low[b], table.high[b]], [low, high]);
      assert.ok(inside.length ? Math.abs(table.power[b] - mean) < 1e-9 : Number.isNaN(table.power[b]));
    }
  });
}

test("a part of the table of days is that part", () => {
  const series = seriesWith(scattered(365 * 96), { start: "2024-01-01" }), whole = all(series);
  const half = buckets(series, [100 * 96 + 3, 280 * 96 + 3], 300);
  assert.equal(half.hours, 24);
  assert.deepEqual(half.power, whole.power.subarray(100, 281));
});

test("expected of half a day is compared with that half", () => {
  const power = constant(400 * 96), series = seriesWith(power, { start: "2024-01-01" });
  for (let i = 0; i < power.length; i++) series.shown.expected[i] = i % 96 < 48 ? 2 : 8;
  series.shown.power.fill(NaN, 48, 96);
  const table = all(series);
  assert.deepEqual([table.power[0], table.expected[0], table.power[1], table.expected[1]], [5, 2, 5, 5]);
});

test("an impossible reading does not flatten the others", () => {
  const power = Float32Array.from({ length: 288 }, (_, i) => (i === 100 ? 4000 : 5 + Math.sin(i)));
  const flagged = seriesWith(power, { data: { first: 100, last: 100 } }), ordinary = seriesWith(power);
  assert.ok(height(flagged, [0, 288], all(flagged))[1] < 10);
  assert.ok(height(ordinary, [0, 288], all(ordinary))[1] > 4000);
});

test("the axis begins at zero where zero is near, and has room where nothing is known", () => {
  const near = seriesWith(Float32Array.of(1, 9, 5, 5)), far = seriesWith(Float32Array.of(99, 101, 100, 100));
  far.shown.expected.fill(100);
  assert.equal(height(near, [0, 4], all(near))[0], 0);
  assert.ok(height(far, [0, 4], all(far))[0] > 90);
  const unknown = seriesWith(constant(4, NaN));
  unknown.shown.expected.fill(NaN);
  const [low, high] = height(unknown, [0, 4], all(unknown));
  assert.ok(low <= 0 && high >= 1);
});

/** @type {[number, string, number][]} */
const UNITS = [[0.05, "W", 1000], [5, "kW", 1], [30_000, "MW", 0.001]];
for (const [kw, name, factor] of UNITS) {
  test(`the axis has the unit of the meter: ${name}`, () => {
    const series = seriesWith(constant(96, kw));
    assert.equal(series.unit.name, name);
    assert.ok(Math.abs(series.shown.power[0] / series.cols.power[0] / factor - 1) < 1e-6);
  });
}
