// The colour scheme: tells the table and the charts which one is in use.
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.scheme = {
  follow: function (scheme) {
    if (!scheme) return window.dash_clientside.no_update;
    document.body.dataset.agThemeMode = scheme;
    return scheme;
  },
};
