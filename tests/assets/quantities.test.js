import assert from "node:assert/strict";
import { test } from "node:test";

import { countWords, headlineCount, interval, score } from "../../assets/detection/quantities.js";
import { utc } from "./series.js";

/** @type {[string, string, string][]} */
const INTERVALS = [
  ["2024-03-09 14:15", "2024-03-09 14:30", "Sat 9 Mar 2024, 14:15–14:30"],
  ["2024-03-09 22:00", "2024-03-10 00:00", "Sat 9 Mar 2024, 22:00–24:00"],
  ["2024-03-09 00:00", "2024-03-10 00:00", "Sat 9 Mar 2024"],
  ["2024-03-04 00:00", "2024-03-11 00:00", "Mon 4 Mar – Sun 10 Mar 2024"],
  ["2024-03-09 18:00", "2024-03-11 06:00", "Sat 9 Mar, 18:00 – Mon 11 Mar 2024, 06:00"],
];
for (const [start, end, text] of INTERVALS) {
  test(`intervals are written for people: ${text}`, () => assert.equal(interval(utc(start), utc(end)), text));
}

test("a score beyond all meaning only says so", () => {
  assert.deepEqual([5.24, 99.9, 49_532].map(score), ["5.2", "99.9", "over 100"]);
});

test("counts are written for people", () => {
  assert.equal(countWords({ energy: 7, data: 2, months: 3 }), "7 events – about 2.3 a month; 2 data problems");
  assert.equal(countWords({ energy: 1, data: 1, months: 1 }), "1 event – about 1 a month; 1 data problem");
  assert.equal(countWords({ energy: 3, data: 0, months: 0.25 }), "3 events; no data problems");
  assert.equal(countWords({ energy: 0, data: 0, months: 6 }), "No events; no data problems");
  assert.equal(countWords({ energy: 0, data: 0, months: 0 }), "");
});

test("the headline counts what there is", () => {
  assert.equal(headlineCount(1, 0), "1 event");
  assert.equal(headlineCount(0, 2), "2 data problems");
  assert.equal(headlineCount(1234, 1), "1,234 events and 1 data problem");
  assert.equal(headlineCount(0, 0), "No events");
});
