"use strict";
/* When the server does not answer: a sentence instead of a page that no longer reacts, and a look every few seconds
   whether it is back. Dash itself only writes to the console. */
window.loadlens = window.loadlens || {};
(function () {
  const AGAIN_MS = 2000;
  const GATEWAY = [502, 503, 504]; // what a proxy answers for a server that is not there
  const AWAY = "The server does not answer. What is on show stays. Once this line is gone it is back; repeat your last step then.";
  const ask = window.fetch.bind(window);
  let away = false;

  function tell(sentence) {
    window.dash_clientside.set_props("problem", { children: sentence });
  }

  function look() {
    ask("healthz", { cache: "no-store" }).then((answer) => answer.ok, () => false).then((here) => {
      if (!here) {
        setTimeout(look, AGAIN_MS);
        return;
      }
      away = false;
      tell("");
      // controls may show what the server never heard of; the link knows what is on show
      loadlens.reopen();
    });
  }

  function lost() {
    if (away) return;
    away = true;
    tell(AWAY);
    setTimeout(look, AGAIN_MS);
  }

  window.fetch = async function (...request) {
    const ofPage = String(request[0]?.url ?? request[0]).includes("_dash-update-component");
    try {
      const answer = await ask(...request);
      if (ofPage) await answer.clone().arrayBuffer(); // an answer that breaks off is none; Dash would wait for ever
      if (ofPage && GATEWAY.includes(answer.status)) lost();
      return answer;
    } catch (error) {
      if (ofPage && error.name !== "AbortError") lost();
      throw error;
    }
  };
})();
