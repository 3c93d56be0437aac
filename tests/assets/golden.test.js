/* What the page repeats of Python gives what Python gives: flags, and how quantities are written. tests/golden holds what
   Python wrote. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { unpack } from "../../assets/detection/payload.js";
import * as quantities from "../../assets/detection/quantities.js";
import { isFlagged } from "../../assets/detection/threshold.js";
import { floats } from "./series.js";

/** @import { Packed } from "../../assets/detection/payload.js" */
/** @import { Threshold } from "../../assets/detection/threshold.js" */

/** @typedef {{score: Packed, mark: Packed, threshold: Pick<Threshold, "level" | "side">, flagged: number[]}} GoldenFlags */

/** @param {string} name */
const read = (name) => JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));

/** @param {GoldenFlags} golden */
function seriesFor({ score, mark }) {
  const n = atob(mark.bdata).length, zeros = floats(n);
  const ranges = { below: zeros, above: zeros, usual_low: zeros, usual_high: zeros };
  const cols = { power: zeros, expected: zeros, ...ranges, steps: score, score, mark };
  const grid = { ms0: 0, dx: 36e5, n, tz: "UTC", offsets: [[0, 0]] };
  return unpack({ ...grid, key: "golden", meter: "golden", months: 1, floor_kwh: 0, cols });
}

for (const golden of /** @type {GoldenFlags[]} */ (read("flags"))) {
  test(`flags are those of Python: ${golden.threshold.level} sigma, ${golden.threshold.side}`, () => {
    const { n, cols } = seriesFor(golden), all = Array.from({ length: n }, (_, i) => i);
    assert.deepEqual(all.filter((i) => isFlagged(cols, golden.threshold, i)), golden.flagged);
  });
}

const [written] = read("quantities");

/** @type {[string, (...values: number[]) => string | number][]} */
const WRITERS = [
  ["power", (kw) => quantities.power(kw)],
  ["power_beside", (kw, beside) => quantities.power(kw, beside)],
  ["power_range", (low, high) => quantities.powerRange(low, high, 3.5)],
  ["energy", quantities.energy],
  ["signed_energy", quantities.signedEnergy],
  ["duration", quantities.duration],
];

for (const [name, writer] of WRITERS) {
  test(`quantities are written as in Python: ${name}`, () => {
    for (const [result, ...values] of written[name].map((/** @type {unknown[]} */ row) => row.toReversed())) {
      assert.equal(writer(...values.reverse()), result);
    }
  });
}
