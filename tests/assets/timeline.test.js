/* Strips of methods, the forecast, what is said at the pointer, and the range on show. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventsAt } from "../../assets/detection/events.js";
import { DAY } from "../../assets/detection/wall_clock.js";
import { domains, labels, rowsOf, stripsHeight, traces, worstWithin } from "../../assets/timeline/agreement.js";
import { buckets } from "../../assets/timeline/detail.js";
import * as forecasts from "../../assets/timeline/forecast.js";
import { barText, readingText } from "../../assets/timeline/hover.js";
import { clipped, rangeToShow, wallOfAxis } from "../../assets/timeline/range.js";
import { constant, seriesWith, utc } from "./series.js";

/** @import { Forecast, MethodScores, Series } from "../../assets/detection/payload.js" */

/** @type {import("../../assets/detection/threshold.js").Threshold} */
const THRESHOLD = { level: 4, side: "both", min_hours: 0, merge_hours: 1 };

/** Ten days with one event, judged by two methods.
 * @returns {Series} */
function tenDays() {
  const series = seriesWith(constant(960).fill(12, 400, 420));
  const { power } = series.cols, n = series.n;
  /** @type {(label: string, first: number, side: number) => MethodScores} */
  const method = (label, first, side) => ({
    label, algorithm: "rules", n, stepHours: 1,
    cols: {
      power, score: constant(n, 0).fill(6, first, first + 8), side: new Int8Array(n).fill(side), window: constant(n, 1),
      kind: new Uint8Array(n), reason: new Uint8Array(n),
    },
  });
  series.methods = [method("Main", 0, 1), method("Other", 404, -1)];
  return series;
}

/** @param {Series} series @returns {Forecast} */
const forecastOf = (series) => ({ ...series, label: "Typical week", ms0: series.ms0 + series.n * series.dx, n: 96, tables: {} });

test("the strip of the first method holds the events, those of others their alarms", () => {
  const series = tenDays(), rows = rowsOf(series, THRESHOLD, eventsAt(series, THRESHOLD));
  assert.deepEqual(rows[0].alarms, [{ first: 400, last: 419, part: "above", peak: 7 }]);
  assert.deepEqual(rows[1].alarms, [{ first: 404, last: 411, part: "below", peak: 6 }]);
  assert.deepEqual(labels(rows, 1000).map(({ text }) => text), ["Main – rules · 1 alarm", "Other – rules · 1 alarm"]);
  const table = buckets(series, [0, 960], 1000), drawn = traces(series, rows, series.full, 1000, table);
  assert.deepEqual([drawn.agreement_above.x.length, drawn.agreement_below.x.length, drawn.agreement_data.x.length], [5, 5, 0]);
  assert.ok(drawn.agreement_hover.text[405].includes("Other: less than usual, score 6"));
});

test("of several alarms in a bucket the worst is named", () => {
  /** @type {(first: number, last: number, peak: number) => import("../../assets/timeline/agreement.js").Alarm} */
  const alarm = (first, last, peak) => ({ first, last, part: "above", peak });
  const [worst] = worstWithin([{ alarms: [alarm(0, 1, 5), alarm(3, 8, 9), alarm(9, 9, 4)] }], { edges: [0, 4, 8, 12, 16] });
  assert.deepEqual(Array.from(worst, (one) => one?.peak), [9, 9, 9, undefined]);
});

test("strips take nothing from the readings: the graph grows by them", () => {
  for (const rows of [0, 1, 3, 5]) {
    const whole = 320 + stripsHeight(rows), { yaxis, yaxis2 } = domains(whole, rows), none = domains(320, 0);
    assert.ok(Math.abs((yaxis[1] - yaxis[0]) * whole - (none.yaxis[1] - none.yaxis[0]) * 320) < 1e-9);
    assert.ok(Math.abs((yaxis2[1] - yaxis2[0]) * whole - (none.yaxis2[1] - none.yaxis2[0]) * 320) < 1e-9);
  }
});

test("the word that names the forecast stands where there is room", () => {
  const series = tenDays(), forecast = forecastOf(series), shown = [series.full[0], series.full[1] + DAY];
  const anchors = [300, 1200].map((width) => forecasts.mark(series, forecast, {}, shown, width).annotations[0].xanchor);
  assert.deepEqual(anchors, ["right", "left"]);
});

test("the axis follows the band of the forecast within reason", () => {
  const series = seriesWith(constant(960)), forecast = forecastOf(series), shown = [series.full[0], series.full[1] + DAY];
  assert.deepEqual([2, 8].map((level) => forecasts.traces(forecast, shown, 1000, level).height?.[1]), [7, 7.5]);
});

test("the first days of a forecast, and none where none are wanted", () => {
  const series = tenDays();
  series.forecast = { ...forecastOf(series), n: 7 * 96 };
  assert.deepEqual([2, 9, 0].map((days) => forecasts.firstDays(series, days)?.n), [192, 672, undefined]);
  assert.equal(forecasts.summaryOf(forecasts.firstDays(series, 2)), "Forecast by Typical week: 240 kWh over the next 2 days.");
});

test("at the pointer stand the reading, what was expected, and the score", () => {
  const series = tenDays(), table = buckets(series, [0, 960], 4000);
  assert.equal(readingText(series, table, 400, 4), "<b>Wed 5 Jun 2024, 04:00–04:15</b><br>12 kW<br>expected 5 kW, alarm limits 1 to 9 kW<br>score 7");
  const [event] = eventsAt(series, THRESHOLD), bar = { x0: 0, x1: 1, event, count: 2, narrow: false };
  assert.equal(barText(bar), "<b>Event: more than usual</b><br>Wed 5 Jun 2024, 04:00–09:00 (5 h)<br>35 kWh more than expected<br>score 7<br>and 1 other next to it: zoom in");
});

test("a new series is shown whole, a chosen event with what is around it, a zoom as it is", () => {
  const series = tenDays(), [event] = eventsAt(series, THRESHOLD), state = {};
  assert.deepEqual(rangeToShow(series, null, null, state, null), series.full);
  const [start, end] = rangeToShow(series, null, { ...event, nonce: 1 }, state, null);
  assert.deepEqual([start, end], [event.x0 - 2 * DAY, event.x1 + 2 * DAY]);
  const zoom = [utc("2024-06-02"), utc("2024-06-03")];
  assert.deepEqual(rangeToShow(series, null, { ...event, nonce: 1 }, state, zoom), zoom);
});

test("a forecast just asked for is brought into sight, and when it goes the range before comes back", () => {
  const series = seriesWith(constant(100 * 96)), forecast = forecastOf(series), state = {};
  const before = rangeToShow(series, null, null, state, null);
  assert.deepEqual(rangeToShow(series, forecast, null, state, null), [series.full[1] - 14 * DAY, series.full[1] + DAY]);
  assert.deepEqual(rangeToShow(series, null, null, state, null), before);
});

test("a range stays within what there is", () => {
  assert.deepEqual(clipped([-5, 5], [0, 20]), [0, 10]);
  assert.deepEqual(clipped([15, 25], [0, 20]), [10, 20]);
  assert.deepEqual(clipped([-50, 50], [0, 20]), [0, 20]);
  assert.deepEqual(["2024-03-09", "2024-03-09 14:15"].map(wallOfAxis), [utc("2024-03-09"), utc("2024-03-09 14:15")]);
});
