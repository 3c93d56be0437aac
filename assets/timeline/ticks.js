/* Ticks of the time axis on round hours, midnights, Mondays or months, written day before month as on all of the page.
   They are given one by one: a rule ("every 3 hours") would draw thousands when a person zooms out of two days. */

import { MONTHS, WEEKDAYS } from "../detection/quantities.js";
import { DAY, HOUR, MONDAY } from "../detection/wall_clock.js";

const MONTH = 30.4 * DAY;
const MIN_DISTANCE_PX = 56; // of two ticks with text

/** @typedef {[number, number, number?]} Step length, length of the small ticks between, widest range; in ms, or in months
 * below a thousand */

/** @type {Step[]} */
const STEPS = [
  [HOUR / 4, 0], [HOUR, 0], [3 * HOUR, HOUR], [6 * HOUR, HOUR, 6 * DAY], [12 * HOUR, 3 * HOUR, 6 * DAY],
  [DAY, 6 * HOUR], [2 * DAY, DAY, 15 * DAY], [7 * DAY, DAY], [14 * DAY, 7 * DAY],
  [1, 0], [3, 1], [6, 1], [12, 3], [60, 12],
];

/** @param {number} length */
const inMs = (length) => (length < 1000 ? length * MONTH : length);

/** @param {number} length @param {number[]} range */
function every(length, [start, end]) {
  /** @type {number[]} */
  const found = [];
  if (!length) return found;
  if (length >= 1000) {
    for (let at = MONDAY + Math.ceil((start - MONDAY) / length) * length; at <= end; at += length) found.push(at);
    return found;
  }
  const first = new Date(start);
  let month = Math.floor((first.getUTCFullYear() * 12 + first.getUTCMonth()) / length) * length;
  for (let at = 0; at <= end; month += length) {
    at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at >= start && at <= end) found.push(at);
  }
  return found;
}

/** Two lines of a tick: what changes at each, and what stays for several.
 * @param {number} at @param {number} length */
function lines(at, length) {
  const time = new Date(at), year = String(time.getUTCFullYear()), month = MONTHS[time.getUTCMonth()];
  const day = time.getUTCDate(), weekday = WEEKDAYS[time.getUTCDay()];
  if (length < 1000) return length >= 12 ? [year, ""] : [month, year];
  if (length >= 7 * DAY) return [`${day} ${month}`, year];
  if (length >= DAY) return [`${weekday} ${day}`, `${month} ${year}`];
  return [time.toISOString().slice(11, 16), `${weekday} ${day} ${month}`];
}

/** The second line stands at the first tick and where it changes; not at the first if the next would touch it.
 * @param {number[]} places @param {number} length */
function texts(places, length) {
  const both = places.map((at) => lines(at, length));
  return both.map(([first, second], i) => {
    const changes = i > 0 && second !== both[i - 1][1];
    const alone = i === 0 && (both.length < 2 || both[1][1] === second);
    return changes || alone ? `${first}<br>${second}` : first;
  });
}

/** What to merge into the axis for a range of wall time on so many pixels.
 * @param {number[]} shown @param {number} width */
export function axis(shown, width) {
  const range = shown[1] - shown[0];
  /** @type {(step: Step) => boolean} */
  const fits = ([length, , widest = Infinity]) => (width * inMs(length)) / range >= MIN_DISTANCE_PX && range <= widest;
  const [length, between] = STEPS.find(fits) ?? STEPS[STEPS.length - 1];
  const tickvals = every(length, shown);
  const minor = { tickmode: "array", tickvals: every(between, shown), ticks: "outside", ticklen: 2 };
  return { tickmode: "array", tickvals, ticktext: texts(tickvals, length), minor };
}
