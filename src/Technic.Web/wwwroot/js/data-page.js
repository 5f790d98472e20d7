// The data page: the stored market days, the findings of an audit, and the coverage of a symbol.

import { Problem, read } from "./api.js";
import { $, el, text } from "./dom.js";
import { count, whole } from "./format.js";
import { showProblem } from "./shell.js";

const dash = "–";

async function attempt(work) {
  try {
    await work();
    showProblem("");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    showProblem(problem.message);
  }
}

function showDays(days) {
  const of = (state) => days.filter((day) => day.state === state).length;
  text("data-lead", days.length
    ? `${count(days.length, "market day")} from ${days[0].day} to ${days.at(-1).day}: ${whole(of("final"))} final, `
      + `${whole(of("preliminary"))} preliminary, ${whole(of("suspect"))} suspect.`
    : "No market days are stored yet. A scan of many symbols loads them.");
  $("day-rows").replaceChildren(...days.toReversed().map(dayRow));
}

function dayRow(day) {
  const row = el("tr", {},
    el("th", { scope: "row" }, day.day), el("td", {}, day.state),
    number(day.symbols), number(day.traded), number(day.leftOut), number(day.fetches),
    el("td", {}, day.source), el("td", {}, day.fetchedAt ? day.fetchedAt.slice(0, 16).replace("T", " ") : dash));
  row.dataset.state = day.state;
  return row;
}

function number(value) {
  return el("td", { className: "num" }, value === null ? dash : whole(value));
}

function showFindings(findings) {
  $("findings-section").hidden = false;
  $("finding-rows").replaceChildren(...(findings.length
    ? findings.map(({ kind, day, symbol, text: what }) => el("tr", {},
      el("th", { scope: "row" }, kind), el("td", {}, day), el("td", {}, symbol ?? ""), el("td", {}, what)))
    : [el("tr", {}, el("td", { colSpan: 4 }, "No findings."))]));
}

function showCoverage({ symbol, first, last, bars, gaps, stale }) {
  const missing = gaps.length
    ? `${count(gaps.length, "session")} without a bar: ${gaps.slice(0, 10).join(", ")}${gaps.length > 10 ? " …" : ""}`
    : "no session is missing";
  text("coverage", bars
    ? `${symbol}: ${count(bars, "bar")} from ${first} to ${last}; ${missing}.${stale ? " The provider failed: the data is stale." : ""}`
    : `${symbol}: the provider has no bars.`);
}

$("coverage-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const symbol = $("coverage-symbol").value.trim();
  if (symbol) attempt(async () => showCoverage(await read(`/api/data/symbols/${encodeURIComponent(symbol)}`)));
});

$("audit").addEventListener("click", async () => {
  $("audit").disabled = true;
  await attempt(async () => {
    const audit = await read("/api/data/audit");
    showDays(audit.days);
    showFindings(audit.findings);
  });
  $("audit").disabled = false;
});

attempt(async () => showDays((await read("/api/data/days")).days));
