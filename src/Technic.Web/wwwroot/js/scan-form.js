// The form of a request, in the words of the API: each control has the name of its field.

import { $, session, text } from "./dom.js";
import { count } from "./format.js";
import { readUniverse } from "./universe.js";

const form = $("request");
const named = [...form.elements].filter((control) => control.name);
const lists = (control) => control.type === "checkbox" && !("negative" in control.dataset);
const words = (value) => value.split(/[\s,;]+/).filter(Boolean);
const commas = (value) => value.split(",").map((word) => word.trim()).filter(Boolean);

let universe = session.get("universe");
let listings = null;

/** What a control says: a list of values, empty where it says nothing. */
function said(control) {
  if (control.type === "checkbox") return control.checked ? [control.value] : [];
  if (control.name === "symbols") {
    const symbols = words(control.value);
    return symbols.length ? [symbols.join(",")] : [];
  }
  if ("list" in control.dataset) return commas(control.value);
  const value = control.value.trim();
  return value === "" ? [] : [value];
}

const initial = (control) => (control.tagName === "SELECT" ? ([...control.options].find((option) => option.defaultSelected) ?? control.options[0]).value : control.defaultValue);

/** The request as the page's own address holds it, in the words of the API's query: what differs from an empty form. */
export function address() {
  const parameters = new URLSearchParams();
  for (const control of named) {
    for (const value of said(control)) {
      if (control.type === "checkbox" || value !== initial(control)) parameters.append(control.name, value);
    }
  }
  return parameters;
}

/** The request as the API's body. */
export function body() {
  const request = universe ? { universe: universe.listings, ...(universe.dropped && { dropped: { "no symbol": universe.dropped } }) } : {};
  for (const control of named) {
    const values = said(control);
    if (values.length === 0) continue;
    if (lists(control)) (request[control.name] ??= []).push(...values);
    else if ("list" in control.dataset) request[control.name] = values;
    else if (control.name === "symbols") request.symbols = values[0].split(",");
    else if (control.type === "number") request[control.name] = Number(values[0]);
    else if (values[0] === "true" || values[0] === "false") request[control.name] = values[0] === "true";
    else request[control.name] = values[0];
  }
  return request;
}

/** What a symbol's page needs to know of the request. */
export function windowParameters() {
  const parameters = new URLSearchParams();
  for (const name of ["days", "frequency", "asOf", "account", "riskPercent", "rewardRatio"]) {
    const control = form.elements[name];
    if (control.value && (control.value !== initial(control) || name === "days")) parameters.set(name, control.value);
  }
  return parameters;
}

/** Puts a request into the form. @returns {string[]} the names that are no field */
export function fill(parameters) {
  form.reset();
  const unknown = [];
  for (const name of new Set(parameters.keys())) {
    const controls = named.filter((control) => control.name === name);
    if (controls.length === 0) unknown.push(name);
    for (const control of controls) put(control, parameters.getAll(name));
  }
  changed();
  return unknown;
}

function put(control, values) {
  if ("negative" in control.dataset) control.checked = values.includes(control.value);
  else if (control.type === "checkbox") control.checked = values.flatMap(commas).some((value) => value.toLowerCase() === control.value.toLowerCase());
  else control.value = values.join(", ");
}

export function clear() {
  form.reset();
  setUniverse(null);
  changed();
}

/** Applies a preset to what the form says; what an earlier preset changed goes back to what is usual. */
function applyPreset() {
  const option = $("preset").selectedOptions[0];
  text("preset-meaning", option.title);
  for (const control of named.filter((candidate) => ["where", "sort", "ascending", "days"].includes(candidate.name))) control.value = initial(control);
  for (const control of named.filter((candidate) => candidate.name === "signals")) control.checked = false;
  const changes = option.dataset.changes ? JSON.parse(option.dataset.changes) : {};
  for (const [name, value] of Object.entries(changes)) {
    for (const control of named.filter((candidate) => candidate.name === name)) put(control, [value].flat().map(String));
  }
  changed();
}

/** Chooses a preset by name; an empty one takes it back. */
export function choosePreset(name) {
  $("preset").value = name;
  applyPreset();
}

/** What the list of one's own says of a symbol. */
export function listingOf(symbol) {
  listings ??= new Map(universe?.listings.map((listing) => [listing.symbol, listing]));
  return listings.get(symbol);
}

/** Shows what is set in the groups that are closed. */
function changed() {
  const groups = {
    universe: () => [universe && count(universe.listings.length, "listing"), said(form.elements.symbols).length && count(words(form.elements.symbols.value).length, "symbol")],
    sectors: () => [checked("sectors")],
    signals: () => [checked("signals")],
    limits: () => [differing(["minPrice", "minDollarVolume", "minBars", "minRating", "exchanges", "industries"])],
    order: () => [order()],
    risk: () => [differing(["account", "riskPercent", "rewardRatio", "allowShorts"])],
  };
  for (const output of form.querySelectorAll("output[data-of]")) text(output, groups[output.dataset.of]().filter(Boolean).join(", "));
}

const checked = (name) => named.filter((control) => control.name === name && control.checked).length || "";

function differing(names) {
  const changes = named.filter((control) => names.includes(control.name) && (control.type === "checkbox" ? control.checked : control.value !== initial(control))).length;
  return changes ? `${changes} set` : "";
}

function order() {
  const { sort, ascending, top } = form.elements;
  return `${sort.value} ${ascending.value === "true" ? "↑" : "↓"}${top.value > 0 ? `, ${top.value}` : ""}`;
}

function setUniverse(value, say = "") {
  universe = value;
  listings = null;
  session.set("universe", value);
  text("universe-said", value && !say ? `${value.name}: ${count(value.listings.length, "symbol")}${value.dropped ? `, ${count(value.dropped, "line")} not used` : ""}.` : say);
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

// Ctrl-Enter scans from wherever one is in the form; Enter does so from a condition, which has one line in most cases.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "TEXTAREA") return;
  if (event.ctrlKey || event.metaKey || (event.target.id === "where" && !event.shiftKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

/** Shows a complaint about the condition where it is written, and marks the place it names. */
export function complainAboutWhere(sentence) {
  const where = $("where");
  const place = $("where-problem");
  const position = /^where, position (\d+): /.exec(sentence ?? "");
  place.hidden = !position;
  where.toggleAttribute("aria-invalid", Boolean(position));
  if (!position) return false;
  // The columns are listed by the button below.
  text(place, sentence.replace(/ The columns are: .*$/s, "").slice(0, 400));
  const at = Number(position[1]) - 1;
  const end = /^[\w.']+/.exec(where.value.slice(at))?.[0].length ?? 1;
  where.focus();
  where.setSelectionRange(at, at + end);
  return true;
}
