/* Between page and server: results of background jobs handed over, files refused before they travel in vain, and a sentence
   instead of a page that no longer reacts when the server does not answer. */

import { reopen } from "./link.js";

/** @typedef {{max_upload_mb: number}} Limits */

const SECOND_METHOD = /^(.* left – )?2 of \d+ methods/;
const AGAIN_MS = 2000;
const GATEWAY = [502, 503, 504]; // what a proxy answers for a server that is not there
const AWAY = "The server does not answer. What is on show stays. Once this line is gone it is back; repeat your last step then.";
let handedOver = "";
let away = false;
/** @type {typeof fetch} */
let original;

/** @param {string} id @param {object} props */
const set = (id, props) => window.dash_clientside.set_props(id, props);

/** What a background job has found, handed over outside of Dash's graph of callbacks: see Id.ARRIVED.
 * @param {object | null} finished */
export function handOver(finished) {
  if (finished) set("arrived", { data: finished });
}

/** The first of several methods is what the page shows: it need not wait for the others.
 * @param {string | null} step @param {object | null} job */
export function firstIsDone(step, job) {
  const record = JSON.stringify(job);
  if (!job || !SECOND_METHOD.test(step ?? "") || record === handedOver) return;
  handedOver = record;
  set("arrived", { data: { request: job, partial: true } });
}

/** A file on its way to the server: one that is too large is refused here, with a sentence.
 * @param {string | null} content @param {string} name @param {Limits} limits */
export function send(content, name, { max_upload_mb: most }) {
  const none = window.dash_clientside.no_update;
  if (!content) return [none, none];
  const megabytes = ((content.length - content.indexOf(",")) * 0.75) / 1e6;
  if (megabytes > most) {
    return [none, `${name} has ${megabytes.toFixed(1)} MB and this server takes up to ${most} MB. ` +
      "Compress it as .csv.gz, split it, or import it in the terminal: python cli.py import FILE"];
  }
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; // where a person sits, the meter most often is too
  return [{ content, name, zone }, ""];
}

/** Whether the panel of uploads is open.
 * @param {unknown} _opened @param {{details?: boolean} | null} uploaded @param {number | null} done */
export function uploadPanel(_opened, uploaded, done) {
  const { no_update, callback_context: { triggered_id: cause } } = window.dash_clientside;
  if (cause === "upload-done" && !done) return no_update; // only just drawn
  return cause === "upload-open" || Boolean(cause === "uploaded" && uploaded?.details);
}

/** Ask every few seconds whether the server is back. Controls may show what it never heard of; the link knows what is on
 * show. */
function checkAgain() {
  original("healthz", { cache: "no-store" }).then((reply) => reply.ok, () => false).then((here) => {
    if (!here) {
      setTimeout(checkAgain, AGAIN_MS);
      return;
    }
    away = false;
    set("problem", { children: "" });
    reopen();
  });
}

function lost() {
  if (away) return;
  away = true;
  set("problem", { children: AWAY });
  setTimeout(checkAgain, AGAIN_MS);
}

/** Watch the requests of Dash, which itself only writes to the console. */
export function listen() {
  original = window.fetch.bind(window);
  window.fetch = async function (...request) {
    const target = request[0] instanceof Request ? request[0].url : request[0];
    const ofPage = String(target).includes("_dash-update-component");
    try {
      const reply = await original(...request);
      if (ofPage) await reply.clone().arrayBuffer(); // one that breaks off is none; Dash would wait for ever
      if (ofPage && GATEWAY.includes(reply.status)) lost();
      return reply;
    } catch (error) {
      if (ofPage && !(error instanceof Error && error.name === "AbortError")) lost();
      throw error;
    }
  };
}
