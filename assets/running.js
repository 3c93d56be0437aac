"use strict";
/* What a background job has found, handed over outside of Dash's graph of callbacks: see Id.ARRIVED. */
window.dash_clientside = window.dash_clientside || {};
(function () {
  const SECOND = /^(.* left – )?2 of \d+ methods/;
  let handedOver = "";

  function hand_over(finished) {
    if (finished) window.dash_clientside.set_props("arrived", { data: finished });
  }

  /** The first of several methods is what the page shows: it need not wait for the others. */
  function first_is_done(step, job) {
    const record = JSON.stringify(job);
    if (!job || !SECOND.test(step || "") || record === handedOver) return;
    handedOver = record;
    window.dash_clientside.set_props("arrived", { data: { request: job, partial: true } });
  }

  window.dash_clientside.running = { hand_over, first_is_done };
})();
