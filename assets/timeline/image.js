/* The chart as an image: the camera's button saves what a reader elsewhere needs too, a title with meter, dates and
   headline, a legend, and the page's background instead of none. */

/** @import { PlotlyGraph } from "../globals.js" */

const HEAD = 84; // pixels above the plot for title and legend

/** @param {string} id */
const text = (id) => document.getElementById(id)?.textContent ?? "";

/** Names of the traces, as in the legend above the chart. */
function legend() {
  /** @type {Record<string, string>} */
  const named = { extremes: "Lowest to highest", window_mean: "Mean of some hours", window_limit: "Its alarm limits" }; // on the page the line below the chart says so
  for (const key of document.querySelectorAll(".timeline-legend .timeline-key")) {
    named[key.classList[1]] = key.parentElement?.textContent ?? "";
  }
  return named;
}

function title() {
  const dates = text("meter-dates").split(" · ")[0];
  return `<b>${[text("meter-name"), dates].filter(Boolean).join(", ")}</b><br>${text("headline-count")}${text("headline-rest")}`;
}

/** The figure of a graph as it is shown, with what the page around it says.
 * @param {PlotlyGraph} graph */
function figureOf(graph) {
  const named = legend(), box = graph.getBoundingClientRect(), { layout } = graph;
  const data = graph.data.map((trace) => ({ ...trace, name: named[trace.name] ?? trace.name, showlegend: trace.name in named }));
  return {
    data,
    layout: {
      ...layout,
      width: box.width,
      height: box.height + HEAD,
      margin: { ...layout.margin, t: layout.margin.t + HEAD, r: 24 },
      paper_bgcolor: getComputedStyle(document.body).backgroundColor,
      title: { text: title(), x: 0, xref: "paper", xanchor: "left", y: 1, yref: "container", yanchor: "top", pad: { t: 24 }, font: { size: 14 } },
      showlegend: true,
      legend: { orientation: "h", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom", itemwidth: 30, traceorder: "normal" },
    },
  };
}

/** @param {PlotlyGraph} graph */
function save(graph) {
  const name = `${text("meter-name")} ${text("meter-dates").split(" · ")[0]}`.trim() || "timeline";
  const figure = figureOf(graph), { width, height } = figure.layout;
  return window.Plotly.downloadImage(figure, { format: "png", scale: 2, width, height, filename: name });
}

/** Save it so when the camera's button is pressed. */
export function listen() {
  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("#timeline .modebar-btn[data-title*=Download]");
    /** @type {PlotlyGraph | null} */
    const graph = document.querySelector("#timeline .js-plotly-plot");
    if (!pressed || !graph) return;
    event.stopImmediatePropagation();
    event.preventDefault();
    save(graph);
  }, true);
}
