"use strict";
/* How a cell of the event table looks: the kind of an event is a mark and a word, never colour alone. */
window.loadlens = window.loadlens || {};
window.loadlens.marks = { more: "▲", less: "▼", data: "◇", other: "●" };
window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {};
window.dashAgGridComponentFunctions.EventWhat = function (props) {
  const row = props.data;
  return window.React.createElement(
    "span", { className: "event-what" },
    window.React.createElement("span", { className: "event-mark " + row.tone, title: row.kind, "aria-hidden": true }, window.loadlens.marks[row.tone]),
    window.React.createElement("span", { className: "visually-hidden" }, row.kind + ": "),
    window.React.createElement(
      "span", { className: "event-words" }, row.what,
      window.React.createElement("span", { className: "event-when" }, row.when + " · " + row.lasted),
    ),
  );
};

// A word and filled bars for how sure it is, and how many methods saw it where several were asked.
window.dashAgGridComponentFunctions.EventTrust = function (props) {
  const row = props.data, element = window.React.createElement;
  const filled = { low: 1, medium: 2, high: 3 }[row.trust];
  const bars = [1, 2, 3].map((i) => element("i", { key: i, className: i <= filled ? "on" : "" }));
  const votes = row.votes ? element("span", { className: "event-votes" }, row.votes) : null;
  const said = element("span", { className: "trust-words" }, row.trust, votes);
  return element("span", { className: "event-trust" }, element("span", { className: "trust-bars", "aria-hidden": true }, bars), said);
};

// The table takes its colours from assets/base.css, so that it follows the colour scheme by itself.
window.dashAgGridFunctions = window.dashAgGridFunctions || {};
window.dashAgGridFunctions.pageTheme = function (theme) {
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
};

// Tab leaves the table instead of walking through every cell; arrows move in it, Enter and Space choose.
window.dashAgGridFunctions.leaveTable = () => false;
window.dashAgGridFunctions.chooseRow = function (params) {
  if (params.event.key === "Enter") params.node.setSelected(true);
};

// A phone shows when, what and how much in two lines; the rest stands in the details.
window.dash_clientside = window.dash_clientside || {};
(function () {
  const PHONE_WIDTHS = { excess_kwh: 100 }; // pixels
  const WIDE_ONLY = ["start_ms", "hours", "trust_rank", "score"];
  const phone = window.matchMedia("(max-width: 48em)");

  function columns(_path, wide) {
    return wide.map((column) => Object.assign({}, column, {
      hide: phone.matches && WIDE_ONLY.includes(column.field),
      width: (phone.matches && PHONE_WIDTHS[column.field]) || column.width,
    }));
  }

  const rowHeight = () => (phone.matches ? 64 : 40); // pixels

  // Where the details stand under the table, a short table leaves them no gap: the style reads how high its rows are.
  function tellRows(params) {
    const height = params.api.getDisplayedRowCount() * rowHeight();
    document.querySelector(".events").style.setProperty("--rows", height + "px");
  }

  phone.addEventListener("change", () => {
    if (!document.querySelector("#events .ag-root")) return; // asked for before it is there, the table throws
    const grid = window.dash_ag_grid.getApi("events");
    grid.setColumnsVisible(WIDE_ONLY, !phone.matches);
    grid.resetRowHeights();
    tellRows({ api: grid });
  });
  window.dashAgGridFunctions.rowHeight = rowHeight;
  window.dashAgGridFunctions.tellRows = tellRows;
  window.dash_clientside.table = { columns };
})();
