"use strict";
/* Keys for the whole page; none of them acts while a person types or moves within a control. */
(function () {
  const OWN = "input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=radiogroup], [role=tablist], .ag-root, .mantine-Modal-content, .mantine-Popover-dropdown";
  const ACTIONS = { j: "next-event", ArrowRight: "next-event", k: "previous-event", ArrowLeft: "previous-event", "?": "help-open" };

  function showAll() {
    const plot = document.querySelector("#timeline .js-plotly-plot");
    if (plot && window.Plotly) window.Plotly.relayout(plot, { "xaxis.autorange": true });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const target = event.target;
    if (target.closest && target.closest(OWN)) return;
    if (event.key === "Escape") showAll();
    const id = ACTIONS[event.key];
    if (!id) return;
    const button = document.getElementById(id);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
})();
