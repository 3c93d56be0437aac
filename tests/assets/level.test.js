/* The alarm level as a rate of events, and what the controls of the threshold do to it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { levelOf, levelText, moved, rateOf } from "../../assets/controls/level.js";

/** @import { Threshold } from "../../assets/detection/threshold.js" */

/** @type {Threshold} */
const STANDARD = { level: 4, side: "both", min_hours: 0, merge_hours: 6 };
const RATES = [[9, 2], [4, 3], [5, 4], [1, 5], [0, 6]]; // a lower level may join two events into one
/** @type {{level: number, rate: unknown, side: Threshold["side"], minHours: string}} */
const VALUES = { level: 4, rate: 5, side: "both", minHours: "0" };

test("the level of a rate is the lowest with at most so many events", () => {
  assert.deepEqual([20, 9, 5, 4.5, 1, 0.5, 0].map((wanted) => levelOf(RATES, wanted)), [2, 2, 3, 5, 5, 6, 6]);
  assert.equal(levelOf([[3, 2], [2, 3]], 1), 3);
});

test("the rate of a level lies on the line between those that are known", () => {
  assert.deepEqual([1, 2, 2.5, 4, 4.5, 6, 9].map((level) => rateOf(RATES, level)), [9, 9, 6.5, 5, 3, 0, 0]);
});

test("each control changes its own part of the threshold", () => {
  const current = { ...STANDARD, level: 3, side: /** @type {const} */ ("above"), min_hours: 2 };
  assert.deepEqual(moved("level", { ...VALUES, level: 5.12345 }, RATES, STANDARD, current), { ...current, level: 5.123 });
  assert.deepEqual(moved("side", { ...VALUES, side: "below" }, RATES, STANDARD, current), { ...current, side: "below" });
  assert.deepEqual(moved("min-hours", { ...VALUES, minHours: "8" }, RATES, STANDARD, current), { ...current, min_hours: 8 });
  assert.deepEqual(moved("rate", { ...VALUES, rate: 1 }, RATES, STANDARD, current), { ...current, level: 5 });
  assert.deepEqual(moved("level-reset", VALUES, RATES, STANDARD, current), STANDARD);
});

test("a rate that stands there already, or that no level has, moves nothing", () => {
  assert.deepEqual(moved("rate", { ...VALUES, rate: 5 }, RATES, STANDARD, STANDARD), STANDARD);
  assert.deepEqual(moved("rate", { ...VALUES, rate: "" }, RATES, STANDARD, STANDARD), STANDARD);
  assert.deepEqual(moved("rate", { ...VALUES, rate: 2 }, [[0, 2], [0, 3]], STANDARD, STANDARD), STANDARD);
  assert.deepEqual(moved("rate", { ...VALUES, rate: 2 }, null, STANDARD, STANDARD), STANDARD);
});

test("a level is written with one decimal", () => assert.deepEqual([4, 3.96].map(levelText), ["4.0 sigma", "4.0 sigma"]));
