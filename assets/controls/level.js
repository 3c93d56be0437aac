/* The alarm level: cautious, balanced or sensitive, sigma, and events a month are views of one number; sigma is what is
   kept. answers.js asks the server for the events while it moves and when it rests. */

import { energy } from "../detection/quantities.js";
import { moving, same, settled as settle } from "./answers.js";

/** @import { Kept } from "../globals.js" */
/** @import { Payload } from "../detection/payload.js" */
/** @import { Threshold } from "../detection/threshold.js" */

/**
 * @typedef {number[][]} Rates [events a month, level] from the lowest level to the highest. Mostly the rate falls along the
 *   table, but a lower level may also join two events into one.
 * @typedef {{level: number, rate: unknown, side: Threshold["side"], minHours: string, caution: string, least: number}} Values
 *   of the controls
 */

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

/**
 * @typedef {Threshold & {cautions: Record<string, number>, shares: number[], usual_share: number}} Standard levels of the
 *   choice of three; shares of the mean day that the least energy may have, with the usual one
 */

/** The least energy at a place of its slider; null for the usual share.
 * @param {number} place @param {number} floor @param {Standard} standard */
export function leastKwh(place, floor, { shares, usual_share: usual }) {
  return shares[place] === usual ? null : Number(((shares[place] * floor) / usual).toPrecision(2));
}

/** The place of the slider that is nearest to a least energy.
 * @param {number | null} kwh @param {number} floor @param {Standard} standard */
export function placeOf(kwh, floor, { shares, usual_share: usual }) {
  const share = kwh === null ? usual : floor > 0 ? (kwh * usual) / floor : 0;
  const away = shares.map((one) => Math.abs(Math.log((one + 1e-4) / (share + 1e-4))));
  return away.indexOf(Math.min(...away));
}

/** @param {number | null} kwh @param {number} floor @param {Standard} standard */
export function leastText(kwh, floor, { usual_share: usual }) {
  if (kwh === 0) return "Events of any energy";
  const least = kwh ?? floor, share = floor > 0 ? (least * usual) / floor : 0;
  const text = share > 0 ? ` (${Number((100 * share).toPrecision(2))} % of a day)` : "";
  return least > 0 ? `At least ${energy(least)}${text}` : "";
}

/** @param {number} level */
export const levelText = (level) => `${inTenths(level).toFixed(1)} sigma`;

/** The name of a level in the choice of three; empty for one of its own.
 * @param {number} level @param {Standard} standard */
const cautionOf = (level, { cautions }) => Object.keys(cautions).find((name) => cautions[name] === level) ?? "";

/** The threshold after a control was moved.
 * @param {unknown} control @param {Values} values @param {Rates | null} rates @param {Standard} standard
 * @param {Threshold} current @param {number} floor kWh, the least energy of an event where nothing else is asked for
 * @returns {Threshold} */
export function moved(control, { level, rate, side, minHours, caution, least }, rates, standard, current, floor) {
  const next = { ...current };
  if (control === "level-reset") {
    const { level: usual, side: both, min_hours, merge_hours, min_kwh } = standard;
    Object.assign(next, { level: usual, side: both, min_hours, merge_hours, min_kwh });
  } else if (control === "caution" && standard.cautions[caution]) {
    next.level = standard.cautions[caution];
  } else if (control === "level") {
    next.level = level;
  } else if (control === "rate" && rates && typeof rate === "number") {
    const stands = rate === inTenths(rateOf(rates, current.level)), none = rates.every(([events]) => events === 0);
    if (!stands && !none) next.level = levelOf(rates, rate);
  } else if (control === "side") {
    next.side = side;
  } else if (control === "min-hours") {
    next.min_hours = Number(minHours);
  } else if (control === "min-kwh" && least !== placeOf(current.min_kwh, floor, standard)) {
    next.min_kwh = leastKwh(least, floor, standard);
  }
  next.level = Math.round(next.level * 1000) / 1000;
  return next;
}

/** The callback of all controls: threshold, level, choice of three, rate, side, shortest duration, least energy, and level
 * and least energy in words.
 * @param {[number, string, unknown, Threshold["side"], string, number, unknown, Threshold | null, Payload | null,
 *   Standard, Threshold | null]} given what the controls say, the threshold that has settled, the readings, the usual values,
 *   and the threshold until now
 * @returns {unknown[]} */
export function threshold(...given) {
  const [level, caution, rate, side, minHours, least, , settled, view, standard, current] = given;
  const { no_update: none, callback_context: { triggered_id: control } } = window.dash_clientside;
  const unchanged = Array(9).fill(none), rates = view?.rates?.length ? view.rates : null;
  const floor = view?.floor_kwh ?? 0;
  /** @type {(value: number) => Kept<number | "">} */
  const rated = (value) => (rates ? inTenths(rateOf(rates, value)) : view ? "" : none); // nothing judged, no rate
  /** @type {(of: Threshold) => unknown[]} */
  const shown = (of) => [
    of, control === "level" ? none : of.level, cautionOf(of.level, standard), control === "rate" ? none : rated(of.level), of.side,
    String(of.min_hours), control === "min-kwh" ? none : placeOf(of.min_kwh, floor, standard), levelText(of.level),
    leastText(of.min_kwh, floor, standard),
  ];
  if (control === "settled-threshold" || !current) {
    const adopted = settled ?? current;
    if (!adopted || same(adopted, current)) return unchanged;
    settle(adopted);
    return shown(adopted);
  }
  if (control === "view") return [none, ...shown(current).slice(1)];
  const next = moved(control, { level, rate, side, minHours, caution, least }, rates, standard, current, floor);
  const typed = control === "rate";
  if (same(next, current)) {
    if (typed && rates && rate !== rated(current.level)) showRate(rated(current.level));
    return unchanged;
  }
  moving(next);
  if (typed) showRate(rated(next.level));
  return shown(next);
}
