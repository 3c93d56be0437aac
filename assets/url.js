"use strict";
/* The link: what is shown, in the address bar, so that it can be sent to a colleague. Nothing is pushed to the history. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.url = {
  write: function (request, threshold, selected, ahead, view, typical, standard) {
    if (!request || !threshold) return;
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
    const link = window.location.pathname + "?" + query.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
    if (link !== window.location.pathname + window.location.search) {
      window.history.replaceState(window.history.state, "", link);
    }
  },
};
