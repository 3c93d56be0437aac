/* The link, the choice of methods and of events, as far as they need no browser. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { queryOf, stepOf } from "../../assets/controls/link.js";
import { methodFilter, pending, valueText } from "../../assets/controls/methods.js";
import { namedBy, position } from "../../assets/controls/selection.js";
import { utc } from "./series.js";

/** @import { Standard, ViewRequest } from "../../assets/controls/link.js" */

/** @type {Standard} */
const STANDARD = { detector: "recommended", level: 4, side: "both", min_hours: 0, merge_hours: 6, min_kwh: null };
/** @type {ViewRequest} */
const REQUEST = { meter: "office", first: "2024-01-01", last: "2024-03-31", detector: "recommended", params: {} };
const EXTRAS = { forecast: "0", view: "events", typical: null, standard: STANDARD };

test("a link leaves out what is standard", () => {
  assert.equal(queryOf(REQUEST, STANDARD, null, EXTRAS), "?meter=office&from=2024-01-01&to=2024-03-31");
});

test("a link holds all that is not", () => {
  const request = { ...REQUEST, detector: "pca", also: ["lstm", "arma"], params: { b: 2, a: true } };
  const threshold = { ...STANDARD, level: 3.5, side: /** @type {const} */ ("above"), min_hours: 2, min_kwh: 12 };
  const selection = { start_ms: 0, end_ms: 1, key: "2024-03-09T14:15Z" };
  const extras = { ...EXTRAS, forecast: "3", view: "typical-day", typical: { day: "2024-03-09" } };
  assert.equal(
    queryOf(request, threshold, selection, extras),
    "?meter=office&from=2024-01-01&to=2024-03-31&method=pca&also=lstm,arma&forecast=3&set.a=true&set.b=2&level=3.5&side=above" +
      "&min_hours=2&min_kwh=12&view=typical-day&day=2024-03-09&event=2024-03-09T14:15Z",
  );
});

test("meter, dates and methods make a step, level and event do not", () => {
  assert.equal(stepOf("?meter=a&level=3&event=x&forecast=2"), stepOf("?meter=a"));
  for (const other of ["?meter=b", "?meter=a&method=pca", "?meter=a&set.k=3"]) assert.notEqual(stepOf(other), stepOf("?meter=a"));
});

test("a search finds methods by label, algorithm and group", () => {
  const options = [{ group: "Forecasts", items: [{ label: "Typical week", algorithm: "profile" }, { label: "Weather", algorithm: "regression" }] }];
  assert.deepEqual(methodFilter({ options, search: "FORE prof" })[0].items.map(({ label }) => label), ["Typical week"]);
  assert.deepEqual(methodFilter({ options, search: "nothing" }), []);
});

/** @param {string} cause id of what was used */
const by = (cause) => {
  Object.assign(globalThis, { window: { dash_clientside: { callback_context: { triggered_id: cause } } } });
};

test("Run is there for what waits for it, and says so", () => {
  const standard = { params: { recommended: { weeks: 8 } }, slow: { recommended: { weeks: { 52: "This takes a minute." } } } };
  /** @type {(detector: string, weeks: number, also: string[]) => string[]} */
  const waiting = (detector, weeks, also) => pending(detector, [weeks], also, REQUEST, 0, "", null, [{ name: "weeks" }], standard);
  by("detector");
  assert.deepEqual(waiting("recommended", 8, []), ["run idle", ""]);
  assert.deepEqual(waiting("recommended", 52, []), ["run", "Settings changed. Press Run to use them. This takes a minute."]);
  assert.deepEqual(waiting("recommended", 8, ["pca"]), ["run", "Press Run to ask these methods."]);
  assert.deepEqual(waiting("pca", 8, []), ["run", "Press Run to use this method."]);
  assert.deepEqual([0.123456, true, "x"].map(valueText), ["0.1235", "yes", "x"]);
});

test("Run is there after a cancelled first job, and after one that failed", () => {
  const standard = { params: {}, slow: {} };
  /** @type {(cause: string, problem: string, final: boolean) => string} */
  const look = (cause, problem, final) => {
    by(cause);
    return pending("recommended", [], [], REQUEST, 1, problem, { ...REQUEST, final }, [], standard)[0];
  };
  assert.deepEqual([look("cancel", "", false), look("cancel", "", true), look("request", "", false)], ["run", "run idle", "run idle"]);
  assert.equal(look("problem", "It failed.", true), "run");
});

test("events and data problems are counted in the order of the table", () => {
  const rows = /** @type {{tone: "more" | "data"}[]} */ ([{ tone: "more" }, { tone: "data" }, { tone: "more" }]);
  assert.deepEqual([-1, 0, 1, 2].map((at) => position(rows, at)), ["3 in all", "1 of 3", "2 of 3", "3 of 3"]);
  assert.deepEqual([position(rows.slice(0, 1), -1), position([], -1)], ["1 event", ""]);
});

test("a link names an event by its beginning, or by a time within it", () => {
  const row = { key: "2024-03-09T14:15Z", start_ms: utc("2024-03-09 14:15"), end_ms: utc("2024-03-09 16:00") };
  assert.deepEqual(["2024-03-09T14:15Z", "2024-03-09T15:00Z", "2024-03-09T16:00Z"].map((name) => namedBy(name, [row])), [0, 0, -1]);
});
