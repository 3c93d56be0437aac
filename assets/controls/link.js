/* The link: what is shown, in the address bar, so that it can be sent to a colleague. A choice of meter, dates or methods
   is a step of its own, to which the browser's Back leads; all else only keeps the link of its step up to date. */

/** @import { Threshold } from "../detection/threshold.js" */
/** @import { Selection } from "../timeline/range.js" */

/**
 * @typedef {object} ViewRequest what is asked of the server
 * @property {string} meter
 * @property {string} first
 * @property {string} last
 * @property {string} detector
 * @property {Record<string, unknown>} params
 * @property {string[]} [also] further methods
 * @property {boolean} [final]
 *
 * @typedef {Threshold & {detector: string}} Standard what a link leaves out
 * @typedef {object} Extras
 * @property {string | null} forecast days of it, "0" for none
 * @property {string | null} view beneath the timeline
 * @property {{day?: string} | null} typical
 * @property {Standard} standard
 */

const STEPS = ["meter", "from", "to", "method", "also"];
/** @type {string | null} */
let written = null; // the link written last
let writtenFor = ""; // the request it was written for
let returning = false; // Back was pressed, and what it leads to is not there yet
/** @type {Selection | null} */
let left = null; // the event chosen when the last step was made: it is of the step before
let nonce = 0;

/** What makes a step: a link without level, event, view and forecast.
 * @param {string} search */
export function stepOf(search) {
  const named = [...new URLSearchParams(search)].filter(([name]) => STEPS.includes(name) || name.startsWith("set."));
  return JSON.stringify(named.sort());
}

/** The link of what is shown.
 * @param {ViewRequest} request @param {Threshold} threshold @param {Selection | null} selection @param {Extras} extras */
export function queryOf(request, threshold, selection, { forecast, view, typical, standard }) {
  const query = new URLSearchParams();
  query.set("meter", request.meter);
  query.set("from", request.first);
  query.set("to", request.last);
  if (request.detector !== standard.detector) query.set("method", request.detector);
  if (request.also?.length) query.set("also", request.also.join(","));
  if (forecast && forecast !== "0") query.set("forecast", forecast);
  for (const name of Object.keys(request.params).sort()) query.set(`set.${name}`, String(request.params[name]));
  if (threshold.level !== standard.level) query.set("level", String(threshold.level));
  if (threshold.side !== standard.side) query.set("side", threshold.side);
  if (threshold.min_hours !== standard.min_hours) query.set("min_hours", String(threshold.min_hours));
  if (threshold.min_kwh !== standard.min_kwh) query.set("min_kwh", String(threshold.min_kwh));
  if (view && view !== "events") query.set("view", view);
  if (view === "typical-day" && typical?.day) query.set("day", typical.day);
  if (selection?.key) query.set("event", selection.key);
  return `?${query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",")}`;
}

/** @param {ViewRequest | null} request @param {Threshold | null} threshold @param {Selection | null} selection
 * @param {Extras["forecast"]} forecast @param {Extras["view"]} view @param {Extras["typical"]} typical
 * @param {Standard} standard */
export function write(request, threshold, selection, forecast, view, typical, standard) {
  if (!request || !threshold) return;
  const now = JSON.stringify(request), { location, history } = window;
  if (returning && now === writtenFor) return; // the link of the step returned to stays until its result is there
  const extras = { forecast, view, typical, standard };
  const isStep = written !== null && !returning && stepOf(queryOf(request, threshold, null, extras)) !== stepOf(location.search);
  if (isStep) left = selection;
  const search = queryOf(request, threshold, selection === left ? null : selection, extras);
  [written, writtenFor, returning] = [search, now, false];
  if (search === location.search) return;
  const link = location.pathname + search;
  if (isStep) history.pushState(null, "", link);
  else history.replaceState(history.state, "", link);
}

/** Show what the address says, though the page was opened long ago. */
export function reopen(why = {}) {
  window.dash_clientside.set_props("address", { data: { search: window.location.search, nonce: ++nonce, ...why } });
}

/** After Cancel link and controls say again what is on show: the link must not lead a colleague to something else.
 * @param {number} clicks @param {ViewRequest | null} shown @param {Threshold | null} threshold
 * @param {Selection | null} selection @param {Extras["forecast"]} forecast @param {Extras["view"]} view
 * @param {Extras["typical"]} typical
 * @param {Standard} standard */
export function back(clicks, shown, threshold, selection, forecast, view, typical, standard) {
  if (!clicks || !shown?.final || !threshold) return;
  const search = queryOf(shown, threshold, selection, { forecast, view, typical, standard });
  [returning, written] = [true, search];
  window.history.replaceState(window.history.state, "", window.location.pathname + search);
  reopen({ cancelled: true });
}

/** The address the page was opened with, once.
 * @param {string} pathname */
export function read(pathname) {
  return pathname && !nonce ? { search: window.location.search, nonce: ++nonce } : window.dash_clientside.no_update;
}

/** Follow Back and Forward. */
export function listen() {
  window.addEventListener("popstate", () => {
    if (!nonce || window.location.search === written) return;
    [returning, written] = [true, window.location.search]; // at once: the next press may come before the result
    window.dash_clientside.set_props("selected-event", { data: null });
    reopen();
  });
}
