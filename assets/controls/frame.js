/* The frame: the panel of controls as a drawer on a phone, panels that a button opens, keys for the whole page, and the
   colour scheme in use, passed on to the charts. */

// none of the keys acts while a person types or moves within a control
const OWN = "input, textarea, select, [contenteditable=true], [role=slider], [role=listbox], [role=radiogroup], [role=tablist], .ag-root, .mantine-Modal-content, .mantine-Popover-dropdown";
/** @type {Record<string, string | undefined>} */
const BUTTONS = { j: "next-event", ArrowRight: "next-event", k: "previous-event", ArrowLeft: "previous-event", "?": "help-open" };
const SCHEME = "data-mantine-color-scheme";
let watching = false;

/** @param {boolean} opened @param {object} navbar */
export const drawer = (opened, navbar) => ({ ...navbar, collapsed: { mobile: !opened } });

/** @param {number | undefined} clicks */
export const open = (clicks) => (clicks ? true : window.dash_clientside.no_update);

const scheme = () => document.documentElement.getAttribute(SCHEME) || "light";

/** The scheme is read from the page itself: the toggle knows only of clicks, not of what the system or an earlier visit
 * chose. */
export function followScheme() {
  if (!watching) {
    const observer = new MutationObserver(() => window.dash_clientside.set_props("scheme", { data: scheme() }));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: [SCHEME] });
  }
  watching = true;
  return scheme();
}

function showAllDates() {
  const plot = document.querySelector("#timeline .js-plotly-plot");
  if (plot && window.Plotly) window.Plotly.relayout(plot, { "xaxis.autorange": true });
}

/** @param {KeyboardEvent} event */
function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
  if (event.target instanceof Element && event.target.closest(OWN)) return;
  if (event.key === "Escape") showAllDates();
  const id = BUTTONS[event.key], button = id ? document.getElementById(id) : null;
  if (!(button instanceof HTMLButtonElement) || button.disabled) return;
  event.preventDefault();
  button.click();
}

export function listen() {
  document.addEventListener("keydown", press);
}
