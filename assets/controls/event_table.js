/* How the event table looks and moves: the kind of an event is a mark and a word, never colour alone; a phone shows when,
   what and how much in two lines. components/event_list/rows.py makes its rows. */

/** @import { GridApi } from "../globals.js" */

/**
 * @typedef {"more" | "less" | "data" | "other"} Tone which of the four looks an event has
 *
 * @typedef {object} EventRow
 * @property {string} id
 * @property {string} key names it in a link
 * @property {number} start_ms
 * @property {number} end_ms
 * @property {string} began
 * @property {string} interval
 * @property {string} lasted
 * @property {Tone} tone
 * @property {string} kind the tone in words
 * @property {string} what
 * @property {string} numbers
 * @property {string} hint
 * @property {[string, string][]} facts
 * @property {"low" | "medium" | "high"} confidence
 * @property {[string, string][]} confidence_facts
 * @property {string} confirmed_by "2 of 3", empty where one method was consulted
 * @property {string} worth in money, empty where the price is not known
 *
 * @typedef {{field: string, colId?: string, width?: number, hide?: boolean}} Column
 */

export const MARKS = { more: "▲", less: "▼", data: "◇", other: "●" };
const BARS = { low: 1, medium: 2, high: 3 };
/** @type {Record<string, number | undefined>} */
const PHONE_WIDTHS = { worth_kwh: 100 }; // pixels
const WIDE_ONLY = ["start_ms", "hours", "confidence_rank"];
const PHONE = "(max-width: 48em)";
const ROW_PX = 40, PHONE_ROW_PX = 64;

const onPhone = () => window.matchMedia(PHONE).matches;

/** @param {string} type @param {object} props @param {...unknown} children */
const element = (type, props, ...children) => window.React.createElement(type, props, ...children);

/** @param {{data: EventRow}} props */
export function EventWhat({ data: row }) {
  const mark = element("span", { className: `event-mark ${row.tone}`, title: row.kind, "aria-hidden": true }, MARKS[row.tone]);
  const began = element("span", { className: "event-began" }, `${row.began} · ${row.lasted}`);
  return element(
    "span", { className: "event-what" }, mark,
    element("span", { className: "visually-hidden" }, `${row.kind}: `),
    element("span", { className: "event-words" }, row.what, began),
  );
}

/** A word and filled bars for how sure it is, and how many methods confirm it where several were consulted.
 * @param {{data: EventRow}} props */
export function EventConfidence({ data: row }) {
  const bars = [1, 2, 3].map((i) => element("i", { key: i, className: i <= BARS[row.confidence] ? "on" : "" }));
  const methods = row.confirmed_by ? element("span", { className: "event-confirmed" }, row.confirmed_by) : null;
  return element(
    "span", { className: "event-confidence" },
    element("span", { className: "confidence-bars", "aria-hidden": true }, bars),
    element("span", { className: "confidence-words" }, row.confidence, methods),
  );
}

/** The table takes its colours from assets/css/base.css, so that it follows the colour scheme by itself.
 * @template T @param {{withParams(params: object): T}} theme */
export function pageTheme(theme) {
  return theme.withParams({
    accentColor: "var(--accent)",
    backgroundColor: "var(--page)",
    foregroundColor: "var(--text)",
    borderColor: "var(--line)",
    headerBackgroundColor: "var(--page)",
    headerTextColor: "var(--text-dim)",
    headerFontWeight: 500,
    fontFamily: "inherit",
    fontSize: 14,
    rowHoverColor: "var(--hover)",
    selectedRowBackgroundColor: "var(--selected)",
    wrapperBorder: false,
    wrapperBorderRadius: 0,
    browserColorScheme: "inherit",
    cellHorizontalPadding: 6,
  });
}

/** Tab leaves the table instead of walking through every cell; arrows move in it, Enter and Space choose. */
export const leaveTable = () => false;

/** @param {{event: KeyboardEvent, node: {setSelected(selected: boolean): void}}} params */
export function chooseRow({ event, node }) {
  if (event.key === "Enter") node.setSelected(true);
}

/** The columns there is room for; the rest stands in the details.
 * @param {string} _path @param {Column[]} wide */
export function columns(_path, wide) {
  const phone = onPhone();
  return wide.map((column) => ({
    ...column,
    hide: column.hide || (phone && WIDE_ONLY.includes(column.field)),
    width: (phone && PHONE_WIDTHS[column.field]) || column.width,
  }));
}

export const rowHeight = () => (onPhone() ? PHONE_ROW_PX : ROW_PX);

/** Money where the price is known, on a phone instead of the energy.
 * @param {GridApi} api */
function showWorth(api) {
  let isPriced = false;
  api.forEachNodeAfterFilterAndSort(({ data }) => { isPriced ||= Boolean(/** @type {EventRow} */ (data).worth); });
  api.setColumnsVisible(["worth"], isPriced);
  api.setColumnsVisible(["excess"], !(isPriced && onPhone()));
}

/** What follows from new rows: which columns there are, and where the details stand under the table, how high it is.
 * @param {{api: GridApi}} params */
export function fitRows({ api }) {
  showWorth(api);
  const height = api.getDisplayedRowCount() * rowHeight();
  const table = /** @type {HTMLElement | null} */ (document.querySelector(".events"));
  table?.style.setProperty("--rows", `${height}px`);
}

/** Follow a phone that is turned. */
export function listen() {
  window.matchMedia(PHONE).addEventListener("change", () => {
    if (!document.querySelector("#events .ag-root")) return; // asked for before it is there, the table throws
    const grid = window.dash_ag_grid?.getApi("events");
    if (!grid) return;
    grid.setColumnsVisible(WIDE_ONLY, !onPhone());
    grid.resetRowHeights();
    fitRows({ api: grid });
  });
}
