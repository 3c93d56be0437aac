"use strict";
/* The views beneath the timeline: which one is on show, and what it is asked for. A view that is not on show asks the
   server for nothing, and none asks twice for the same. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.views = (function () {
  const none = () => window.dash_clientside.no_update;
  const linked = new URLSearchParams(window.location.search);
  const day = { meter: null, choice: linked.get("day") ? { day: linked.get("day") } : {} };

  /** The view that a link names, of those the server has. */
  function opened(address, standard) {
    if (!address) return none();
    const view = new URLSearchParams(address.search).get("view");
    return standard.views.includes(view) ? view : standard.views[0];
  }

  function asked(view, tab, shown, scheme, more, before) {
    if (tab !== view || !shown) return none();
    const next = { meter: shown.meter, first: shown.first, last: shown.last, run: shown.run, scheme, ...more };
    return JSON.stringify(next) === JSON.stringify(before) ? none() : next;
  }

  /** What is abnormal does not shape what is typical, so that this view depends on the method. */
  const method = (shown) => (shown ? { detector: shown.detector, params: shown.params, scored: shown.scored } : {});

  /** Which day a person means: of the event chosen last, or picked by date, or any of a kind; it outlives a change of
      dates, not one of the meter. */
  function chosenDay(shown, selected, picked, kind, set) {
    const triggered = window.dash_clientside.callback_context.triggered.map((item) => item.prop_id);
    if (shown && day.meter && shown.meter !== day.meter) day.choice = {};
    if (shown) day.meter = shown.meter;
    if (triggered.includes("selected-event.data") && selected) {
      day.choice = { event: [selected.start_ms, selected.end_ms] };
    } else if (triggered.includes("day.value") && picked !== (set && set.day)) {
      day.choice = picked ? { day: picked } : {};
    } else if (triggered.includes("day-kind.value") && kind && kind !== (set && set.kind)) {
      day.choice = { kind };
    }
    return day.choice;
  }

  /** What was asked for by a click on a tab is brought into sight, once it had time to be drawn. */
  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest(".views-list [role=tab]")) return;
    setTimeout(() => document.querySelector(".views").scrollIntoView({ block: "nearest", behavior: "smooth" }), 350);
  });

  return {
    opened,
    /** The query of a view without a function of its own: what is on show, and its inputs by their names. */
    requested: (about, tab, shown, scheme, ...rest) => {
      const more = Object.fromEntries(about.inputs.map((name, position) => [name, rest[position]]));
      return asked(about.view, tab, shown, scheme, more, rest[about.inputs.length]);
    },
    typical_day: (about, tab, shown, scheme, selected, picked, kind, before, set) =>
      asked(about.view, tab, shown, scheme, { ...method(shown), ...chosenDay(shown, selected, picked, kind, set) }, before),
  };
})();
