// The symbol page: chart, rating rules, trade plan, and origin of the bars.

import { Problem, read } from "./api.js";
import { SymbolChart } from "./chart.js";
import * as chartFormulas from "./chart-formulas.js";
import { $, el, session, text } from "./dom.js";
import { compact, count, decimals, duration, percent, price, signalText, signed, whole } from "./format.js";
import { showProblem, showSource, symbolAddress } from "./shell.js";

const symbol = decodeURIComponent(location.pathname.split("/").pop());
const form = $("window");
const chart = new SymbolChart($("chart"), (line) => text("legend", line));
let latest = 0;

async function load() {
  const parameters = new URLSearchParams(location.search);
  fillForm(parameters);
  showProblem("");
  $("symbol-page").dataset.state = "loading";
  text("provenance", `Loading ${symbol} …`);
  const turn = ++latest;
  const columns = parameters.getAll("columns");
  chartFormulas.list(columns);
  try {
    const query = without(parameters, "columns", "formulas").toString();
    const analysis = await read(`/api/analysis/${encodeURIComponent(symbol)}${query && `?${query}`}`);
    if (turn !== latest) return;
    show(analysis);
    if (columns.length) await drawFormulas(parameters, turn);
    else chart.draw([]);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (turn !== latest) return;
    $("symbol-page").dataset.state = "failed";
    text("provenance", "");
    showProblem(problem.message);
  }
}

/** Draws the formulas of the URL; an error is shown beside them, and the chart stays. */
async function drawFormulas(parameters, turn) {
  try {
    const query = without(parameters, "account", "riskPercent", "rewardRatio");
    const { series } = await read(`/api/series/${encodeURIComponent(symbol)}?${query}`);
    if (turn !== latest) return;
    chartFormulas.showProblem("");
    chart.draw(series);
    $("chart").dataset.formulas = series.length;
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    if (turn === latest) chartFormulas.showProblem(problem.message);
  }
}

function without(parameters, ...names) {
  const others = new URLSearchParams(parameters);
  for (const name of names) others.delete(name);
  return others;
}

function show(analysis) {
  const { history, row } = analysis;
  $("symbol-page").dataset.state = "shown";
  document.title = `${symbol} ${price(row.close)} · Technic`;
  showSource(history.source);
  showHead(row);
  showProvenance(history);
  showRating(analysis);
  showPlan(row);
  showRules(analysis.rules);
  showBars(analysis);
  chart.show(analysis);
  $("chart").setAttribute(
    "aria-label",
    `${symbol}, ${count(history.bars.length, "bar")} up to ${history.asOf}: last close ${price(row.close)} dollars, `
      + `${percent(row.roc21)} over 21 bars. `
      + "Candlestick chart with volume, moving averages and Bollinger bands; RSI 14 and MACD 12, 26, 9 below.",
  );
}

function showHead(row) {
  const change = row.roc1;
  $("price").replaceChildren(
    el("b", {}, price(row.close)), el("span", { dataset: { sign: Math.sign(change ?? 0) } }, percent(change, 2)), el(
      "span", { className: "hint" }, row.asOf.replace("T", " ")),
  );
}

const tierTexts = { memory: "from memory", store: "from the store", provider: "from the provider" };

function showProvenance(history) {
  const age = Date.now() - Date.parse(history.fetchedAt);
  const fetched = new Date(history.fetchedAt);
  const tier = el("span", { className: "tier", dataset: { tier: history.tier } }, tierTexts[history.tier] ?? history.tier);
  const parts = [
    tier,
    el("span", { title: fetched.toISOString() }, age >= 0
      ? `fetched ${duration(age)} ago` : `fetched ${fetched.toISOString().slice(0, 16).replace("T", " ")} UTC`),
    el("span", {}, `as of ${history.asOf?.replace("T", " ")}`),
    el("span", {}, count(history.bars.length, "bar")),
    el("span", {}, history.requests ? count(history.requests, "API request") : "no API requests"),
    el("span", { className: "mono" }, history.key),
    el("span", {}, history.source),
  ];
  if (history.stale) parts.splice(1, 0, el("span", { className: "stale", title: "Outdated: the provider failed" }, "stale"));
  $("provenance").replaceChildren(...parts);
  if (history.stale && history.problem) showProblem(`Outdated prices. ${history.problem}`);
}

const subscores = [["Trend", "trendScore", 3], ["Momentum", "momentumScore", 3], ["Volume", "volumeScore", 2],
  ["Breakout", "breakoutScore", 1], ["Oscillator", "oscillatorScore", 1], ["Volatility", "volatilityScore", 0]];

function showRating({ row, formula }) {
  text("rating", signed(row.rating, 1));
  $("rating").dataset.sign = Math.sign(row.rating);
  $("signal").dataset.signal = row.signal;
  text("signal", signalText(row.signal));
  $("scale").firstElementChild.style.left = `${50 + row.rating / 2}%`;
  $("subscores").replaceChildren(
    ...subscores.map(([name, field, weight]) => {
      const points = row[field];
      const bar = el("i");
      bar.style.left = `${points < 0 ? 50 + (points * 50) / 3 : 50}%`;
      bar.style.width = `${(Math.abs(points) * 50) / 3}%`;
      bar.dataset.sign = Math.sign(points);
      return el(
        "div", { title: weight ? `Weight ${weight}` : "Not directional: added in the direction of the sum" },
        el("dt", {}, name, weight > 1 ? el("span", { className: "hint" }, ` × ${weight}`) : ""),
        el("dd", {}, el("span", { className: "balance", "aria-hidden": "true" }, bar), el("span", { className: "num" }, signed(points, 0))),
      );
    }),
  );
  $("formula").textContent = formula;
}

