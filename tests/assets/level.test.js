/* The alarm level as a rate of events, and what the controls of the threshold do to it. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { leastKwh, leastText, levelOf, levelText, moved, placeOf, rateOf } from "../../assets/controls/level.js";

/** @import { Standard, Values } from "../../assets/controls/level.js" */
/** @import { Threshold } from "../../assets/detection/threshold.js" */

/** @type {Threshold} */
const USUAL = { level: 4, side: "both", min_hours: 0, merge_hours: 6, min_kwh: null };
/** @type {Standard} */
const STANDARD = {
  ...USUAL, cautions: { cautious: 5, balanced: 4, sensitive: 3 }, shares: [0, 0.01, 0.02, 0.05, 1], usual_share: 0.02,
};
const FLOOR = 14.8;
const RATES = [[9, 2], [4, 3], [5, 4], [1, 5], [0, 6]]; // a lower level may join two events into one
/** @type {Values} */
const VALUES = { level: 4, rate: 5, side: "both", minHours: "0", caution: "balanced", least: 2 };

/** @param {string} control @param {Partial<Values>} values @param {Threshold} current @param {number[][] | null} [rates] */
const after = (control, values, current, rates = RATES) => (
  moved(control, { ...VALUES, ...values }, rates, STANDARD, current, FLOOR)
);

test("the level of a rate is the lowest with at most so many events", () => {
  assert.deepEqual([20, 9, 5, 4.5, 1, 0.5, 0].map((wanted) => levelOf(RATES, wanted)), [2, 2, 3, 5, 5, 6, 6]);
  assert.equal(levelOf([[3, 2], [2, 3]], 1), 3);
});

test("the rate of a level lies on the line between those that are known", () => {
  assert.deepEqual([1, 2, 2.5, 4, 4.5, 6, 9].map((level) => rateOf(RATES, level)), [9, 9, 6.5, 5, 3, 0, 0]);
});

test("each control changes its own part of the threshold", () => {
  const current = { ...USUAL, level: 3, side: /** @type {const} */ ("above"), min_hours: 2, min_kwh: 7.4 };
  assert.deepEqual(after("level", { level: 5.12345 }, current), { ...current, level: 5.123 });
  assert.deepEqual(after("caution", { caution: "cautious" }, current), { ...current, level: 5 });
  assert.deepEqual(after("side", { side: "below" }, current), { ...current, side: "below" });
  assert.deepEqual(after("min-hours", { minHours: "8" }, current), { ...current, min_hours: 8 });
  assert.deepEqual(after("min-kwh", { least: 4 }, current), { ...current, min_kwh: 740 });
  assert.deepEqual(after("min-kwh", { least: 2 }, current), { ...current, min_kwh: null });
  assert.deepEqual(after("rate", { rate: 1 }, current), { ...current, level: 5 });
  assert.deepEqual(after("level-reset", {}, current), USUAL);
});

test("a choice of three that shows none of them moves nothing", () => {
  assert.deepEqual(after("caution", { caution: "" }, { ...USUAL, level: 4.4 }), { ...USUAL, level: 4.4 });
});

test("a rate that stands there already, or that no level has, moves nothing", () => {
  assert.deepEqual(after("rate", { rate: 5 }, USUAL), USUAL);
  assert.deepEqual(after("rate", { rate: "" }, USUAL), USUAL);
  assert.deepEqual(after("rate", { rate: 2 }, USUAL, [[0, 2], [0, 3]]), USUAL);
  assert.deepEqual(after("rate", { rate: 2 }, USUAL, null), USUAL);
});

test("the least energy is a share of the meter's mean day, the usual one as such", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((place) => leastKwh(place, FLOOR, STANDARD)), [0, 7.4, null, 37, 740]);
  assert.deepEqual([0, 7.4, null, 37, 740, 1e6].map((kwh) => placeOf(kwh, FLOOR, STANDARD)), [0, 1, 2, 3, 4, 4]);
  assert.deepEqual([null, 0, 37].map((kwh) => leastText(kwh, FLOOR, STANDARD)), [
    "At least 14.8 kWh (2 % of a day)", "Events of any energy", "At least 37 kWh (5 % of a day)",
  ]);
});

test("a least energy that a link names stays where the slider rests near it", () => {
  const named = { ...USUAL, min_kwh: 8 };
  assert.deepEqual(after("min-kwh", { least: placeOf(8, FLOOR, STANDARD) }, named), named);
});

test("a level is written with one decimal", () => assert.deepEqual([4, 3.96].map(levelText), ["4.0 sigma", "4.0 sigma"]));
