/* The one script of the page that Dash loads (components/shell/shell.py says why): it puts the functions of the modules where
   Dash, Mantine and AG Grid look for them, and lets the modules listen. It imports every module itself, so that the browser
   fetches all of them at once instead of one after the other. */

import * as eventTable from "./controls/event_table.js";
import * as frame from "./controls/frame.js";
import * as level from "./controls/level.js";
import * as link from "./controls/link.js";
import * as methods from "./controls/methods.js";
import * as selection from "./controls/selection.js";
import * as server from "./controls/server.js";
import * as views from "./controls/views.js";
import "./detection/boundaries.js";
import "./detection/data_problems.js";
import "./detection/events.js";
import "./detection/payload.js";
import "./detection/quantities.js";
import "./detection/threshold.js";
import "./detection/wall_clock.js";
import "./timeline/agreement.js";
import "./timeline/detail.js";
import "./timeline/forecast.js";
import "./timeline/hover.js";
import * as image from "./timeline/image.js";
import "./timeline/outlines.js";
import "./timeline/range.js";
import "./timeline/ticks.js";
import * as timeline from "./timeline/timeline.js";

/* What ClientsideFunction(namespace, name) names in components/. */
window.dash_clientside = Object.assign(window.dash_clientside ?? {}, {
  headline: { follow: level.followInHeadline },
  level: { threshold: level.threshold },
  method: { text: methods.valueText, pending: methods.pending },
  running: { hand_over: server.handOver, first_is_done: server.firstIsDone },
  scheme: { follow: frame.followScheme },
  selection: { choose: selection.choose, missing: selection.missing },
  shell: { drawer: frame.drawer, open: frame.open },
  table: { columns: eventTable.columns },
  timeline: { draw: timeline.draw, pick: timeline.pick },
  upload: { send: server.send, panel: server.uploadPanel },
  url: { write: link.write, read: link.read, back: link.back },
  views: {
    opened: views.opened, spectrum: views.spectrum, baseload: views.baseload, typical_day: views.typicalDay,
  },
});

const { EventWhat, EventConfidence, pageTheme, leaveTable, chooseRow, rowHeight, publishHeight } = eventTable;
window.dashAgGridComponentFunctions = { ...window.dashAgGridComponentFunctions, EventWhat, EventConfidence };
window.dashAgGridFunctions = {
  ...window.dashAgGridFunctions, pageTheme, leaveTable, chooseRow, rowHeight, publishHeight,
};

const { methodOption, methodFilter, allOptions } = methods;
window.dashMantineFunctions = { ...window.dashMantineFunctions, methodOption, methodFilter, allOptions };

for (const module of [eventTable, frame, level, link, server, views, image]) module.listen();
