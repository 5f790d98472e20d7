// The formulas of a chart: a form to add one, and a list of those that are drawn. They are in the URL as columns=NAME: FORMULA.

import { $, el } from "./dom.js";
import { FormulaBox } from "./formula-box.js";

const form = $("formulas-form");
const area = $("formula-text");
const box = new FormulaBox(area, { use: "series", frequency: () => $("window-frequency").value, problem: $("formula-problem") });

/** The colours of the formulas, by their place. */
export const colours = ["sma200", "memory", "accent", "store", "up", "down"];

/** @param {(parameters: URLSearchParams) => void} go opens the page with other parameters */
export function begin(go) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const formula = area.value.trim();
    if (!formula || box.valid === false) return;
    const parameters = new URLSearchParams(location.search);
    if (!parameters.getAll("columns").includes(formula)) parameters.append("columns", formula);
    area.value = "";
    box.changed();
    go(parameters);
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit();
  });
  $("formula-list").addEventListener("click", (event) => {
    const index = event.target.closest("button")?.dataset.index;
    if (index === undefined) return;
    const parameters = new URLSearchParams(location.search);
    const columns = parameters.getAll("columns");
    columns.splice(Number(index), 1);
    parameters.delete("columns");
    for (const column of columns) parameters.append("columns", column);
    area.focus();
    go(parameters);
  });
}

/** Lists the formulas of the URL. */
export function list(columns) {
  $("formula-list").replaceChildren(...columns.map((column, index) => {
    const colour = colours[index % colours.length];
    const remove = el("button",
      { type: "button", className: "quiet", "aria-label": `Remove ${column}`, title: "Remove", dataset: { index } }, "✕");
    return el("li", { className: "key", dataset: { colour } }, el("span", { className: "mono" }, column), remove);
  }));
}

/** Shows an error of the formulas of the URL. */
export const showProblem = (message) => box.showProblem(message ? { position: 0, length: 0, message } : null);