function showPlan(row) {
  const has = row.entry !== null;
  $("plan").hidden = !has;
  if (!has) {
    text("plan-note", row.signal === "Neutral"
      ? "No plan: neutral signal." : "No plan: ATR or dollar volume is missing, or a level is not a valid price.");
    return;
  }
  const risk = Math.abs(row.entry - row.stop);
  const facts = [
    ["Direction", row.stop < row.entry ? "long" : "short"], ["Entry", price(row.entry)], ["Stop", price(row.stop)], [
      "Target", price(row.target)],
    ["Shares", whole(row.shares)], ["Position", `$ ${compact(row.shares * row.entry)}`], ["Risk", `$ ${decimals(row.shares * risk, 0)}`],
    ["Reward", `$ ${decimals(row.shares * Math.abs(row.target - row.entry), 0)}`],
  ];
  $("plan").replaceChildren(...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
  const limits = { Risk: "risk per trade", Liquidity: "5 % of the average dollar volume", Account: "account size" };
  text("plan-note", `Size limited by ${limits[row.sizeLimit] ?? row.sizeLimit}.`);
}

function showRules(rules) {
  const rows = [];
  let group = null;
  for (const { subscore, rule, value, unit, points } of rules) {
    if (subscore !== group) rows.push(el("tr", { className: "group-row" }, el("th", { colSpan: 3, scope: "rowgroup" }, subscore)));
    group = subscore;
    const shown = value === null
      ? "–" : `${decimals(value, Math.abs(value) < 10 ? 2 : 1)}${unit ? ` ${unit.replace("% of close", "%")}` : ""}`;
    rows.push(
      el("tr", { className: points === 0 ? "nothing" : "" }, el("th", { scope: "row" }, rule), el("td", { className: "num" }, shown),
        el("td", { className: "num points", dataset: { sign: Math.sign(points) } }, signed(points, 0))),
    );
  }
  $("rules").replaceChildren(...rows);
}

function showBars({ history, indicators }) {
  const { bars } = history;
  const cell = (value) => el("td", { className: "num" }, value);
  $("bars").replaceChildren(
    ...bars.slice(-20).map((bar, i) => ({ bar, at: Math.max(0, bars.length - 20) + i })).reverse().map(({ bar, at }) =>
      el("tr", {}, el("th", { scope: "row" }, bar.date.replace("T", " ")), cell(price(bar.open)), cell(price(bar.high)),
        cell(price(bar.low)), cell(price(bar.close)),
        cell(compact(bar.volume)), cell(decimals(indicators.rsi14[at], 1)), cell(decimals(indicators.macd[at], 2)))),
  );
}

/** Shows the listing of the symbol and links to the previous and next rows of the scan. */
function walk() {
  const rows = session.get("walk") ?? [];
  const at = rows.findIndex(([other]) => other === symbol);
  if (at < 0) return;
  text("listing", rows[at].slice(1).filter(Boolean).join(" · "));
  const parameters = new URLSearchParams(location.search);
  for (const [id, row] of [["before", rows[at - 1]], ["after", rows[at + 1]]]) {
    $(id).hidden = !row;
    if (row) $(id).href = symbolAddress(row[0], parameters);
    if (row) $(id).title = `${row[0]} (${id === "before" ? "[" : "]"})`;
  }
  text("place", `${whole(at + 1)} of ${whole(rows.length)}`);
  $("walk").hidden = false;
}

addEventListener("keydown", (event) => {
  const way = { "[": "before", "]": "after" }[event.key];
  if (way && !event.target.closest?.("input, textarea, select") && $(way).href) $(way).click();
});

// ---- window ---------------------------------------------------------------------------------------------------------------------

function fillForm(parameters) {
  const days = parameters.get("days") ?? "400";
  form.elements.days.value = days;
  form.elements.frequency.value = parameters.get("frequency") ?? "daily";
  form.elements.adjust.value = parameters.get("adjust") ?? "splits";
  form.elements.asOf.value = parameters.get("asOf") ?? "";
  for (const button of form.querySelectorAll("button[data-days]")) button.setAttribute("aria-pressed", button.dataset.days === days);
}

function choose() {
  const parameters = new URLSearchParams(location.search);
  for (const [name, initial] of [["days", ""], ["frequency", "daily"], ["adjust", "splits"], ["asOf", ""]]) {
    const { value } = form.elements[name];
    if (value === initial) parameters.delete(name);
    else parameters.set(name, value);
  }
  open(parameters);
}

function open(parameters) {
  const query = parameters.toString();
  history.pushState(null, "", `${location.pathname}${query && `?${query}`}`);
  load();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  choose();
});
for (const button of form.querySelectorAll("button[data-days]")) {
  button.addEventListener("click", () => {
    form.elements.days.value = button.dataset.days;
    choose();
  });
}
for (const name of ["frequency", "adjust", "asOf"]) form.elements[name].addEventListener("change", choose);
for (const box of document.querySelectorAll("input[data-series]"))
  box.addEventListener("change", () => chart.toggle(box.dataset.series, box.checked));
addEventListener("popstate", load);
addEventListener("themechange", () => chart.recolour());

chartFormulas.begin(open);
text("ticker", symbol);
walk();
document.title = `${symbol} · Technic`;
load();
