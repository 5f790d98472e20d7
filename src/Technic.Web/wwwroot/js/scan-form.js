// The request form. Each control has the name of its API field.

import { $, session, text } from "./dom.js";
import { count } from "./format.js";
import { FormulaBox } from "./formula-box.js";
import * as ownColumns from "./formula-columns.js";
import { showKnownLists } from "./known-lists.js";
import { readUniverse } from "./universe.js";

const form = $("request");
const named = [...form.elements].filter((control) => control.name);
const lists = (control) => control.type === "checkbox" && !("negative" in control.dataset);
const words = (value) => value.split(/[\s,;]+/).filter(Boolean);
const commas = (value) => value.split(",").map((word) => word.trim()).filter(Boolean);

let universe = session.get("universe");
let listings = null;
let symbolsOfRows = () => [];

// ---- formulas -------------------------------------------------------------------------------------------------------------------

const boxOptions = {
  formulas: () => extra.formulas,
  frequency: () => form.elements.frequency.value,
  symbols: () => [...symbolsOfRows(), ...(universe?.listings.map((listing) => listing.symbol) ?? [])],
  texts: [...form.querySelectorAll("input[name=sectors], input[name=signals]")].map((box) => box.value),
};
/** Fields of a link without a control. */
const extra = { formulas: undefined };
const where = new FormulaBox($("where"), { ...boxOptions, use: "where", problem: $("where-problem") });
const sortFormula = new FormulaBox($("sort-formula"), { ...boxOptions, use: "column" });
ownColumns.begin(boxOptions);

/** The own columns: their names in the rows and the types of their formulas. */
export const formulaColumns = () => ownColumns.columns();

/** Checks the condition after a change by the page. */
export const conditionChanged = () => where.changed();

/** Sets where the symbols of the rows come from, for the completion. */
export const completeSymbolsFrom = (symbols) => (symbolsOfRows = symbols);

/** Returns the values of a control; an empty list if it is empty. */
function valuesOf(control) {
  if (control.type === "checkbox") return control.checked ? [control.value] : [];
  if (control.name === "symbols") {
    const symbols = words(control.value);
    return symbols.length ? [symbols.join(",")] : [];
  }
  if ("list" in control.dataset) return commas(control.value);
  const value = sorted(control).value.trim();
  return value === "" ? [] : [value];
}

const initial = (control) =>
  (control.tagName === "SELECT"
    ? ([...control.options].find((option) => option.defaultSelected) ?? control.options[0]).value : control.defaultValue);

/** The control with the value: for a formula instead of a column that of the formula. */
const sorted = (control) => (control.dataset.formula && control.value === "" ? $(control.dataset.formula) : control);

/** Returns the request as query parameters of the page: all values that differ from the defaults. */
export function address() {
  const parameters = new URLSearchParams();
  for (const control of named) {
    for (const value of valuesOf(control)) {
      if (control.type === "checkbox" || value !== initial(control)) parameters.append(control.name, value);
    }
  }
  for (const column of ownColumns.values()) parameters.append("columns", column);
  if (extra.formulas) parameters.set("formulas", extra.formulas);
  return parameters;
}

/** Returns the request as the body of an API request. */
export const body = () => ({
  ...(universe && { universe: universe.listings, ...(universe.dropped && { dropped: { "no symbol": universe.dropped } }) }),
  ...fieldsOf(named),
});

/** Returns the request as a watch saves it: the preset, and only the fields that differ from it and from the defaults. */
export function savedScan() {
  const option = $("preset").selectedOptions[0];
  const preset = Object.entries(option.dataset.changes ? JSON.parse(option.dataset.changes) : {})
    .filter(([name]) => named.some((control) => control.name === name));
  const fields = fieldsOf(named.filter((control) => control.type === "checkbox" || valuesOf(control)[0] !== initial(control)));
  if (universe && !fields.symbols) fields.symbols = universe.listings.map((listing) => listing.symbol);
  const explicit = fieldsOf(named);
  // A field of the preset that is empty now cannot be saved beside the preset.
  if (option.value === "" || preset.some(([name]) => explicit[name] === undefined)) return fields;
  const saved = { preset: option.value, ...fields };
  for (const [name, value] of preset) {
    if (String(explicit[name]) === String(value)) delete saved[name];
    else saved[name] = explicit[name];
  }
  return saved;
}

