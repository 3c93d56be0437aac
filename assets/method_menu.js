"use strict";
/* The menus of methods: what it does, then the algorithm's name, then what it lacks or costs; a search finds all of it. */
window.dashMantineFunctions = window.dashMantineFunctions || {};
(function () {
  const line = (className, text) => window.React.createElement("span", { className, key: className }, text);

  function methodOption({ option, checked }) {
    const lines = [line("method-label", option.label + (checked ? " \u2713" : "")), line("method-algorithm", option.algorithm)];
    if (option.note) lines.push(line("method-note", option.note));
    return window.React.createElement("span", { className: "method-option" }, lines);
  }

  function methodFilter({ options, search }) {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (item, group) => {
      const text = `${item.label} ${item.algorithm} ${group}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    return options
      .map((group) => ({ ...group, items: group.items.filter((item) => fits(item, group.group)) }))
      .filter((group) => group.items.length);
  }

  Object.assign(window.dashMantineFunctions, { methodOption, methodFilter });
})();
