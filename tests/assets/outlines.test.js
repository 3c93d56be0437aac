/* Lines, areas and bars of the timeline. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { wallOf } from "../../assets/detection/wall_clock.js";
import { buckets } from "../../assets/timeline/detail.js";
import { band, bars, excess, line, weekends, zones } from "../../assets/timeline/outlines.js";
import { constant, seriesWith, utc } from "./series.js";

/** @import { Event } from "../../assets/detection/events.js" */

const HOUR = 36e5;

/** @param {number} x0 @param {number} x1 @param {number} peak */
const event = (x0, x1, peak) => /** @type {Event} */ ({ x0, x1, peak });

test("a gap is not bridged", () => {
  const series = seriesWith(constant(96).fill(NaN, 40, 50)), table = buckets(series, [0, 96], 1000);
  const { x, y } = line(series, table, table.power), [begin, end] = [wallOf(series, 40), wallOf(series, 50)];
  const crossing = x.filter((at, i) => i && !Number.isNaN(y[i]) && !Number.isNaN(y[i - 1]) && x[i - 1] <= begin && at >= end);
  assert.deepEqual(crossing, []);
  assert.ok(!x.some((at) => at > begin && at < end));
});

test("the hour that comes twice breaks the line once", () => {
  const offsets = [[0, 2 * HOUR], [12, HOUR]];
  const series = seriesWith(constant(96), { start: "2024-10-26 22:00", offsets }), table = buckets(series, [0, 96], 1000);
  assert.equal(line(series, table, table.power).y.filter(Number.isNaN).length, 1);
});

test("the alarm limit ends at zero unless something is fed in", () => {
  const series = seriesWith(constant(96)), table = buckets(series, [0, 96], 1000);
  assert.equal(Math.min(...band(series, table, 8).y.filter((value) => !Number.isNaN(value))), 0);
  assert.equal(Math.min(...band({ ...series, feedsIn: true }, table, 8).y.filter((value) => !Number.isNaN(value))), -3);
});

test("excess reaches from expected to the reading, and only inside events", () => {
  const series = seriesWith(constant(96).fill(9, 10, 20).fill(9, 30, 40)), inside = new Uint8Array(96).fill(1, 10, 20);
  const { x, y } = excess(series, [0, 96], 1, inside, 1), known = y.filter((value) => !Number.isNaN(value));
  const places = x.filter((_, i) => !Number.isNaN(y[i]));
  assert.deepEqual([Math.min(...places), Math.max(...places)], [wallOf(series, 10), wallOf(series, 20)]);
  assert.deepEqual([Math.min(...known), Math.max(...known)], [5, 9]);
  assert.deepEqual(excess(series, [0, 96], 1, inside, -1).x, []);
});

test("bars stay wide enough to hit and are joined under the worst", () => {
  const joined = bars([event(0, 1, 5), event(3, 4, 9), event(1000, 1001, 4)], 2);
  assert.deepEqual(joined.map((bar) => [bar.x1 - bar.x0, bar.event.peak, bar.count]), [[13, 9, 2], [10, 4, 1]]);
});

test("wide neighbours stay apart", () => {
  const joined = bars([event(0, 100, 5), event(100, 200, 9)], 2);
  assert.deepEqual(joined.map((bar) => [bar.x0, bar.x1, bar.event.peak]), [[0, 100, 5], [100, 200, 9]]);
});

test("weekends are Saturdays and Sundays", () => {
  const found = weekends([utc("2024-03-08 12:00"), utc("2024-03-17 12:00")]);
  assert.deepEqual(found, [[utc("2024-03-09"), utc("2024-03-11")], [utc("2024-03-16"), utc("2024-03-18")]]);
  assert.equal(zones(found, [0, 1]).x.length, 10);
});
