/* The one script of the page that Dash loads (components/shell/shell.py says why): it puts the functions of the modules where
   Dash, Mantine and AG Grid look for them, and lets the modules listen. It imports every module itself, so that the browser
   fetches all of them at once instead of one after the other. */

import * as answers from "./controls/answers.js";
import * as eventTable from "./controls/event_table.js";
import * as frame from "./controls/frame.js";
import * as level from "./controls/level.js";
import * as link from "./controls/link.js";
import * as methods from "./controls/methods.js";
import * as selection from "./controls/selection.js";
import * as server from "./controls/server.js";
import * as upload from "./controls/upload.js";
import * as views from "./controls/views.js";
import "./detection/marks.js";
import "./detection/payload.js";
import "./detection/quantities.js";
import "./detection/threshold.js";
import "./detection/wall_clock.js";
import "./timeline/agreement.js";
import "./timeline/detail.js";
import "./timeline/event_marks.js";
import "./timeline/forecast.js";
import "./timeline/hover.js";
import * as image from "./timeline/image.js";
import "./timeline/outlines.js";
import "./timeline/range.js";
import "./timeline/ticks.js";
import * as timeline from "./timeline/timeline.js";

/* ClientsideFunction(module, function) in components/ names what a module exports. */
window.dash_clientside = Object.assign(window.dash_clientside ?? {}, {
  answers, event_table: eventTable, frame, level, link, methods, selection, server, timeline, upload, views,
});

const { EventWhat, EventConfidence, pageTheme, leaveTable, chooseRow, rowHeight, fitRows } = eventTable;
window.dashAgGridComponentFunctions = { ...window.dashAgGridComponentFunctions, EventWhat, EventConfidence };
window.dashAgGridFunctions = {
  ...window.dashAgGridFunctions, pageTheme, leaveTable, chooseRow, rowHeight, fitRows,
};

const { methodOption, methodFilter, allOptions } = methods;
window.dashMantineFunctions = { ...window.dashMantineFunctions, methodOption, methodFilter, allOptions };

for (const module of [eventTable, frame, link, server, views, image]) module.listen();
