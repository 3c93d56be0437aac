/* The marks of events: bars in three rows above the readings, one for each time an event happened, an arrow behind what
   still lasts, and the frame around the chosen one. */

import { barText } from "./hover.js";
import * as outlines from "./outlines.js";
import { selectionRange } from "./range.js";

/** @import { Event } from "../detection/marks.js" */
/** @import { Series } from "../detection/payload.js" */
/** @import { Selection } from "./range.js" */

const LANES = { data: 0, below: 1, above: 2 }; // as in components/figures/timeline.py

/** @param {Series} series @param {Event[]} events @param {number} perPx */
function eventBars(series, events, perPx) {
  const joined = outlines.bars(series, events, perPx);
  return {
    x: joined.map((bar) => (bar.x0 + bar.x1) / 2),
    y: joined.map(() => 0.72),
    width: joined.map((bar) => bar.x1 - bar.x0 - perPx), // a pixel between neighbours
    hovertext: joined.map(barText),
    customdata: joined.map(({ event }) => ["event", event.id, event.start_ms, event.end_ms]),
  };
}

/** The rows that an event stands in: one that lies on neither side in both.
 * @param {Event} event */
function lanesOfEvent({ kind, side }) {
  if (kind === "data") return [LANES.data];
  return [...(side >= 0 ? [LANES.above] : []), ...(side <= 0 ? [LANES.below] : [])];
}

/** Marks of the events in the three rows above the readings.
 * @param {Series} series @param {Event[]} events those in sight @param {number} perPx */
export function eventMarks(series, events, perPx) {
  /** @type {(lane: number) => Event[]} */
  const of = (lane) => events.filter((event) => lanesOfEvent(event).includes(lane));
  const above = of(LANES.above), below = of(LANES.below);
  return {
    links_above: outlines.links(series, above, LANES.above + 0.5),
    links_below: outlines.links(series, below, LANES.below + 0.5),
    bars_above: eventBars(series, above, perPx),
    bars_below: eventBars(series, below, perPx),
    bars_data: eventBars(series, of(LANES.data), perPx),
  };
}

/** Arrows behind events that still last where the readings end.
 * @param {Event[]} events @param {number[]} shown @param {Record<string, string>} palette */
export function openArrows(events, shown, palette) {
  const colours = [palette.data, palette.below, palette.above];
  return events.filter(({ open, x1 }) => open && x1 > shown[0] && x1 <= shown[1]).flatMap((event) => (
    lanesOfEvent(event).map((lane) => ({
      xref: "x", x: event.x1, xanchor: "left", yref: "y2", y: lane + 0.5, yanchor: "middle", text: "▶",
      showarrow: false, borderpad: 0, font: { size: 11, color: colours[lane] },
    }))
  ));
}

/** A frame around each time that the chosen event happened, and a line that holds them together.
 * @param {Series} series @param {Selection | null} selection @param {Event[]} events @param {Record<string, string>} palette */
export function frame(series, selection, events, palette) {
  if (!selection) return [];
  const chosen = events.find(({ id }) => id === (selection.id ?? selection.mark)), whole = selectionRange(series, selection);
  const ranges = chosen ? chosen.occurrences.map((occurrence) => outlines.occurrenceRange(series, occurrence)) : [whole];
  const place = { type: "rect", xref: "x", yref: "paper", y0: 0, y1: 1, layer: "below" };
  const style = { line: { width: 1.5, color: palette.frame }, fillcolor: palette.frame_fill };
  const frames = ranges.map(([x0, x1]) => ({ ...place, x0, x1, ...style }));
  if (frames.length === 1) return frames;
  const dotted = { width: 1, color: palette.frame, dash: "dot" };
  return [...frames, { ...place, x0: whole[0], x1: whole[1], line: dotted, fillcolor: "rgba(0,0,0,0)" }];
}