/** Returns the values of controls, and the fields that have none, as fields of the API. */
function fieldsOf(controls) {
  const request = {};
  for (const control of controls) {
    const values = valuesOf(control);
    if (values.length === 0) continue;
    if (lists(control)) (request[control.name] ??= []).push(...values);
    else if ("list" in control.dataset) request[control.name] = values;
    else if (control.name === "symbols") request.symbols = values[0].split(",");
    else if (control.type === "number") request[control.name] = Number(values[0]);
    else if (values[0] === "true" || values[0] === "false") request[control.name] = values[0] === "true";
    else request[control.name] = values[0];
  }
  const columns = ownColumns.values();
  if (columns.length) request.columns = columns;
  if (extra.formulas) request.formulas = extra.formulas;
  return request;
}

/** Returns the query parameters for a symbol page. */
export function windowParameters() {
  const parameters = new URLSearchParams();
  for (const name of ["days", "frequency", "asOf", "account", "riskPercent", "rewardRatio"]) {
    const control = form.elements[name];
    if (control.value && (control.value !== initial(control) || name === "days")) parameters.set(name, control.value);
  }
  return parameters;
}

/** The fields of a study: the condition and the filters, all of them, as the study has no defaults. */
export function studyParameters() {
  const parameters = new URLSearchParams();
  for (const name of ["where", "minPrice", "minDollarVolume", "minBars", "minRating", "signals", "sectors", "industries", "exchanges",
    "types", "symbols", "lists"]) {
    const values = named.filter((control) => control.name === name).flatMap(valuesOf);
    if (values.length) parameters.set(name, values.join(", "));
  }
  if (universe && !parameters.has("symbols")) parameters.set("symbols", universe.listings.map((listing) => listing.symbol).join(", "));
  if (extra.formulas) parameters.set("formulas", extra.formulas);
  return parameters;
}

/** Fills the form from query parameters. @returns {string[]} the unknown parameters */
export function fill(parameters) {
  form.reset();
  const unknown = [];
  ownColumns.fill(parameters.getAll("columns"));
  extra.formulas = parameters.get("formulas") ?? undefined;
  for (const name of new Set(parameters.keys())) {
    if (name === "columns" || name === "formulas") continue;
    const controls = named.filter((control) => control.name === name);
    if (controls.length === 0) unknown.push(name);
    for (const control of controls) put(control, parameters.getAll(name));
  }
  checkFormulas();
  changed();
  return unknown;
}

function put(control, values) {
  if ("negative" in control.dataset) control.checked = values.includes(control.value);
  else if (control.type === "checkbox")
    control.checked = values.flatMap(commas).some((value) => value.toLowerCase() === control.value.toLowerCase());
  else if (control.dataset.formula) putSort(control, values[0]);
  else control.value = values.join(", ");
}

/** Selects a column, or shows a formula. */
function putSort(control, value) {
  const isColumn = [...control.options].some((option) => option.value === value);
  control.value = isColumn ? value : "";
  $(control.dataset.formula).value = isColumn ? "" : value;
}

/** Checks formulas that were set by the page. */
function checkFormulas() {
  where.changed();
  sortFormula.changed();
}

export function clear() {
  form.reset();
  ownColumns.fill([]);
  extra.formulas = undefined;
  setUniverse(null);
  checkFormulas();
  changed();
}

/** Applies the selected preset. Resets the fields of an earlier preset. */
function applyPreset() {
  const option = $("preset").selectedOptions[0];
  text("preset-meaning", option.title);
  for (const control of named.filter((candidate) => ["where", "sort", "ascending", "days"].includes(candidate.name)))
    control.value = initial(control);
  for (const control of named.filter((candidate) => candidate.name === "signals")) control.checked = false;
  const changes = option.dataset.changes ? JSON.parse(option.dataset.changes) : {};
  for (const [name, value] of Object.entries(changes)) {
    for (const control of named.filter((candidate) => candidate.name === name)) put(control, [value].flat().map(String));
  }
  if (changes.columns) ownColumns.fill(changes.columns);
  checkFormulas();
  changed();
}

