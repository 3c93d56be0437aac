/* Asking the server for the events at an alarm level, and taking its answers: one query at a time while a slider is
   dragged, one more when it rests, and never an answer older than the one on show. */

import { areAlike } from "../detection/marks.js";
import { headlineCount, signedEnergy } from "../detection/quantities.js";

/** @import { Counts, Marks } from "../detection/marks.js" */
/** @import { Payload } from "../detection/payload.js" */
/** @import { Threshold } from "../detection/threshold.js" */

/**
 * @typedef {Omit<Marks, "key"> & {key: string | null, order: number, rows: object[], count: string, rest: string,
 *   announcement: string, empty: string}} Answer of components/results/callbacks.py; `order` is that of its query
 */

const PAUSE_MS = 150; // a slider that was not moved for so long rests
const MIN_APART_MS = 150; // two queries while it is dragged
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;
const now = { order: 0, taken: 0, sentAt: 0 };
/** @type {Threshold | null} */
let sent = null;

/** @param {unknown} a @param {unknown} b */
export const same = (a, b) => Boolean(a && b) && JSON.stringify(a) === JSON.stringify(b);

/** @param {string} id @param {unknown} data */
const store = (id, data) => window.dash_clientside.set_props(id, { data });

/** @param {Threshold} threshold */
function send(threshold) {
  if (same(threshold, sent)) return;
  [sent, now.sentAt] = [threshold, Date.now()];
  now.order += 1;
  const query = { threshold, order: now.order };
  setTimeout(() => store("event-query", query), 0); // not within the callback that the control has called
}

/** A threshold that came with a link is asked for at once.
 * @param {Threshold} threshold */
export function settled(threshold) {
  clearTimeout(pause);
  send(threshold);
}

/** A control was moved: ask now where nothing is on its way, in any case once it rests.
 * @param {Threshold} threshold */
export function moving(threshold) {
  clearTimeout(pause);
  pause = setTimeout(() => {
    send(threshold);
    store("settled-threshold", threshold);
  }, PAUSE_MS);
  if (now.taken === now.order && Date.now() - now.sentAt >= MIN_APART_MS) send(threshold);
}

/** What an answer changes on the page, by id: rows, headline, what is read aloud, what stands for no rows, and marks. An
 * answer on other readings than those on show, or older than the last one,
 * changes nothing; one without key only says what went wrong.
 * @param {Answer} answer @param {Payload | null} view @returns {Record<string, object>} */
export function changesOf(answer, view) {
  const isNewest = answer.order >= now.taken;
  now.taken = Math.max(now.taken, answer.order);
  const { key, threshold, events, lanes, rows, count, rest, announcement, empty } = answer;
  if (!isNewest || (key !== null && key !== view?.key)) return {};
  const words = { "headline-rest": { children: rest }, announcement: { children: announcement } };
  if (key === null) return words;
  return {
    marks: { data: { key, threshold, events, lanes } },
    events: { rowData: rows },
    "headline-count": { children: count },
    ...words,
    "events-empty": { children: empty },
  };
}

/** An answer is handed over outside of Dash's graph of callbacks: Dash would see that a query on its way may change the
 * marks, and hold back every drawing until it is answered.
 * @param {Answer | null} answer @param {Payload | null} view */
export function take(answer, view) {
  if (!answer) return;
  for (const [id, props] of Object.entries(changesOf(answer, view))) window.dash_clientside.set_props(id, props);
}

/** The headline while the alarm level moves, by the events that are known.
 * @param {Counts | null} counts @param {Threshold | null} moved @param {Marks | null} marks
 * @param {{scored?: boolean} | null} shown */
export function followInHeadline(counts, moved, marks, shown) {
  const none = window.dash_clientside.no_update;
  if (!counts || !marks || !moved || !shown?.scored || areAlike(moved, marks.threshold)) return [none, none];
  const both = [counts.excess_kwh, -counts.missing_kwh].filter(Boolean).map(signedEnergy).join(", ");
  return [headlineCount(counts.energy, counts.data), both && ` · ${both}`];
}
