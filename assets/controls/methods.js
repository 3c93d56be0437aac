/* The choice of methods: menus that name what a method does, then the algorithm, then what it lacks or costs; values beside
   the sliders of its settings, and a word while they wait for Run. */

/** @import { ViewRequest } from "./link.js" */

/**
 * @typedef {{label: string, algorithm: string, note?: string}} MethodOption
 * @typedef {{group: string, items: MethodOption[]}} MethodGroup
 * @typedef {{params: Record<string, Record<string, unknown> | undefined>,
 *   slow: Record<string, Record<string, Record<string, string>> | undefined>}} Standard values of all methods, and which of
 *   them take long
 */

/** @type {Record<string, string | undefined>} */
const WORDS = { true: "yes", false: "no" };

/** @param {string} className @param {string} text */
const line = (className, text) => window.React.createElement("span", { className, key: className }, text);

/** One method in a menu.
 * @param {{option: MethodOption, checked: boolean}} props */
export function methodOption({ option, checked }) {
  const lines = [line("method-label", option.label + (checked ? " \u2713" : "")), line("method-algorithm", option.algorithm)];
  if (option.note) lines.push(line("method-note", option.note));
  return window.React.createElement("span", { className: "method-option" }, lines);
}

/** The methods in whose label, algorithm or group every word of a search is found.
 * @param {{options: MethodGroup[], search: string}} props */
export function methodFilter({ options, search }) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  /** @type {(item: MethodOption, group: string) => boolean} */
  const fits = (item, group) => {
    const text = `${item.label} ${item.algorithm} ${group}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  return options
    .map((group) => ({ ...group, items: group.items.filter((item) => fits(item, group.group)) }))
    .filter((group) => group.items.length);
}

/** What stands in a field hides none of its options.
 * @param {{options: unknown[]}} props */
export const allOptions = ({ options }) => options;

/** The value of a setting beside its slider.
 * @param {unknown} value */
export function valueText(value) {
  if (typeof value === "number") return String(Number(value.toPrecision(4)));
  return WORDS[String(value)] ?? String(value);
}

/** @param {unknown[]} values @param {{name: string}[]} ids @param {ViewRequest} request
 * @param {Record<string, unknown>} standard */
function differs(values, ids, request, standard) {
  return ids.some(({ name }, i) => {
    const used = name in request.params ? request.params[name] : standard[name];
    return String(values[i]) !== String(used);
  });
}

/** @param {string[] | null | undefined} list */
const names = (list) => [...(list ?? [])].sort().join();

/** Class of the Run button, which is there only for something to run, and what waits for it.
 * @param {string} detector @param {unknown[]} values @param {string[] | null} also @param {ViewRequest | null} request
 * @param {number | null} _cancelled @param {string | null} problem @param {ViewRequest | null} shown
 * @param {{name: string}[]} ids @param {Standard} standard */
export function pending(detector, values, also, request, _cancelled, problem, shown, ids, standard) {
  const { triggered_id: cause } = window.dash_clientside.callback_context;
  if (!request || !detector) return ["run idle", ""];
  const slow = ids.map(({ name }, i) => standard.slow[detector]?.[name]?.[String(values[i])]).filter(Boolean);
  if (detector !== request.detector) return ["run", ["Press Run to use this method.", ...slow].join(" ")];
  if (names((also ?? []).filter((name) => name !== detector)) !== names(request.also)) {
    return ["run", "Press Run to ask these methods."];
  }
  const changed = differs(values, ids, request, standard.params[detector] ?? {});
  if (changed) return ["run", ["Settings changed. Press Run to use them.", ...slow].join(" ")];
  const isStopped = Boolean(problem) || (cause === "cancel" && !shown?.final);
  return [isStopped ? "run" : "run idle", ""];
}