/** Selects a preset by name; an empty name removes it. */
export function choosePreset(name) {
  $("preset").value = name;
  applyPreset();
}

/** Returns the listing of a symbol in the uploaded list. */
export function listingOf(symbol) {
  listings ??= new Map(universe?.listings.map((listing) => [listing.symbol, listing]));
  return listings.get(symbol);
}

/** Shows the changed fields in the group titles. */
function changed() {
  const groups = {
    universe: () => [universe && count(universe.listings.length, "listing"),
      valuesOf(form.elements.symbols).length && count(words(form.elements.symbols.value).length, "symbol"),
      valuesOf(form.elements.lists).length && count(valuesOf(form.elements.lists).length, "list")],
    sectors: () => [checked("sectors")],
    signals: () => [checked("signals")],
    limits: () => [differing(["minPrice", "minDollarVolume", "minBars", "minRating", "exchanges", "industries"])],
    columns: () => [ownColumns.values().length && count(ownColumns.values().length, "column")],
    order: () => [order()],
    risk: () => [differing(["account", "riskPercent", "rewardRatio", "allowShorts"])],
  };
  $("sort-formula-field").hidden = form.elements.sort.value !== "";
  for (const output of form.querySelectorAll("output[data-of]")) text(output, groups[output.dataset.of]().filter(Boolean).join(", "));
}

const checked = (name) => named.filter((control) => control.name === name && control.checked).length || "";

function differing(names) {
  const changes = named.filter(
    (control) => names.includes(control.name)
    && (control.type === "checkbox" ? control.checked : control.value !== initial(control))).length;
  return changes ? `${changes} set` : "";
}

function order() {
  const { sort, ascending, top } = form.elements;
  return `${sort.value || "formula"} ${ascending.value === "true" ? "↑" : "↓"}${top.value > 0 ? `, ${top.value}` : ""}`;
}

function setUniverse(value, error = "") {
  universe = value;
  listings = null;
  session.set("universe", value);
  const dropped = value?.dropped ? `, ${count(value.dropped, "line")} skipped` : "";
  text("universe-status", value && !error ? `${value.name}: ${count(value.listings.length, "symbol")}${dropped}.` : error);
  if (!value) $("universe-file").value = "";
}

$("preset").addEventListener("change", applyPreset);
form.addEventListener("input", changed);
$("universe-file").addEventListener("change", async () => {
  const [file] = $("universe-file").files;
  if (!file) setUniverse(null);
  else {
    try {
      setUniverse(readUniverse(file.name, await file.text()));
    } catch (problem) {
      setUniverse(null, problem.message);
    }
  }
  changed();
});
if (universe) setUniverse(universe);

// Ctrl-Enter submits the form from any field, Enter from the condition.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "TEXTAREA") return;
  if (event.ctrlKey || event.metaKey || (event.target.id === "where" && !event.shiftKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

/** Shows an error in a formula, with its position. @returns {boolean} whether it is one of the form */
export function showFormulaProblem(message) {
  const found = /^(where|sort), position (\d+): (.*)$/s.exec(message ?? "");
  if (!message) where.showProblem(null);
  if (!found) return false;
  const [, subject, position, complaint] = found;
  const [box, area] = subject === "where" ? [where, $("where")] : [sortFormula, $("sort-formula")];
  const at = Number(position) - 1;
  const length = /^[\w.']+/.exec(area.value.slice(at))?.[0].length ?? 1;
  // The check has suggestions too.
  box.changed();
  box.showProblem({ position: Number(position), length, message: complaint });
  if (subject === "sort") $("group-order").open = true;
  area.focus();
  area.setSelectionRange(at, at + length);
  return true;
}

showKnownLists($("group-universe"));
