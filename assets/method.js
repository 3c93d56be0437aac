"use strict";
/* Settings of the method: their values beside the sliders, and a word while they wait for Run. */
window.dash_clientside = window.dash_clientside || {};
(function () {
  const WORDS = { true: "yes", false: "no" };

  function text(value) {
    if (typeof value === "number") return String(Number(value.toPrecision(4)));
    return WORDS[value] || String(value);
  }

  function differs(values, ids, request, standard) {
    return ids.some((id, i) => {
      const used = id.name in request.params ? request.params[id.name] : standard[id.name];
      return String(values[i]) !== String(used);
    });
  }

  const names = (list) => [...(list || [])].sort().join();

  function pending(detector, values, also, request, ids, standard) {
    if (!request || !detector) return ["light", ""];
    const slow = ids.map((id, i) => ((standard.slow[detector] || {})[id.name] || {})[values[i]]).filter(Boolean);
    if (detector !== request.detector) return ["filled", ["Press Run to use this method.", ...slow].join(" ")];
    if (names((also || []).filter((name) => name !== detector)) !== names(request.also)) return ["filled", "Press Run to ask these methods."];
    const changed = differs(values, ids, request, standard.params[detector] || {});
    if (!changed) return ["light", ""];
    return ["filled", ["Settings changed. Press Run to use them.", ...slow].join(" ")];
  }

  window.dash_clientside.method = { text, pending };
})();
