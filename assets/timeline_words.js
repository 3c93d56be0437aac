"use strict";
/* Numbers, times and counts as a person reads them: three significant figures, always a unit; the same rules as
   detectors/findings/quantities.py. Wall times are milliseconds shown as if they were UTC. */
window.loadlens = window.loadlens || {};
window.loadlens.words = (function () {
  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const MINUTE = 6e4, DAY = 864e5;
  const LARGEST_SCORE = 100; // as components/event_rows.py
  const threeFigures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const tenths = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

  const IN_KW = { W: 0.001, kW: 1, MW: 1000 };
  const unit = (kw) => (Math.abs(kw) > 0 && Math.abs(kw) < 0.1 ? "W" : Math.abs(kw) >= 1e4 ? "MW" : "kW");

  /** A power, with a unit in common with those beside it where it can. */
  function power(kw, ...beside) {
    const sizes = [kw, ...beside].map(Math.abs).filter((size) => Number.isFinite(size) && size > 0);
    const units = sizes.map(unit);
    let own = kw === 0 && sizes.length ? unit(Math.min(...sizes)) : unit(kw);
    if (units.includes("W") && Math.abs(kw) < 1) own = "W";
    if (units.includes("MW") && Math.abs(kw) >= 1000) own = "MW";
    return `${threeFigures.format(kw / IN_KW[own])} ${own}`;
  }

  /** "1 to 3 kW", or with both units where they differ. */
  function powers(low, high, ...beside) {
    const [first, last] = [power(low, high, ...beside).split(" "), power(high, low, ...beside).split(" ")];
    return first[1] === last[1] ? `${first[0]} to ${last.join(" ")}` : `${first.join(" ")} to ${last.join(" ")}`;
  }

  function energy(kwh) {
    return Math.abs(kwh) >= 1e4 ? `${threeFigures.format(kwh / 1000)} MWh` : `${threeFigures.format(kwh)} kWh`;
  }

  function duration(hours) {
    const minutes = Math.round(hours * 60);
    const days = Math.floor(minutes / 1440), left = Math.floor((minutes % 1440) / 60);
    const parts = [[days, "d"], [left, "h"], [minutes % 60, "min"]];
    const first = parts.findIndex(([amount]) => amount > 0);
    if (first < 0) return "0 min";
    return parts.slice(first, first + 2).filter(([amount]) => amount > 0).map((part) => part.join(" ")).join(" ");
  }

  function clock(wall) {
    const minutes = Math.floor((wall % DAY) / MINUTE);
    return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  }

  function date(wall, withYear = true) {
    const day = new Date(wall);
    const text = `${DAYS[day.getUTCDay()]} ${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]}`;
    return withYear ? `${text} ${day.getUTCFullYear()}` : text;
  }

  /** "Sat 9 Mar 2024, 14:15–14:30"; the end of a day is 24:00; whole days without a clock. */
  function interval(start, end) {
    const lastDay = end % DAY === 0 ? end - DAY : end;
    const endClock = end % DAY === 0 ? "24:00" : clock(end);
    const oneDay = Math.floor(start / DAY) === Math.floor(lastDay / DAY);
    const wholeDays = start % DAY === 0 && end % DAY === 0;
    if (wholeDays) return oneDay ? date(start) : `${date(start, false)} – ${date(lastDay)}`;
    if (oneDay) return `${date(start)}, ${clock(start)}–${endClock}`;
    return `${date(start, false)}, ${clock(start)} – ${date(lastDay)}, ${endClock}`;
  }

  const REASONS = {
    above_expected: "more than usual", below_expected: "less than usual",
    baseload_high: "high baseload", weekend_on: "on over the weekend", ramp: "steep rise or drop",
    over_limit: "over the limit",
  };
  const reason = (name) => REASONS[name] || name.replaceAll("_", " ");

  const plural = (amount, noun) => `${whole.format(amount)} ${noun}${amount === 1 ? "" : "s"}`;

  /** "7 events – about 2.3 a month; 2 data problems"; no rate where the span is too short to speak of months, and
      nothing where nothing was judged. */
  function count({ energy: events, data, months }) {
    if (months === 0) return "";
    const rate = events && months >= 0.5 ? ` – about ${tenths.format(events / months)} a month` : "";
    const problems = data ? plural(data, "data problem") : "no data problems";
    return `${events ? plural(events, "event") : "No events"}${rate}; ${problems}`;
  }

  const score = (value) => (value < LARGEST_SCORE ? tenths.format(value) : `over ${LARGEST_SCORE}`);

  return { power, reason, powers, energy, duration, date, interval, plural, count, score };
})();
