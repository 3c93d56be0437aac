"use strict";
/* The end of a background job, handed over outside of Dash's graph of callbacks: see Id.ARRIVED. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.running = {
  hand_over: function (finished) {
    if (finished) window.dash_clientside.set_props("arrived", { data: finished });
  },
};
