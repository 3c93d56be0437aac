/* Lines, areas and bars of the timeline. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { wallOf } from "../../assets/detection/wall_clock.js";
import { buckets } from "../../assets/timeline/detail.js";
import { band, bars, excess, line, links, weekends, zones } from "../../assets/timeline/outlines.js";
import { eventsOf } from "../../assets/detection/marks.js";
import { THRESHOLD, constant, mark, marksOf, seriesWith, utc } from "./series.js";

/** @import { Mark } from "../../assets/detection/marks.js" */

const HOUR = 36e5, MINUTES = { minutes: 1, start: "1970-01-01" };

/** Series of minutes from the beginning of time, and events on it.
 * @param {...Mark} events */
function withEvents(...events) {
  const series = seriesWith(constant(2000), MINUTES);
  return { series, events: eventsOf(series, marksOf(events), THRESHOLD) };
}

/** @param {number} minutes */
const min = (minutes) => minutes * 6e4;

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
  const marks = [mark([[0, 0]], { peak: 5 }), mark([[3, 3]], { peak: 9 }), mark([[1000, 1000]], { peak: 4 })];
  const { series, events } = withEvents(...marks);
  const joined = bars(series, events, min(2));
  assert.deepEqual(joined.map((bar) => [(bar.x1 - bar.x0) / min(1), bar.event.peak, bar.ids.size]), [[13, 9, 2], [10, 4, 1]]);
});

test("wide neighbours stay apart", () => {
  const { series, events } = withEvents(mark([[0, 99]], { peak: 5 }), mark([[100, 199]], { peak: 9 }));
  const joined = bars(series, events, min(2));
  assert.deepEqual(joined.map((bar) => [bar.x0 / min(1), bar.x1 / min(1), bar.event.peak]), [[0, 100, 5], [100, 200, 9]]);
});

test("each time an event happened has a bar, and lines hold them together", () => {
  const { series, events } = withEvents(mark([[0, 99], [300, 399], [600, 699]]), mark([[200, 249]], { side: -1 }));
  const joined = bars(series, events, min(1));
  assert.deepEqual(joined.map(({ x0, event }) => [x0 / min(1), event.side]), [[0, 1], [200, -1], [300, 1], [600, 1]]);
  const { x, y } = links(series, events, 2.5);
  assert.deepEqual(x.filter((_, i) => !Number.isNaN(y[i])).map((at) => at / min(1)), [100, 300, 400, 600]);
});

test("where its times touch on the screen they are one bar of one event", () => {
  const { series, events } = withEvents(mark([[0, 1], [6, 7], [12, 13]]));
  assert.deepEqual(bars(series, events, min(4)).map(({ ids }) => ids.size), [1]);
});

test("weekends are Saturdays and Sundays", () => {
  const found = weekends([utc("2024-03-08 12:00"), utc("2024-03-17 12:00")]);
  assert.deepEqual(found, [[utc("2024-03-09"), utc("2024-03-11")], [utc("2024-03-16"), utc("2024-03-18")]]);
  assert.equal(zones(found, [0, 1]).x.length, 10);
});
