// Own columns of a scan: a list of names and formulas that can be added to and removed from.

import { $, el } from "./dom.js";
import { FormulaBox } from "./formula-box.js";

const list = $("formula-columns");
const template = $("formula-column");
let options = {};
let entries = [];

/** @param {object} boxOptions the options of the formula boxes */
export function begin(boxOptions) {
  options = boxOptions;
  $("add-column").addEventListener("click", () => {
    add("", "");
    entries.at(-1).area.focus();
    changed();
  });
}

/** The columns as the API takes them: "NAME: FORMULA". */
export const values = () => entries.filter(({ area }) => area.value.trim())
  .map(({ name, area }) => (name.value.trim() ? `${name.value.trim()}: ${area.value.trim()}` : area.value.trim()));

/** The names in the rows, with the type of their formulas. */
export const columns = () => entries.filter(({ area }) => area.value.trim()).map(({ name, area, box }) => ({
  name: name.value.trim() || area.value.trim(), formula: area.value.trim(), type: box.type,
}));

/** Replaces all columns. */
export function fill(texts) {
  for (const entry of [...entries]) remove(entry);
  for (const text of texts) {
    // A colon inside parentheses belongs to the formula.
    const match = /^([^:('"=]+):(.*)$/s.exec(text);
    add(match ? match[1].trim() : "", (match ? match[2] : text).trim());
  }
}

function add(name, formula) {
  const item = template.content.firstElementChild.cloneNode(true);
  list.append(item);
  const entry = { item, name: item.querySelector("input"), area: item.querySelector("textarea") };
  entry.name.value = name;
  entry.area.value = formula;
  entry.box = new FormulaBox(entry.area, { ...options, use: "column" });
  item.querySelector("button").addEventListener("click", () => {
    remove(entry);
    $("add-column").focus();
    changed();
  });
  entries.push(entry);
}

function remove(entry) {
  entry.item.remove();
  entries = entries.filter((other) => other !== entry);
}

const changed = () => list.dispatchEvent(new Event("input", { bubbles: true }));
