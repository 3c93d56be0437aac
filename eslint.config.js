import js from "@eslint/js";
import globals from "globals";

const LIMITS = {
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", { max: 40, skipComments: true, skipBlankLines: true }],
  "max-params": ["error", 9], // Dash passes inputs and states of a callback one by one
  "max-len": ["error", { code: 130, ignoreStrings: true, ignoreTemplateLiterals: true }],
};
const STYLE = {
  eqeqeq: "error",
  "no-shadow": "error",
  "no-self-compare": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
  "no-use-before-define": ["error", { functions: false, classes: false }],
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": ["error", { destructuring: "all" }],
  "prefer-template": "error",
};

export default [
  { ignores: [".venv/", "node_modules/", "var/"] },
  js.configs.recommended,
  { files: ["**/*.{js,mjs}"], rules: { ...LIMITS, ...STYLE } },
  { files: ["assets/**"], languageOptions: { globals: globals.browser } },
  { files: ["tests/assets/**"], languageOptions: { globals: globals.node } },
];
