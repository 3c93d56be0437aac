/* Wall time of the meter, held to the time zones of the machine that runs the tests. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { calendar, pass, positions, utcOf, wallClockGoesBack, wallOf, wallOfUtc } from "../../assets/detection/wall_clock.js";
import { constant, seriesWith, utc } from "./series.js";

const ZURICH = "Europe/Zurich", HOUR = 36e5;
const AUTUMN = { start: "2024-10-26 22:00", tz: ZURICH, offsets: [[0, 2 * HOUR], [12, HOUR]] };
const SPRING = { start: "2024-03-30 23:00", tz: ZURICH, offsets: [[0, HOUR], [8, 2 * HOUR]] };
const JUNE = { start: "2024-05-31 22:00", tz: ZURICH, offsets: [[0, 2 * HOUR]] };

/** @param {number} instant */
function wallInZurich(instant) {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: ZURICH, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${format.format(instant).replace(" ", "T")}Z`);
}

for (const about of [AUTUMN, SPRING, JUNE]) {
  test(`wall time is that of the meter: ${about.start}`, () => {
    const series = seriesWith(constant(96), about);
    for (let i = 0; i < series.n; i++) {
      assert.equal(wallOf(series, i), wallInZurich(utcOf(series, i)));
      assert.equal(wallOfUtc(series, utcOf(series, i)), wallOf(series, i));
    }
  });
}

test("the hour that comes twice is named, and the clock goes back once", () => {
  const series = seriesWith(constant(96), AUTUMN), all = Array.from({ length: 96 }, (_, i) => i);
  const expected = [...Array(8).fill(""), ...Array(4).fill("first pass"), ...Array(4).fill("second pass"), ...Array(80).fill("")];
  assert.deepEqual(all.map((i) => pass(series, i)), expected);
  assert.deepEqual(all.filter((i) => wallClockGoesBack(series, i)), [12]);
});

/** @type {[typeof AUTUMN, [string, string], [number, number]][]} */
const RANGES = [
  [AUTUMN, ["2024-10-27 02:00", "2024-10-27 03:00"], [8, 16]],
  [SPRING, ["2024-03-31 01:30", "2024-03-31 03:30"], [6, 10]],
  [JUNE, ["2024-06-01 06:00", "2024-06-01 12:00"], [24, 48]],
  [JUNE, ["2024-05-01 00:00", "2024-07-01 00:00"], [0, 96]],
  [JUNE, ["2023-05-01 00:00", "2023-07-01 00:00"], [0, 0]],
];
for (const [about, shown, expected] of RANGES) {
  test(`a range of wall time finds all of its readings: ${shown[0]}`, () => {
    assert.deepEqual(positions(seriesWith(constant(96), about), shown.map(utc)), expected);
  });
}

test("days have 23, 24 or 25 hours", () => {
  const offsets = [[0, HOUR], [90 * 24 + 2, 2 * HOUR], [300 * 24 + 2, HOUR]];
  const year = seriesWith(constant(366 * 24), { start: "2023-12-31 23:00", minutes: 60, tz: ZURICH, offsets });
  const begins = calendar(year, 24), hours = Array.from(begins.slice(1), (at, i) => at - begins[i]);
  assert.equal(hours.length, 366);
  assert.deepEqual([hours[90], hours[300]], [23, 25]);
  assert.deepEqual(new Set(hours.filter((_, i) => i !== 90 && i !== 300)), new Set([24]));
});

test("weeks begin on Monday", () => {
  const series = seriesWith(constant(60 * 24), { start: "2024-01-03", minutes: 60 }), begins = calendar(series, 168);
  assert.equal(begins[0], 0);
  assert.deepEqual(new Set(Array.from(begins.slice(1, -1), (i) => new Date(wallOf(series, i)).getUTCDay())), new Set([1]));
});
