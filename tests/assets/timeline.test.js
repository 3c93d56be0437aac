/* Strips of methods, the forecast, what is said at the pointer, and the range on show. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { eventsOf } from "../../assets/detection/marks.js";
import { DAY } from "../../assets/detection/wall_clock.js";
import { domains, labels, rowsOf, stripsHeight, traces, worstWithin } from "../../assets/timeline/agreement.js";
import { buckets } from "../../assets/timeline/detail.js";
import * as forecasts from "../../assets/timeline/forecast.js";
import { barText, readingText } from "../../assets/timeline/hover.js";
import { clipped, rangeToShow, wallOfAxis } from "../../assets/timeline/range.js";
import { THRESHOLD, constant, mark, marksOf, seriesWith, utc } from "./series.js";

/** @import { Alarm } from "../../assets/detection/marks.js" */
/** @import { Forecast, Series } from "../../assets/detection/payload.js" */

const EVENT = mark([[400, 419]]);

/** Ten days with one event, judged by two methods.
 * @returns {Series} */
function tenDays() {
  const series = seriesWith(constant(960).fill(12, 400, 420));
  series.methods = [{ label: "Main", algorithm: "rules" }, { label: "Other", algorithm: "rules" }];
  return series;
}

/** @param {Series} series */
const theEvent = (series) => eventsOf(series, marksOf([EVENT]), THRESHOLD)[0];

/** @param {Series} series @returns {Forecast} */
const forecastOf = (series) => ({ ...series, label: "Typical week", ms0: series.ms0 + series.n * series.dx, n: 96, tables: {} });

test("the strip of the first method holds the events, those of others what the server says", () => {
  /** @type {Alarm[]} */
  const other = [{ kind: "energy", side: -1, peak: 6, occurrences: [[404, 411], [500, 503]] }];
  const series = tenDays(), rows = rowsOf(series, [theEvent(series)], [other]);
  const places = rows.map(({ alarms }) => alarms.map(({ occurrences }) => occurrences));
  assert.deepEqual(places, [[[[400, 419]]], [[[404, 411], [500, 503]]]]);
  assert.deepEqual(labels(rows, 1000).map(({ text }) => text), ["Main – rules · 1 alarm", "Other – rules · 1 alarm"]);
  const table = buckets(series, [0, 960], 1000), drawn = traces(series, rows, series.full, 1000, table);
  assert.deepEqual([drawn.agreement_above.x.length, drawn.agreement_below.x.length, drawn.agreement_data.x.length], [5, 10, 0]);
  assert.ok(drawn.agreement_hover.text[405].includes("Other: less than usual, score 6"));
  assert.ok(!drawn.agreement_hover.text[450].includes("Other"));
});

test("before the server has answered every method has its strip, without alarms", () => {
  assert.deepEqual(rowsOf(tenDays(), [], []).map(({ label, alarms }) => [label, alarms.length]), [["Main", 0], ["Other", 0]]);
});

test("of several alarms in a bucket the worst is named, also where times of two interlock", () => {
  /** @type {(occurrences: [number, number][], peak: number) => Alarm} */
  const alarm = (occurrences, peak) => ({ kind: "energy", side: 1, occurrences, peak });
  const alarms = [alarm([[0, 1], [12, 13]], 5), alarm([[3, 8]], 9), alarm([[9, 9]], 4)];
  const [worst] = worstWithin([{ alarms }], { edges: [0, 4, 8, 12, 16] });
  assert.deepEqual(Array.from(worst, (one) => one?.peak), [9, 9, 9, 5]);
  const [later] = worstWithin([{ alarms }], { edges: [10, 12, 14] });
  assert.deepEqual(Array.from(later, (one) => one?.peak), [undefined, 5]);
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
  assert.equal(readingText(series, table, 400, 4), "<b>Wed 5 Jun 2024, 04:00–04:15</b><br>12 kW<br>expected 5 kW<br>usual range 3 to 7 kW<br>alarm limits 1 to 9 kW<br>score 7");
  const bar = { x0: 0, x1: 1, event: theEvent(series), ids: new Set(["a", "b"]), narrow: false };
  assert.equal(barText(bar), "<b>Event: Used more than usual</b><br>Wed 5 Jun 2024, 04:00–09:00 (5 h)<br>35 kWh more than expected<br>score 7<br>and 1 other next to it: zoom in");
});

test("what still lasts says so, and how often it happened", () => {
  const series = tenDays(), occurrences = /** @type {[number, number][]} */ ([[400, 419], [496, 515]]);
  const [event] = eventsOf(series, marksOf([mark(occurrences, { open: true, hours: 10 })]), THRESHOLD);
  const text = barText({ x0: 0, x1: 1, event, ids: new Set(["a"]), narrow: false });
  assert.equal(text.split("<br>")[1], "since Wed 5 Jun 2024, so far (2 times, 10 h)");
});

test("a new series is shown whole, a chosen event with what is around it, a zoom as it is", () => {
  const series = tenDays(), event = theEvent(series), state = {};
  assert.deepEqual(rangeToShow(series, null, null, state, null), series.full);
  const [start, end] = rangeToShow(series, null, { ...event, nonce: 1 }, state, null);
  assert.deepEqual([start, end], [event.x0 - 2 * DAY, event.x1 + 2 * DAY]);
  const zoom = [utc("2024-06-02"), utc("2024-06-03")];
  assert.deepEqual(rangeToShow(series, null, { ...event, nonce: 1 }, state, zoom), zoom);
});

test("of what lasted long there is enough to see it begin, not half a year before", () => {
  const series = seriesWith(constant(400 * 96)), state = {};
  /** @type {(from: number, to: number) => number} */
  const before = (from, to) => {
    const selection = { start_ms: series.ms0 + from * DAY, end_ms: series.ms0 + to * DAY, nonce: `${from}:${to}` };
    return (selection.start_ms - rangeToShow(series, null, selection, state, null)[0]) / DAY;
  };
  rangeToShow(series, null, null, state, null);
  assert.deepEqual([before(200, 201), before(200, 204), before(200, 216), before(200, 300)], [2, 6, 14, 25]);
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
