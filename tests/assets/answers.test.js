/* Questions to the server while a control moves, and answers that come late. */

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { changesOf, followInHeadline, moving, settled, take } from "../../assets/controls/answers.js";
import { THRESHOLD, marksOf } from "./series.js";

/** @import { Answer } from "../../assets/controls/answers.js" */
/** @import { Payload } from "../../assets/detection/payload.js" */

/** @type {[string, {threshold: object, order: number}][]} */
const stored = [];
const NONE = { description: "stays" }, VIEW = /** @type {Payload} */ ({ key: "test" }), SHOWN = { scored: true };
Object.assign(globalThis, { window: { dash_clientside: {
  no_update: NONE, set_props: (/** @type {string} */ id, /** @type {any} */ { data }) => data && stored.push([id, data]),
} } });
mock.timers.enable({ apis: ["setTimeout", "Date"] });
let level = 4;

/** A threshold that nobody has asked for before. */
const next = () => ({ ...THRESHOLD, level: (level += 0.1) });
const queries = () => stored.filter(([id]) => id === "event-query").map(([, { threshold, order }]) => ({ threshold, order }));

/** @param {number} order @param {object} [about] @returns {Answer} */
const answer = (order, about) => ({
  ...marksOf([]), order, rows: [], count: "No events", rest: "", announcement: "", empty: "", ...about,
});

/** Everything asked for so far is answered, and a while passes. */
function atRest() {
  mock.timers.tick(1000);
  const last = queries().at(-1);
  if (last) take(answer(last.order), VIEW);
  mock.timers.tick(1000);
  stored.length = 0;
}
beforeEach(atRest);

test("a threshold that came with a link is asked for at once, and once", () => {
  const threshold = next();
  settled(threshold);
  settled({ ...threshold });
  mock.timers.tick(1);
  assert.deepEqual(queries().map((one) => one.threshold), [threshold]);
});

test("while a control moves one question is on its way, and one more follows when it rests", () => {
  const moves = [next(), next(), next(), next()];
  for (const threshold of moves) {
    moving(threshold);
    mock.timers.tick(20);
  }
  assert.deepEqual(queries().map((one) => one.threshold), [moves[0]]);
  mock.timers.tick(149);
  assert.deepEqual(queries().map((one) => one.threshold), [moves[0], moves[3]]);
  assert.deepEqual(stored.filter(([id]) => id === "settled-threshold").map(([, data]) => data), [moves[3]]);
});

test("answered in time, the next move asks anew, not sooner than a few times a second", () => {
  const moves = [next(), next(), next()];
  moving(moves[0]);
  mock.timers.tick(100);
  take(answer(queries()[0].order), VIEW);
  moving(moves[1]);
  mock.timers.tick(60);
  moving(moves[2]);
  mock.timers.tick(1);
  assert.deepEqual(queries().map((one) => one.threshold), [moves[0], moves[2]]);
});

test("a late answer never takes the place of a newer one", () => {
  const [first, second] = [next(), next()];
  settled(first);
  settled(second);
  mock.timers.tick(1);
  const [old, fresh] = queries();
  assert.deepEqual(changesOf(answer(fresh.order, { count: "2 events" }), VIEW)["headline-count"], { children: "2 events" });
  assert.deepEqual(changesOf(answer(old.order, { count: "9 events" }), VIEW), {});
});

test("an answer on other readings than those on show changes nothing; one without key says what went wrong", () => {
  const order = 1e6;
  assert.deepEqual(changesOf(answer(order, { key: "other" }), VIEW), {});
  const failed = changesOf(answer(order, { key: null, rest: "It failed.", announcement: "It failed." }), VIEW);
  assert.deepEqual(failed, { "headline-rest": { children: "It failed." }, announcement: { children: "It failed." } });
});

test("the headline follows by the events that are known, both sides of it", () => {
  const counts = { energy: 2, data: 1, excess_kwh: 3260, missing_kwh: 1000, months: 1 };
  const words = ["2 events and 1 data problem", " · +3,260 kWh, −1,000 kWh"];
  assert.deepEqual(followInHeadline(counts, next(), marksOf([]), SHOWN), words);
  assert.deepEqual(followInHeadline(counts, THRESHOLD, marksOf([]), SHOWN), [NONE, NONE]);
  assert.deepEqual(followInHeadline(counts, next(), marksOf([]), { scored: false }), [NONE, NONE]);
});
