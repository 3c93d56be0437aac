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

  // rates: [[events a month, level], ...]; both fall along the table, so that either gives the other.
  function byRate(rates) { return rates.slice().sort((a, b) => a[1] - b[1] || b[0] - a[0]); }

  function levelOf(rates, wanted) {
    const table = byRate(rates);
    for (const [rate, level] of table) if (rate <= wanted) return level;
    return table[table.length - 1][1];
  }

  function rateOf(rates, level) {
    const table = byRate(rates);
    if (table[0][1] === table[table.length - 1][1]) return 0; // no event at any level
    if (level <= table[0][1]) return table[0][0];
    for (let i = 1; i < table.length; i++) {
      const [rate, at] = table[i];
      if (level <= at) {
        const [before, from] = table[i - 1];
        return before + (rate - before) * (level - from) / ((at - from) || 1);
      }
    }
    return table[table.length - 1][0];
  }

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
    else if (triggered === "rate" && rates && typeof rate === "number" && rate !== rated(current.level)) next.level = levelOf(rates, rate);
    else if (triggered === "side") next.side = side;
    else if (triggered === "min-hours") next.min_hours = Number(minHours);
    next.level = Math.round(next.level * 1000) / 1000;
    if (same(next, current)) return [none, none, none, none, none, none];
    resting = next;
    later(pressed ? 1e9 : QUIET_MS);
    const reset_ = triggered === "level-reset";
    return [
      next,
      triggered === "level" ? none : next.level,
      triggered === "rate" ? none : rated(next.level),
      reset_ ? next.side : none,
      reset_ ? String(next.min_hours) : none,
      words(next.level),
    ];
  }

  window.dash_clientside.level = { threshold };
})();
