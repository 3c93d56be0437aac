/* The rule from scores to flags in the browser gives what Python gives: tests/golden holds what Python wrote. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { masksAt } from "../../assets/detection/data_problems.js";
import { seriesOf } from "../../assets/detection/payload.js";
import * as quantities from "../../assets/detection/quantities.js";
import { isFlagged, roundHalfEven } from "../../assets/detection/threshold.js";

/** @import { Columns } from "../../assets/detection/payload.js" */
/** @import { Threshold } from "../../assets/detection/threshold.js" */

/**
 * @typedef {(number | null)[]} Values null for NaN
 * @typedef {object} GoldenCase
 * @property {string} name
 * @property {{ms0: number, dx: number, n: number, tz: string, offsets: number[][]}} grid
 * @property {number} before
 * @property {string[]} reasons
 * @property {string[]} labels
 * @property {Record<keyof Columns, Values>} columns
 * @property {Threshold} threshold
 * @property {number[]} flagged
 */

/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));

/** @type {GoldenCase[]} */
const cases = read("flags");

/** @param {number | null} value */
const number = (value) => value ?? NaN;

/** @param {GoldenCase} golden */
function seriesFor({ name, grid, before, reasons, labels, columns }) {
  const all = Object.entries(columns).map(([column, values]) => [column, Float32Array.from(values, number)]);
  const typed = Object.fromEntries(all);
  return seriesOf({ ...grid, key: name, meter: name, reasons, labels, months: 1, before }, /** @type {Columns} */ (typed));
}

for (const golden of cases) {
  test(`flags: ${golden.name}`, () => {
    const { known } = seriesFor(golden);
    const flagged = Array.from({ length: known.n }, (_, i) => i).filter((i) => isFlagged(known, golden.threshold, i));
    assert.deepEqual(flagged, golden.flagged);
  });
}

test("what was found once is not found anew at the same level", () => {
  const { known } = seriesFor(cases[0]);
  assert.equal(masksAt(known, 5), masksAt(known, 8));
  assert.notEqual(masksAt(known, 5), masksAt(known, 3));
});

const [written] = read("quantities");

/** @type {[string, (...values: number[]) => string | number][]} */
const WRITERS = [
  ["power", (kw) => quantities.power(kw)],
  ["power_beside", (kw, beside) => quantities.power(kw, beside)],
  ["power_range", (low, high) => quantities.powerRange(low, high, 3.5)],
  ["energy", quantities.energy],
  ["duration", quantities.duration],
  ["rounded", roundHalfEven],
];

for (const [name, writer] of WRITERS) {
  test(`quantities are written as in Python: ${name}`, () => {
    for (const [result, ...values] of written[name].map((/** @type {unknown[]} */ row) => row.toReversed())) {
      assert.equal(writer(...values.reverse()), result);
    }
  });
}
