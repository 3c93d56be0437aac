"use strict";
/* A file on its way to the server: one that is too large is refused here, with a sentence, before it travels. */
window.dash_clientside = window.dash_clientside || {};
window.dashMantineFunctions = window.dashMantineFunctions || {};
window.dashMantineFunctions.allOptions = ({ options }) => options; // what stands in the field hides none of the others
window.dash_clientside.upload = {
  send: function (content, name, standard) {
    const none = window.dash_clientside.no_update;
    if (!content) return [none, none];
    const megabytes = (content.length - content.indexOf(",")) * 0.75 / 1e6;
    if (megabytes > standard.max_upload_mb) {
      return [none, `${name} has ${megabytes.toFixed(1)} MB and this server takes up to ${standard.max_upload_mb} MB. ` +
        "Compress it as .csv.gz, split it, or import it in the terminal: python cli.py import FILE"];
    }
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; // where a person sits, the meter most often is too
    return [{ content, name, zone }, ""];
  },
  panel: function (opened, uploaded, done) {
    const triggered = window.dash_clientside.callback_context.triggered_id;
    if (triggered === "upload-done" && !done) return window.dash_clientside.no_update; // only just drawn
    return triggered === "upload-open" || Boolean(triggered === "uploaded" && uploaded && uploaded.told);
  },
};
