"use strict";
/* The link: what is shown, in the address bar, so that it can be sent to a colleague. A choice of meter, dates or methods
   is a step of its own, to which the browser's Back leads; all else only keeps the link of its step up to date. */
window.loadlens = window.loadlens || {};
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.url = (function () {
  const STEPS = ["meter", "from", "to", "method", "also"];
  let written = null, asked = ""; // the link written last, and the request it was written for
  let returning = false; // Back was pressed, and what it leads to is not there yet
  let left = null; // the event chosen when the last step was made: it is of the step before
  let nonce = 0;

  /** What makes a step: a link without level, event, view and forecast. */
  function step(search) {
    const named = [...new URLSearchParams(search)].filter(([name]) => STEPS.includes(name) || name.startsWith("set."));
    return JSON.stringify(named.sort());
  }

  function query(request, threshold, selected, { ahead, view, typical, standard }) {
    const query = new URLSearchParams();
    query.set("meter", request.meter);
    query.set("from", request.first);
    query.set("to", request.last);
    if (request.detector !== standard.detector) query.set("method", request.detector);
    if (request.also && request.also.length) query.set("also", request.also.join(","));
    if (ahead && ahead !== "0") query.set("ahead", ahead);
    for (const name of Object.keys(request.params).sort()) query.set("set." + name, String(request.params[name]));
    if (threshold.level !== standard.level) query.set("level", String(threshold.level));
    if (threshold.side !== standard.side) query.set("side", threshold.side);
    if (threshold.min_hours !== standard.min_hours) query.set("least", String(threshold.min_hours));
    if (view && view !== "events") query.set("view", view);
    if (view === "typical-day" && typical && typical.day) query.set("day", typical.day);
    if (selected) query.set("event", selected.key);
    return "?" + query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  }

  function write(request, threshold, selected, ahead, view, typical, standard) {
    if (!request || !threshold) return;
    const now = JSON.stringify(request);
    if (returning && now === asked) return; // the link of the step returned to stays until its answer is there
    const more = { ahead, view, typical, standard };
    const isStep = written !== null && !returning && step(query(request, threshold, null, more)) !== step(window.location.search);
    if (isStep) left = selected;
    const search = query(request, threshold, selected === left ? null : selected, more);
    [written, asked, returning] = [search, now, false];
    if (search === window.location.search) return;
    const link = window.location.pathname + search;
    if (isStep) window.history.pushState(null, "", link);
    else window.history.replaceState(window.history.state, "", link);
  }

  /** Show what the address says, though the page was opened long ago. */
  loadlens.reopen = function (why) {
    window.dash_clientside.set_props("address", { data: { search: window.location.search, nonce: ++nonce, ...why } });
  };

  /** After Cancel link and controls say again what is on show: the link must not lead a colleague to something else. */
  function back(clicks, shown, threshold, selected, ahead, view, typical, standard) {
    if (!clicks || !shown || !shown.final || !threshold) return;
    const search = query(shown, threshold, selected, { ahead, view, typical, standard });
    [returning, written] = [true, search];
    window.history.replaceState(window.history.state, "", window.location.pathname + search);
    loadlens.reopen({ cancelled: true });
  }

  /** The address the page was opened with, once. */
  function read(pathname) {
    return pathname && !nonce ? { search: window.location.search, nonce: ++nonce } : window.dash_clientside.no_update;
  }

  window.addEventListener("popstate", () => {
    if (!nonce || window.location.search === written) return;
    [returning, written] = [true, window.location.search]; // at once: the next press may come before the answer
    window.dash_clientside.set_props("selected-event", { data: null });
    loadlens.reopen();
  });

  return { write, read, back };
})();
