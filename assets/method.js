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
    if (detector !== request.detector) return ["filled", "Press Run to use this method."];
    if (names((also || []).filter((name) => name !== detector)) !== names(request.also)) return ["filled", "Press Run to ask these methods."];
    const changed = differs(values, ids, request, standard.params[detector] || {});
    return changed ? ["filled", "Settings changed. Press Run to use them."] : ["light", ""];
  }

  window.dash_clientside.method = { text, pending };
})();
