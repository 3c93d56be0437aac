/* Ticks of the timeline: on round times, neither crowded nor missing. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { DAY } from "../../assets/detection/wall_clock.js";
import { axis } from "../../assets/timeline/ticks.js";
import { utc } from "./series.js";

/** @type {[string, number, number, string[]][]} */
const ROUND = [
  ["2024-03-04", 7, 1000, ["Mon 4<br>Mar 2024", "Tue 5", "Wed 6", "Thu 7", "Fri 8", "Sat 9", "Sun 10", "Mon 11"]],
  ["2024-01-01", 31, 500, ["1 Jan<br>2024", "8 Jan", "15 Jan", "22 Jan", "29 Jan"]],
  ["2023-01-01", 1461, 1000, ["Jan<br>2023", "Apr", "Jul", "Oct", "Jan<br>2024", "Apr", "Jul", "Oct"]],
  ["2024-03-04", 1, 500, ["00:00<br>Mon 4 Mar", "03:00", "06:00", "09:00", "12:00", "15:00", "18:00", "21:00"]],
];
for (const [start, days, width, texts] of ROUND) {
  test(`ticks stand on round times: ${days} days on ${width} pixels`, () => {
    const { ticktext, tickvals } = axis([utc(start), utc(start) + days * DAY], width);
    assert.deepEqual(ticktext.slice(0, texts.length), texts);
    assert.equal(tickvals.length, ticktext.length);
  });
}

for (const days of [0.05, 0.5, 1, 2, 3, 7, 10, 14, 20, 31, 60, 91, 182, 365, 730, 1461, 5000]) {
  test(`ticks are neither crowded nor missing: ${days} days`, () => {
    for (const width of [280, 700, 1100]) {
      const start = utc("2021-02-11 07:00"), { tickvals, minor } = axis([start, start + days * DAY], width);
      assert.ok(tickvals.length >= 1 && tickvals.length <= width / 40);
      tickvals.slice(1).forEach((at, i) => assert.ok(((at - tickvals[i]) / (days * DAY)) * width > 40));
      assert.ok(minor.tickvals.length < width / 5);
    }
  });
}
