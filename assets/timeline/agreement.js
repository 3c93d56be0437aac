/* Strips under the timeline: one row a method, with the parts in which it is in alarm at the level of all. Above and below
   the usual lie in the upper and the lower half of a strip, data problems are hatched over the whole of it, so that
   nothing is shown by colour alone. The server finds what is drawn (components/timeline/agreement.py). */

import { interval, plural, score } from "../detection/quantities.js";
import { bucketEnds, bucketOf } from "./detail.js";
import { occurrenceRange } from "./outlines.js";

/** @import { Alarm, Event } from "../detection/marks.js" */
/** @import { Series } from "../detection/payload.js" */
/** @import { Grid } from "../detection/wall_clock.js" */
/** @import { Table } from "./detail.js" */
/** @import { Outline } from "./outlines.js" */

/**
 * @typedef {"above" | "below" | "other" | "data"} Part of a strip
 * @typedef {{label: string, algorithm: string, alarms: Alarm[]}} Row
 */

const ROW_PX = 24, LOW_ROW_PX = 20, FEW_ROWS = 3, GAP_PX = 10; // of a row, of one of many, and above the first one
const LANES_SHARE = 0.13, LANES_PX = 36; // of the marks of events above the readings, whose three names need room
const BASE = 0.08, MIDDLE = 0.28, TOP = 0.48; // of a strip within its row; the name stands above it
const MIN_ALARM_PX = 2;
const NARROW = 480; // pixels, below which the name of the algorithm is left out
const PARTS = /** @type {const} */ (["above", "below", "other", "data"]);
const HEIGHTS = { above: [MIDDLE, TOP], below: [BASE, MIDDLE], other: [BASE, TOP], data: [BASE, TOP] };
const WORDS = { above: "more than usual", below: "less than usual", other: "unusual", data: "data problem" };

/** @param {Alarm} alarm @returns {Part} */
const partOf = ({ kind, side }) => (kind === "data" ? "data" : side > 0 ? "above" : side < 0 ? "below" : "other");

/** Alarms of each method in order of time. Those of the first one, whose events are on show, are its events.
 * @param {Series} series @param {Event[]} events @param {Alarm[][]} lanes of the others @returns {Row[]} */
export function rowsOf({ methods }, events, lanes) {
  return methods.map(({ label, algorithm }, i) => ({ label, algorithm, alarms: i ? lanes[i - 1] ?? [] : events }));
}

/** Traces of all rows for a range of wall time; alarms that would touch on the screen are one.
 * @param {Series} series @param {Row[]} rows @param {number[]} shown @param {number} width @param {Table} table */
export function traces(series, rows, shown, width, table) {
  const perPx = (shown[1] - shown[0]) / width;
  /** @type {(part: Part) => Outline} */
  const strips = (part) => boxes(rows.flatMap(({ alarms }, i) => {
    const own = alarms.filter((one) => partOf(one) === part), base = rows.length - 1 - i, [low, high] = HEIGHTS[part];
    return joined(series, own, shown, perPx).map((range) => ({ range, height: [base + low, base + high] }));
  }));
  const [above, below, other, data] = PARTS.map(strips);
  return {
    agreement_rows: boxes(rows.map((_, i) => ({ range: shown, height: [i + BASE, i + TOP] })).reverse()),
    agreement_hover: hoverPoints(series, rows, table),
    agreement_above: above, agreement_below: below, agreement_other: other, agreement_data: data,
  };
}

/** Where alarms are drawn, wide enough to be seen.
 * @param {Grid} series @param {Alarm[]} alarms @param {number[]} shown @param {number} perPx */
function joined(series, alarms, shown, perPx) {
  /** @type {number[][]} */
  const ranges = [], occurrences = alarms.flatMap((alarm) => alarm.occurrences).sort((a, b) => a[0] - b[0]);
  for (const occurrence of occurrences) {
    let [start, end] = occurrenceRange(series, occurrence);
    const missing = Math.max(0, MIN_ALARM_PX * perPx - (end - start)) / 2;
    [start, end] = [Math.max(start - missing, shown[0]), Math.min(end + missing, shown[1])];
    if (start >= end) continue;
    const before = ranges[ranges.length - 1];
    if (before && start <= before[1] + perPx) before[1] = Math.max(before[1], end);
    else ranges.push([start, end]);
  }
  return ranges;
}

