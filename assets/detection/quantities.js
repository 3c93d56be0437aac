/* Numbers, times and counts as a person reads them: three significant figures, always a unit; the same rules as
   detectors/explain/units.py. tests/golden/quantities.json, which Python writes, holds the two together. */

import { DAY } from "./wall_clock.js";

/** @import { Counts } from "./marks.js" */

/** @typedef {"W" | "kW" | "MW"} PowerUnit */

export const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MINUTE = 6e4;
const MAX_SCORE = 100; // as in components/event_list/rows.py
const threeFigures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

const IN_KW = { W: 0.001, kW: 1, MW: 1000 };

const WATTS_BELOW = 0.1; // as in detectors/explain/units.py, as all that follow
const WATTS_ALL_BELOW = 1;
const MEGAWATTS_FROM = 1e4;

/** Sizes of the numbers that are known and not 0.
 * @param {number[]} numbers */
const sizes = (numbers) => numbers.map(Math.abs).filter((size) => Number.isFinite(size) && size > 0);

/** The unit that powers have in common.
 * @param {number[]} powers @returns {PowerUnit} */
function unit(powers) {
  const known = sizes(powers), largest = Math.max(0, ...known);
  if (largest >= MEGAWATTS_FROM) return "MW";
  return largest < WATTS_ALL_BELOW && Math.min(...known) < WATTS_BELOW ? "W" : "kW";
}

/** A power in the unit it has in common with those beside it.
 * @param {number} kw @param {...number} beside */
export function power(kw, ...beside) {
  const own = unit([kw, ...beside]);
  return `${threeFigures.format(kw / IN_KW[own])} ${own}`;
}

/** "1 to 3 kW".
 * @param {number} low @param {number} high @param {...number} beside */
export function powerRange(low, high, ...beside) {
  return `${power(low, high, ...beside).split(" ")[0]} to ${power(high, low, ...beside)}`;
}

/** @param {number} kwh */
export function energy(kwh) {
  const size = Math.abs(kwh);
  if (size >= MEGAWATTS_FROM) return `${threeFigures.format(kwh / 1000)} MWh`;
  return size > 0 && size < WATTS_BELOW ? `${threeFigures.format(kwh * 1000)} Wh` : `${threeFigures.format(kwh)} kWh`;
}

/** "+3,260 kWh", "−1,000 kWh".
 * @param {number} kwh */
export const signedEnergy = (kwh) => `${kwh > 0 ? "+" : kwh < 0 ? "−" : ""}${energy(Math.abs(kwh))}`;

/** "2 d 3 h", "45 min".
 * @param {number} hours */
export function duration(hours) {
  const minutes = Math.round(hours * 60);
  /** @type {[number, string][]} */
  const parts = [[Math.floor(minutes / 1440), "d"], [Math.floor((minutes % 1440) / 60), "h"], [minutes % 60, "min"]];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first < 0) return "0 min";
  return parts.slice(first, first + 2).filter(([amount]) => amount > 0).map((part) => part.join(" ")).join(" ");
}

/** @param {number} wall */
function timeOfDay(wall) {
  const minutes = Math.floor((wall % DAY) / MINUTE);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** @param {number} wall */
export function date(wall, withYear = true) {
  const day = new Date(wall);
  const text = `${WEEKDAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
  return withYear ? `${text} ${day.getUTCFullYear()}` : text;
}

/** "Sat 9 Mar 2024, 14:15–14:30"; the end of a day is 24:00; whole days without a time.
 * @param {number} start wall time @param {number} end */
export function interval(start, end) {
  const lastDay = end % DAY === 0 ? end - DAY : end;
  const endTime = end % DAY === 0 ? "24:00" : timeOfDay(end);
  const oneDay = Math.floor(start / DAY) === Math.floor(lastDay / DAY);
  const wholeDays = start % DAY === 0 && end % DAY === 0;
  if (wholeDays) return oneDay ? date(start) : `${date(start, false)} – ${date(lastDay)}`;
  if (oneDay) return `${date(start)}, ${timeOfDay(start)}–${endTime}`;
  return `${date(start, false)}, ${timeOfDay(start)} – ${date(lastDay)}, ${endTime}`;
}

/** @param {number} amount @param {string} noun */
export const plural = (amount, noun) => `${whole.format(amount)} ${noun}${amount === 1 ? "" : "s"}`;

/** "7 events – about 2.3 a month; 2 data problems"; no rate where the dates are too few to speak of months, and nothing
 * where nothing was judged.
 * @param {Pick<Counts, "energy" | "data" | "months">} counts */
export function countWords({ energy: events, data, months }) {
  if (months === 0) return "";
  const rate = events && months >= 0.5 ? ` – about ${tenths.format(events / months)} a month` : "";
  const problems = data ? plural(data, "data problem") : "no data problems";
  return `${events ? plural(events, "event") : "No events"}${rate}; ${problems}`;
}

/** "7 events and 2 data problems", as the headline begins.
 * @param {number} events @param {number} data */
export function headlineCount(events, data) {
  const parts = [];
  if (events) parts.push(plural(events, "event"));
  if (data) parts.push(plural(data, "data problem"));
  return parts.join(" and ") || "No events";
}

/** @param {number} value */
export const score = (value) => (value < MAX_SCORE ? tenths.format(value) : `over ${MAX_SCORE}`);
