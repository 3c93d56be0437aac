"use strict";
/* The headline while the alarm level moves: the count follows at once, the server words the rest when it has settled. */
window.dash_clientside = window.dash_clientside || {};
(function () {
  const many = (n, word) => n.toLocaleString("en") + " " + word + (n === 1 ? "" : "s");

  function counted(energy, data) {
    const parts = [];
    if (energy) parts.push(many(energy, "event"));
    if (data) parts.push(many(data, "data problem"));
    return parts.join(" and ") || "No events";
  }

  window.dash_clientside.headline = {
    follow: function (counts, moving, settled, shown) {
      const none = window.dash_clientside.no_update;
      if (!counts || !shown || !shown.scored || JSON.stringify(moving) === JSON.stringify(settled)) return [none, none];
      const rest = counts.excess_kwh > 0 ? " · " + window.loadlens.words.energy(counts.excess_kwh) + " above normal" : "";
      return [counted(counts.energy, counts.data), rest];
    },
  };
})();
