"use strict";
/* The frame: the panel of controls as a drawer on a phone, and panels that a button opens. */
window.dash_clientside = window.dash_clientside || {};
window.dash_clientside.shell = {
  drawer: function (opened, navbar) {
    return Object.assign({}, navbar, { collapsed: { mobile: !opened } });
  },
  open: function (clicks) {
    return clicks ? true : window.dash_clientside.no_update;
  },
};
