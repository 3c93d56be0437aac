"use strict";
/* The alarm level: sigma and events a month are two views of one number; sigma is what is kept.
   While a slider is dragged nothing leaves the browser; the threshold settles when it is let go. */
window.dash_clientside = window.dash_clientside || {};
(function () {
  const QUIET_MS = 350;
  let pressed = false;
  let timer = null;
  let resting = null;

  document.addEventListener("pointerdown", () => { pressed = true; }, true);
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => { pressed = false; if (timer) later(60); }, true);
  }

  const same = (a, b) => Boolean(a && b) && JSON.stringify(a) === JSON.stringify(b);

  function later(ms) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (pressed) return;
      timer = null;
      window.dash_clientside.set_props("settled-threshold", { data: resting });
    }, ms);
  }

  // rates: [[events a month, level], ...] from the lowest level to the highest. Mostly the rate falls along the table,
  // but a lower level may also join two events into one.
  const noneAtAll = (rates) => rates.every(([rate]) => rate === 0);

  /** The lowest level of the slider with at most so many events; the highest where even that gives more. */
  function levelOf(rates, wanted) {
    let at = rates.length - 1;
    while (at > 0 && rates[at][0] > wanted) at--;
    if (rates[at][0] > wanted) return rates[rates.length - 1][1];
    while (at > 0 && rates[at - 1][0] <= wanted) at--;
    return rates[at][1];
  }

  function rateOf(rates, level) {
    if (level <= rates[0][1]) return rates[0][0];
    for (let i = 1; i < rates.length; i++) {
      const [rate, at] = rates[i];
      if (level <= at) {
        const [before, from] = rates[i - 1];
        return before + (rate - before) * (level - from) / (at - from);
      }
    }
    return rates[rates.length - 1][0];
  }

  /** Show a number where another was typed. Returned at once, one that stood there before would be no change, and what
      was typed would stay. */
  const showRate = (value) => setTimeout(() => window.dash_clientside.set_props("rate", { value }), 0);

  const shownRate = (rate) => Math.round(rate * 10) / 10;
  const words = (level) => (Math.round(level * 10) / 10).toFixed(1) + " sigma";

  function threshold(level, rate, side, minHours, reset, settled, view, standard, current) {
    const none = window.dash_clientside.no_update;
    const triggered = window.dash_clientside.callback_context.triggered_id;
    const rates = (view && view.rates && view.rates.length) ? view.rates : null;
    const rated = (value) => (rates ? shownRate(rateOf(rates, value)) : view ? "" : none); // nothing judged, no rate
    if (triggered === "settled-threshold" || !current) {
      const adopted = settled || current;
      if (!adopted || same(adopted, current)) return [none, none, none, none, none, none];
      resting = adopted;
      return [adopted, adopted.level, rated(adopted.level), adopted.side, String(adopted.min_hours), words(adopted.level)];
    }
    if (triggered === "view") return [none, none, rated(current.level), none, none, none];
    const next = Object.assign({}, current);
    if (triggered === "level-reset") Object.keys(next).forEach((name) => { next[name] = standard[name]; });
    else if (triggered === "level") next.level = level;
    else if (triggered === "rate" && rates && typeof rate === "number" && rate !== rated(current.level) && !noneAtAll(rates)) next.level = levelOf(rates, rate);
    else if (triggered === "side") next.side = side;
    else if (triggered === "min-hours") next.min_hours = Number(minHours);
    next.level = Math.round(next.level * 1000) / 1000;
    if (same(next, current)) {
      if (triggered === "rate" && rates && rate !== rated(current.level)) showRate(rated(current.level));
      return [none, none, none, none, none, none];
    }
    resting = next;
    later(pressed ? 1e9 : QUIET_MS);
    const reset_ = triggered === "level-reset", typed = triggered === "rate";
    if (typed) showRate(rated(next.level));
    return [
      next,
      triggered === "level" ? none : next.level,
      typed ? none : rated(next.level),
      reset_ ? next.side : none,
      reset_ ? String(next.min_hours) : none,
      words(next.level),
    ];
  }

  window.dash_clientside.level = { threshold };
})();
