// The form of the study page. Each control has the name of its API field.

import { $, text } from "./dom.js";
import { FormulaBox } from "./formula-box.js";
import { showKnownLists } from "./known-lists.js";

const form = $("request");
const named = [...form.elements].filter((control) => control.name);
const commas = (value) => value.split(/[,;]+/).map((word) => word.trim()).filter(Boolean);
/** Controls whose unit on the page is percent; in the API it is a fraction. */
const percents = new Set(["stop", "delisting"]);
const groups = {
  filters: ["minPrice", "minDollarVolume", "minBars", "minRating", "signals", "sectors", "industries", "exchanges", "types", "symbols",
    "lists"],
  order: ["rankBy", "walkForward"],
  trades: ["exit", "stop", "maxHold", "positions", "capital", "stopOfPlan"],
};

/** Named formulas of a link; they have no control. */
let formulas;
const options = { formulas: () => formulas, symbols: () => [], texts: ["StrongLong", "Long", "Neutral", "Short", "StrongShort"] };
const boxes = {
  where: new FormulaBox($("where"), { ...options, use: "where", problem: $("where-problem") }),
  "rank-by": new FormulaBox($("rankBy"), { ...options, use: "column" }),
  exit: new FormulaBox($("exit"), { ...options, use: "where" }),
};

const initial = (control) => (control.tagName === "SELECT" ? control.options[0].value : control.defaultValue);
const isSet = (control) => (control.type === "checkbox" ? control.checked : control.value.trim() !== initial(control));

/** Returns the request as query parameters of the page: all values that differ from the defaults. */
export function address() {
  const parameters = new URLSearchParams();
  for (const control of named) if (isSet(control)) parameters.set(control.name, control.value.trim());
  if (formulas) parameters.set("formulas", formulas);
  return parameters;
}

/** Returns the request as the body of an API request. */
export function body() {
  const request = {};
  for (const control of named) {
    const value = control.value.trim();
    if (!isSet(control) || value === "") continue;
    if (control.type === "checkbox") request[control.name] = true;
    else if (control.name === "horizons") request.horizons = commas(value).map(Number);
    else if ("list" in control.dataset) request[control.name] = commas(value);
    else if (control.type === "number") request[control.name] = percents.has(control.name) ? Number(value) / 100 : Number(value);
    else request[control.name] = value;
  }
  if (formulas) request.formulas = formulas;
  return request;
}

/** Fills the form from query parameters. @returns {string[]} the unknown parameters */
export function fill(parameters) {
  form.reset();
  formulas = parameters.get("formulas") ?? undefined;
  const unknown = [];
  for (const name of new Set(parameters.keys())) {
    if (name === "formulas" || name === "study") continue;
    const control = named.find((candidate) => candidate.name === name);
    if (!control) unknown.push(name);
    else if (control.type === "checkbox") control.checked = parameters.get(name) === "true";
    else control.value = parameters.getAll(name).join(", ");
  }
  for (const box of Object.values(boxes)) box.changed();
  changed();
  return unknown;
}

export function clear() {
  fill(new URLSearchParams());
}

/** Shows an error in a formula, with its position. @returns {boolean} whether it is one of the form */
export function showFormulaProblem(message) {
  const found = /^(where|rank-by|exit), position (\d+): (.*)$/s.exec(message ?? "");
  if (!found) return false;
  const [, subject, position, complaint] = found;
  boxes[subject].changed();
  boxes[subject].showProblem({ position: Number(position), length: 1, message: complaint });
  if (subject === "rank-by") $("group-order").open = true;
  if (subject === "exit") $("group-trades").open = true;
  return true;
}

/** Shows the number of changed fields in the titles of the groups. */
function changed() {
  for (const output of form.querySelectorAll("output[data-of]")) {
    const set = named.filter((control) => groups[output.dataset.of].includes(control.name) && isSet(control)).length;
    text(output, set ? `${set} set` : "");
  }
}

form.addEventListener("input", changed);
// Ctrl-Enter submits the form from any field, Enter from a formula.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "TEXTAREA" || event.shiftKey) return;
  event.preventDefault();
  form.requestSubmit();
});

showKnownLists($("group-filters"));
