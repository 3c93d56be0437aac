"use strict";
/* The colour scheme in use, told to the charts. It is read from the page itself: the toggle knows only of clicks, not
   of what the system or an earlier visit chose. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.scheme = (function () {
  const current = () => document.documentElement.dataset.mantineColorScheme || "light";
  let watching = false;

  function watch() {
    const observer = new MutationObserver(() => window.dash_clientside.set_props("scheme", { data: current() }));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
  }

  function follow() {
    if (!watching) watch();
    watching = true;
    return current();
  }

  return { follow };
})();
