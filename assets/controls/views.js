/* The views beneath the timeline: which one is on show, and what it is asked for. A view that is not on show asks the
   server for nothing, and none asks twice for the same. */

/** @import { Selection } from "../timeline/range.js" */

/**
 * @typedef {{meter: string, first: string, last: string, run?: unknown, detector: string, params: object,
 *   scored?: boolean}} Shown the request whose result is on the page
 * @typedef {{view: string, inputs: string[]}} About a view: its key, and the names of what else its query holds
 * @typedef {{day?: string, kind?: string, event?: [number, number]}} DayChoice of one day, or of any of a kind
 */

const DRAWN_MS = 350; // until a view that was just opened is drawn
const linked = new URLSearchParams(globalThis.location?.search ?? "").get("day");
/** @type {{meter: string | null, choice: DayChoice}} */
const day = { meter: null, choice: linked ? { day: linked } : {} };

const none = () => window.dash_clientside.no_update;

/** The view that a link names, of those the server has.
 * @param {{search: string} | null} address @param {{views: string[]}} standard */
export function opened(address, standard) {
  if (!address) return none();
  const view = new URLSearchParams(address.search).get("view");
  return view && standard.views.includes(view) ? view : standard.views[0];
}

/** What a view is to ask for, or nothing new.
 * @param {string} view @param {string} tab the one on show @param {Shown | null} shown @param {string} scheme
 * @param {object} more @param {object | null} before */
function queryFor(view, tab, shown, scheme, more, before) {
  if (tab !== view || !shown) return none();
  const next = { meter: shown.meter, first: shown.first, last: shown.last, run: shown.run, scheme, ...more };
  return JSON.stringify(next) === JSON.stringify(before) ? none() : next;
}

/** The query of a view without a function of its own: what is on show, and its inputs by their names.
 * @param {About} about @param {string} tab @param {Shown | null} shown @param {string} scheme
 * @param {any[]} rest values of its inputs, then the query before */
export function requested(about, tab, shown, scheme, ...rest) {
  const extras = Object.fromEntries(about.inputs.map((name, position) => [name, rest[position]]));
  return queryFor(about.view, tab, shown, scheme, extras, rest[about.inputs.length]);
}

/** What is abnormal does not shape what is typical, so that this view depends on the method.
 * @param {About} about @param {string} tab @param {Shown | null} shown @param {string} scheme
 * @param {Selection | null} selection @param {string | null} picked @param {string | null} kind
 * @param {object | null} before @param {DayChoice | null} set */
export function typicalDay(about, tab, shown, scheme, selection, picked, kind, before, set) {
  const method = shown ? { detector: shown.detector, params: shown.params, scored: shown.scored } : {};
  return queryFor(about.view, tab, shown, scheme, { ...method, ...chosenDay(shown, selection, picked, kind, set) }, before);
}

/** Which day a person means: of the event chosen last, or picked by date, or any of a kind; it outlives a change of dates,
 * not one of the meter. `set` is what the server has set the controls to.
 * @param {Shown | null} shown @param {Selection | null} selection @param {string | null} picked @param {string | null} kind
 * @param {DayChoice | null} set */
function chosenDay(shown, selection, picked, kind, set) {
  const triggered = window.dash_clientside.callback_context.triggered.map((item) => item.prop_id);
  if (shown && day.meter && shown.meter !== day.meter) day.choice = {};
  if (shown) day.meter = shown.meter;
  if (triggered.includes("selected-event.data") && selection) {
    day.choice = { event: [selection.start_ms, selection.end_ms] };
  } else if (triggered.includes("day.value") && picked !== (set && set.day)) {
    day.choice = picked ? { day: picked } : {};
  } else if (triggered.includes("day-kind.value") && kind && kind !== set?.kind) {
    day.choice = { kind };
  }
  return day.choice;
}

/** What was asked for by a click on a tab is brought into sight, once it had time to be drawn. */
export function listen() {
  document.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || !target.closest(".views-list [role=tab]")) return;
    setTimeout(() => document.querySelector(".views")?.scrollIntoView({ block: "nearest", behavior: "smooth" }), DRAWN_MS);
  });
}
