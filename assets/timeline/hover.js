/* What stands beside the pointer: a reading with what was expected of it, or the event under a bar. */

import * as quantities from "../detection/quantities.js";
import { pass } from "../detection/wall_clock.js";
import { bucketEnds } from "./detail.js";
import { windowText } from "./window.js";

/** @import { Drawable, Forecast, Series } from "../detection/payload.js" */
/** @import { ColumnName, Table } from "./detail.js" */
/** @import { Bar } from "./outlines.js" */
/** @import { Window } from "./window.js" */

/** @typedef {(name: ColumnName) => number} InKw a column of one bucket */

/** Bucket `b` of a table: one reading, or the mean and extremes of several.
 * @param {Series} series @param {Table} table @param {number} b @param {number} level @param {Window | null} [window] */
export function readingText(series, table, b, level, window = null) {
  const [start, end] = bucketEnds(series, table, b), first = table.edges[b];
  /** @type {InKw} */
  const kw = (name) => table[name][b] / series.unit.factor;
  const single = table.edges[b + 1] - first === 1, which = pass(series, first);
  const lines = [`<b>${quantities.interval(start, end)}${which ? ` (${which})` : ""}</b>`];
  if (Number.isNaN(table.power[b])) lines.push("no reading");
  else if (single) lines.push(quantities.power(kw("power")));
  else lines.push(`${quantities.power(kw("power"))} on average, ${quantities.powerRange(kw("low"), kw("high"))}`);
  if (!Number.isNaN(table.expected[b])) lines.push(...expectedTexts(series, kw, level));
  if (single) lines.push(...windowText(series, window, first, level));
  if (single && !Number.isNaN(series.cols.score[first])) lines.push(scoreText(series, first));
  return lines.join("<br>");
}

/** What was expected, the usual range and the alarm limits; nobody reads of one below zero where nothing is ever fed in.
 * @param {Drawable} series @param {InKw} kw @param {number} level */
function expectedTexts(series, kw, level) {
  const expected = kw("expected"), floor = series.feedsIn ? -Infinity : 0;
  /** @type {[string, number, number][]} */
  const ranges = [
    ["usual range", kw("usual_low"), kw("usual_high")],
    ["alarm limits", expected - level * kw("below"), expected + level * kw("above")],
  ];
  const known = ranges.filter(([, low, high]) => Number.isFinite(low + high))
    .map(([name, ...ends]) => ({ name, ends: ends.map((end) => Math.max(floor, end)) }));
  const beside = known.flatMap(({ ends }) => ends), lines = [`expected ${quantities.power(expected, ...beside)}`];
  for (const { name, ends: [low, high] } of known) lines.push(`${name} ${quantities.powerRange(low, high, expected, ...beside)}`);
  return lines;
}

/** Bucket `b` of a forecast.
 * @param {Forecast} forecast @param {Table} table @param {number} b @param {number} level */
export function forecastText(forecast, table, b, level) {
  const [start, end] = bucketEnds(forecast, table, b);
  /** @type {InKw} */
  const kw = (name) => table[name][b] / forecast.unit.factor;
  return [`<b>${quantities.interval(start, end)}, forecast</b>`, ...expectedTexts(forecast, kw, level)].join("<br>");
}

/** @param {Series} series @param {number} i */
function scoreText({ cols, stepHours }, i) {
  const over = cols.steps[i] > 1 ? ` over ${quantities.duration(cols.steps[i] * stepHours)}` : "";
  return `score ${quantities.score(cols.score[i])}${over}`;
}

/** A bar: the worst of its events, and how many there are.
 * @param {Bar} bar */
export function barText({ event, ids }) {
  const { kind, what, occurrences, open, x0, x1, hours, excess, peak } = event;
  const dates = open ? `since ${quantities.date(x0)}, so far` : quantities.interval(x0, x1);
  const times = occurrences.length > 1 ? `${quantities.plural(occurrences.length, "time")}, ` : "";
  const lines = [`<b>${kind === "data" ? "Data problem" : "Event"}: ${what}</b>`, `${dates} (${times}${quantities.duration(hours)})`];
  if (excess !== null) lines.push(`${quantities.energy(Math.abs(excess))} ${excess < 0 ? "less" : "more"} than expected`);
  lines.push(`score ${quantities.score(peak)}`);
  if (ids.size > 1) lines.push(`and ${quantities.plural(ids.size - 1, "other")} next to it: zoom in`);
  return lines.join("<br>");
}
