/* The alarm level: sigma and events a month are two views of one number; sigma is what is kept. While a slider is dragged
   nothing leaves the browser; the threshold settles when it is let go. The count in the headline follows at once, the
   server words the rest when it has settled. */

import { energy, headlineCount } from "../detection/quantities.js";

/** @import { Kept } from "../globals.js" */
/** @import { Counts } from "../detection/events.js" */
/** @import { Payload } from "../detection/payload.js" */
/** @import { Threshold } from "../detection/threshold.js" */

/** @typedef {number[][]} Rates [events a month, level] from the lowest level to the highest. Mostly the rate falls along
 * the table, but a lower level may also join two events into one. */

const QUIET_MS = 350, RELEASED_MS = 60, WHILE_PRESSED_MS = 1e9;
let pressed = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {Threshold | null} */
let latest = null;

/** @param {unknown} a @param {unknown} b */
const same = (a, b) => Boolean(a && b) && JSON.stringify(a) === JSON.stringify(b);

/** @param {number} ms */
function settleIn(ms) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (pressed) return;
    timer = undefined;
    window.dash_clientside.set_props("settled-threshold", { data: latest });
  }, ms);
}

/** Know whether a slider is held. */
export function listen() {
  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => {
      pressed = false;
      if (timer !== undefined) settleIn(RELEASED_MS);
    }, true);
  }
}

/** The lowest level of the slider with at most so many events a month; the highest where even that gives more.
 * @param {Rates} rates @param {number} wanted */
export function levelOf(rates, wanted) {
  let at = rates.length - 1;
  while (at > 0 && rates[at][0] > wanted) at--;
  if (rates[at][0] > wanted) return rates[rates.length - 1][1];
  while (at > 0 && rates[at - 1][0] <= wanted) at--;
  return rates[at][1];
}

/** Events a month at a level, in between by a straight line.
 * @param {Rates} rates @param {number} level */
export function rateOf(rates, level) {
  if (level <= rates[0][1]) return rates[0][0];
  for (let i = 1; i < rates.length; i++) {
    const [rate, at] = rates[i], [before, from] = rates[i - 1];
    if (level <= at) return before + ((rate - before) * (level - from)) / (at - from);
  }
  return rates[rates.length - 1][0];
}

/** Show a number where another was typed. Returned at once, one that stood there before would be no change, and what was
 * typed would stay.
 * @param {unknown} value */
const showRate = (value) => setTimeout(() => window.dash_clientside.set_props("rate", { value }), 0);

/** @param {number} value */
const inTenths = (value) => Math.round(value * 10) / 10;

/** @param {number} level */
export const levelText = (level) => `${inTenths(level).toFixed(1)} sigma`;

/** The threshold after a control was moved.
 * @param {unknown} control @param {{level: number, rate: unknown, side: Threshold["side"], minHours: string}} values
 * @param {Rates | null} rates @param {Threshold} standard @param {Threshold} current @returns {Threshold} */
export function moved(control, { level, rate, side, minHours }, rates, standard, current) {
  const next = { ...current };
  if (control === "level-reset") {
    const { level: usual, side: both, min_hours, merge_hours } = standard;
    Object.assign(next, { level: usual, side: both, min_hours, merge_hours });
  } else if (control === "level") {
    next.level = level;
  } else if (control === "rate" && rates && typeof rate === "number") {
    const stands = rate === inTenths(rateOf(rates, current.level)), none = rates.every(([events]) => events === 0);
    if (!stands && !none) next.level = levelOf(rates, rate);
  } else if (control === "side") {
    next.side = side;
  } else if (control === "min-hours") {
    next.min_hours = Number(minHours);
  }
  next.level = Math.round(next.level * 1000) / 1000;
  return next;
}

/** The callback of all controls: threshold, level, rate, side, shortest duration, and the level in words.
 * @param {number} level @param {unknown} rate @param {Threshold["side"]} side @param {string} minHours @param {unknown} _reset
 * @param {Threshold | null} settled @param {Payload | null} view @param {Threshold} standard @param {Threshold | null} current
 * @returns {unknown[]} */
export function threshold(level, rate, side, minHours, _reset, settled, view, standard, current) {
  const { no_update: none, callback_context: { triggered_id: control } } = window.dash_clientside;
  const unchanged = Array(6).fill(none), rates = view?.rates?.length ? view.rates : null;
  /** @type {(value: number) => Kept<number | "">} */
  const rated = (value) => (rates ? inTenths(rateOf(rates, value)) : view ? "" : none); // nothing judged, no rate
  if (control === "settled-threshold" || !current) {
    const adopted = settled ?? current;
    if (!adopted || same(adopted, current)) return unchanged;
    latest = adopted;
    return [adopted, adopted.level, rated(adopted.level), adopted.side, String(adopted.min_hours), levelText(adopted.level)];
  }
  if (control === "view") return [none, none, rated(current.level), none, none, none];
  const next = moved(control, { level, rate, side, minHours }, rates, standard, current);
  const reset = control === "level-reset", typed = control === "rate";
  if (same(next, current)) {
    if (typed && rates && rate !== rated(current.level)) showRate(rated(current.level));
    return unchanged;
  }
  latest = next;
  settleIn(pressed ? WHILE_PRESSED_MS : QUIET_MS);
  if (typed) showRate(rated(next.level));
  return [
    next,
    control === "level" ? none : next.level,
    typed ? none : rated(next.level),
    reset ? next.side : none,
    reset ? String(next.min_hours) : none,
    levelText(next.level),
  ];
}

/** The headline while the alarm level moves.
 * @param {Counts | null} counts @param {Threshold | null} moving @param {Threshold | null} settled
 * @param {{scored?: boolean} | null} shown */
export function followInHeadline(counts, moving, settled, shown) {
  const none = window.dash_clientside.no_update;
  if (!counts || !shown?.scored || JSON.stringify(moving) === JSON.stringify(settled)) return [none, none];
  const above = counts.excess_kwh > 0 ? ` · ${energy(counts.excess_kwh)} above normal` : "";
  return [headlineCount(counts.energy, counts.data), above];
}