/** @param {{range: number[], height: number[]}[]} rectangles @returns {Outline} */
function boxes(rectangles) {
  return {
    x: rectangles.flatMap(({ range: [start, end] }) => [start, end, end, start, start]),
    y: rectangles.flatMap(({ height: [low, high] }) => [high, high, low, low, NaN]),
  };
}

/** For each bucket of a table, the worst alarm of each method in it, or nothing.
 * @param {Pick<Row, "alarms">[]} rows @param {Pick<Table, "edges">} table @returns {(Alarm | undefined)[][]} */
export function worstWithin(rows, { edges }) {
  return rows.map(({ alarms }) => {
    /** @type {(Alarm | undefined)[]} */
    const worst = new Array(edges.length - 1);
    for (const one of alarms) for (const [first, last] of one.occurrences) {
      for (let at = bucketOf(edges, first); at < worst.length && edges[at] <= last; at++) {
        const held = worst[at];
        if (edges[at + 1] > first && (!held || one.peak > held.peak)) worst[at] = one;
      }
    }
    return worst;
  });
}

/** @param {string} label @param {Alarm | undefined} one */
const alarmText = (label, one) => (one ? `${label}: ${WORDS[partOf(one)]}, score ${score(one.peak)}` : "");

/** @param {Series} series @param {Row[]} rows @param {Table} table */
function hoverPoints(series, rows, table) {
  /** @type {{x: number[], y: number[], text: string[], customdata: (string | number)[][]}} */
  const { x, y, text, customdata } = { x: [], y: [], text: [], customdata: [] };
  const worst = worstWithin(rows, table);
  for (let b = 0; rows.length && b < table.power.length; b++) {
    const [start, end] = bucketEnds(series, table, b);
    const lines = rows.map(({ label }, i) => alarmText(label, worst[i][b])).filter(Boolean);
    x.push((start + end) / 2);
    y.push(rows.length / 2);
    text.push([`<b>${interval(start, end)}</b>`, ...(lines.length ? lines : ["no method is in alarm"])].join("<br>"));
    customdata.push(["readings", table.edges[b], table.edges[b + 1]]);
  }
  return { x, y, text, customdata };
}

/** Names above the strips, with how often each method is in alarm.
 * @param {Row[]} rows @param {number} width */
export function labels(rows, width) {
  return rows.map(({ label, algorithm, alarms }, i) => {
    const name = width < NARROW || label === algorithm ? label : `${label} – ${algorithm}`;
    const place = { xref: "paper", x: 0, xanchor: "left", yref: "y3", y: rows.length - 1 - i + TOP, yanchor: "bottom" };
    const text = `${name} · ${alarms.length ? plural(alarms.length, "alarm") : "no alarm"}`;
    return { ...place, text, showarrow: false, borderpad: 0, font: { size: 11 } };
  });
}

/** Pixels that the strips take.
 * @param {number} rows */
export const stripsHeight = (rows) => (rows ? rows * (rows > FEW_ROWS ? LOW_ROW_PX : ROW_PX) + GAP_PX : 0);

/** Where readings, event marks and strips stand on so many pixels, so that the strips take nothing from the others.
 * @param {number} whole @param {number} rows */
export function domains(whole, rows) {
  const extra = stripsHeight(rows), others = whole - extra;
  /** @type {(share: number) => number} */
  const mark = (share) => 1 - ((1 - share) * others) / whole;
  const lanes = Math.max(LANES_SHARE, LANES_PX / others);
  return {
    xaxis: rows ? "y3" : "y",
    yaxis: [extra / whole, mark(1 - lanes - 0.025)],
    yaxis2: [mark(1 - lanes), 1],
    yaxis3: rows ? [0, (extra - GAP_PX) / whole] : [0, 0.01],
    rows: Math.max(1, rows),
  };
}

/** In words, for the summary.
 * @param {Row[]} rows */
export function summaryOf(rows) {
  return rows.length ? "Strips: when each method is in alarm at this level; upper half more, lower half less than usual." : "";
}

/** For those who cannot see the strips.
 * @param {Row[]} rows */
export function spoken(rows) {
  return rows.map(({ label, alarms }) => ` ${label}: ${plural(alarms.length, "alarm")}.`).join("");
}
