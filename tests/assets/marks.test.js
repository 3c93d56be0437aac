/* Events on show: those of the server's answer, and while the level moves what stays of them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { countsOf, eventsOf, filledSides, isExact, lanesOf } from "../../assets/detection/marks.js";
import { wallOf } from "../../assets/detection/wall_clock.js";
import { THRESHOLD, constant, mark, marksOf, seriesWith } from "./series.js";

const HIGH = mark([[10, 19]], { id: "high", peak: 9 }), LOW = mark([[40, 49], [60, 69]], { id: "low", peak: 5, side: -1, excess: -8 });
const DATA = mark([[80, 89]], { id: "data", kind: "data", side: 0, peak: 30, excess: null });
const MARKS = marksOf([LOW, HIGH, DATA], { lanes: [[HIGH, LOW]] });

test("an answer is on show as it is, in order of time", () => {
  const series = seriesWith(constant(96)), events = eventsOf(series, MARKS, THRESHOLD);
  assert.deepEqual(events.map(({ id }) => id), ["high", "low", "data"]);
  assert.deepEqual([events[1].x0, events[1].x1], [wallOf(series, 40), wallOf(series, 70)]);
  assert.deepEqual(countsOf(series, events), { energy: 2, data: 1, excess_kwh: 35, missing_kwh: 8, months: 1 });
});

test("while the level moves those stay that still reach it, on the sides that count", () => {
  const series = seriesWith(constant(96));
  /** @type {(change: object) => string[]} */
  const left = (change) => eventsOf(series, MARKS, { ...THRESHOLD, ...change }).map(({ id }) => id);
  assert.deepEqual([left({ level: 3 }), left({ level: 6 }), left({ level: 50 })], [["high", "low", "data"], ["high", "data"], []]);
  assert.deepEqual([left({ side: "above" }), left({ side: "below" })], [["high", "data"], ["low", "data"]]);
  assert.deepEqual(lanesOf(series, MARKS, { ...THRESHOLD, level: 6 }), [[HIGH]]);
});

test("an answer on other readings shows nothing", () => {
  const series = { ...seriesWith(constant(96)), key: "other" };
  assert.deepEqual([eventsOf(series, MARKS, THRESHOLD), lanesOf(series, MARKS, THRESHOLD)], [[], []]);
  assert.equal(isExact(series, MARKS, THRESHOLD), false);
});

test("what is filled are the times of events, and until the answer is there readings that reach the level", () => {
  const series = seriesWith(constant(96).fill(12, 30, 32).fill(0, 50, 52)), events = eventsOf(series, MARKS, THRESHOLD);
  const filled = filledSides(series, events, null), moving = filledSides(series, events, { ...THRESHOLD, level: 3 });
  assert.deepEqual([15, 30, 45, 55, 65, 85].map((i) => filled[i]), [1, 0, 2, 0, 2, 0]);
  assert.deepEqual([15, 30, 45, 51, 55].map((i) => moving[i]), [1, 1, 2, 2, 0]);
  assert.equal(filledSides(series, events, { ...THRESHOLD, side: "below" })[30], 0);
});
