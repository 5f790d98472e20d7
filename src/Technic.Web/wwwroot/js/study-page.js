// The study page: starts a study, follows it, and shows what it found. The address has the request and the id of the study.

import { Problem, beginStudy, read, readCsv, remove } from "./api.js";
import { $, el, session, text } from "./dom.js";
import { count, decimals, percent, price, whole } from "./format.js";
import { showProblem, showSource, symbolAddress } from "./shell.js";
import { EquityChart, drawBars, drawDecay, drawDistribution } from "./study-charts.js";
import * as request from "./study-form.js";
import { Table } from "./table.js";

const page = 1000;
const run = { id: null, study: null, sessions: null, turn: 0, signals: [] };
const equity = new EquityChart($("equity"));
const share = (fraction) => (fraction === null ? "–" : `${decimals(100 * fraction, 1)} %`);
const fraction = (value, digits = 2) => (value === null ? "–" : percent(100 * value, digits));
const interval = ([low, high]) => (low === null ? "–" : `${fraction(low)} to ${fraction(high)}`);

const table = new Table($("events"), {
  label: "Signals of the study",
  open: (row, event) => {
    const target = addressOf(row);
    if (event.ctrlKey || event.metaKey) open(target, "_blank", "noopener");
    else location.href = target;
  },
});

/** The chart of a symbol as of the day of a signal. */
const addressOf = (row) => symbolAddress(row.symbol, new URLSearchParams({ days: 400, asOf: row.date }));

// ---- run ------------------------------------------------------------------------------------------------------------------------

$("request").addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
$("cancel").addEventListener("click", async () => {
  const { id } = run;
  if (!id) return;
  run.turn++;
  await remove(`/api/studies/${id}`).catch((problem) => showProblem(problem.message));
  end("idle", "The study was cancelled.");
});
$("start-over").addEventListener("click", () => {
  request.clear();
  $("where").focus();
});

/** Starts the study of the form. */
async function start() {
  const turn = begin();
  try {
    const { id } = await beginStudy(request.body());
    const address = request.address();
    address.set("study", id);
    history.pushState(null, "", `/study?${address}`);
    await follow(id, turn);
  } catch (problem) {
    if (turn === run.turn) fail(problem);
  }
}

function begin() {
  showProblem("");
  $("study").hidden = true;
  $("study-page").dataset.state = "running";
  $("start").hidden = true;
  $("cancel").hidden = false;
  text("run-text", "Studying …");
  return ++run.turn;
}

/** Follows a study of the server to its end. */
async function follow(id, turn) {
  run.id = id;
  let status = await read(`/api/studies/${id}`);
  while (status.state === "running") {
    if (turn !== run.turn) return;
    text("run-text", `Studying: ${status.step ?? "starting"} …`);
    status = await read(`/api/studies/${id}?wait=20`);
  }
  if (turn !== run.turn) return;
  if (status.state !== "completed") throw new Problem(400, status.problem, status);
  await show(status, turn);
}

function fail(problem) {
  if (!(problem instanceof Problem)) throw problem;
  end("ended", problem.status === 400 ? "Invalid request." : "Study failed.");
  if (!request.showFormulaProblem(problem.message)) showProblem(problem.message);
}

function end(state, message) {
  $("study-page").dataset.state = state;
  $("start").hidden = false;
  $("cancel").hidden = true;
  text("run-text", message);
}

// ---- result ---------------------------------------------------------------------------------------------------------------------

async function show({ study, startedAt, endedAt }, turn) {
  run.study = study;
  const [sessions] = await Promise.all([readCsv(`/api/studies/${run.id}/portfolio`), loadSignals(0)]);
  if (turn !== run.turn) return;
  run.sessions = sessions;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  end("shown", `${count(study.signals, "signal")} of ${count(study.symbols, "symbol")} on ${count(study.days, "day")} of `
    + `${whole(study.sessions)}, ${study.from} to ${study.to}, in ${decimals(seconds, 1)} s`);
  $("study").hidden = false;
  $("verdict").replaceChildren(...study.verdict.map((sentence, i) => el(i ? "p" : "h2", {}, sentence)));
  $("warnings").replaceChildren(...study.warnings.map((warning) => el("li", {}, warning)));
  showHorizons(study);
  showEquity(study, sessions);
  drawDecay($("decay"), study.decay);
  $("decay").setAttribute("aria-label", `Excess after ${count(study.decay.length, "session")}: `
    + `${fraction(study.decay.at(-1)?.cumulative ?? null)} in sum.`);
  showDistributions(study);
  showDeciles(study);
  showParts(study);
  showTrades(study);
}

/** A table of figures: titles, and rows whose first cell is their name. */
function figures(place, titles, rows) {
  const heads = titles.map((title, i) => el("th", { scope: "col", className: i ? "num" : "" }, title));
  place.replaceChildren(el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows.map(([name, ...cells]) => el(
    "tr", {}, el("th", { scope: "row" }, name),
    ...cells.map((cell) => (cell instanceof Node ? cell : el("td", { className: "num" }, cell)))))));
}

/** A cell that is green above zero, and red below, if its interval does not contain zero. */
function excess({ excessMean, interval: [low, high] }) {
  const sign = low > 0 ? 1 : high !== null && high < 0 ? -1 : 0;
  return el("td", { className: "num", dataset: { sign } }, fraction(excessMean));
}

function showHorizons({ horizons, halfSpread }) {
  const hasSpread = halfSpread !== null;
  const hasSpy = horizons.some((horizon) => horizon.spyExcessMean !== null);
  figures($("horizon-figures"),
    ["Sessions", "Signals", "Mean", "After costs", ...(hasSpread ? ["And spread"] : []), "Median", "Above 0", "Against market",
      "95 % interval", "Bootstrap", ...(hasSpy ? ["Against SPY"] : []), "Above market", "Worst way", "Best way", "Profit factor"],
    horizons.map((one) => [whole(one.sessions), whole(one.signals), fraction(one.mean), fraction(one.meanAfterCosts),
      ...(hasSpread ? [fraction(one.meanAfterSpread)] : []), fraction(one.median), share(one.positive), excess(one),
      interval(one.interval), interval(one.bootstrap), ...(hasSpy ? [fraction(one.spyExcessMean)] : []), share(one.excessPositive),
      fraction(one.mae), fraction(one.mfe), decimals(one.profitFactor)]));
}

function showEquity({ portfolio }, sessions) {
  equity.show(sessions);
  const { afterCosts, market } = portfolio;
  $("equity").setAttribute("aria-label", `Portfolio of the signals: ${fraction(afterCosts.cagr)} a year after costs, `
    + `drawdown ${fraction(afterCosts.maxDrawdown)}; the market ${fraction(market.cagr)} a year.`);
  const facts = [["Held", count(portfolio.sessions, "session")], ["A year", fraction(portfolio.cagr)],
    ["After costs", fraction(afterCosts.cagr)], ...(portfolio.afterSpread ? [["And spread", fraction(portfolio.afterSpread.cagr)]] : []),
    ["Market", fraction(market.cagr)], ["Sharpe after costs", decimals(afterCosts.sharpe)], ["Sharpe of the market",
      decimals(market.sharpe)],
    ["Drawdown", fraction(afterCosts.maxDrawdown)], ["Invested", share(portfolio.exposure)], ["Symbols", decimals(portfolio.names, 1)],
    ["Turnover a session", share(portfolio.turnover)]];
  showFacts("portfolio", facts);
}

const showFacts = (id, facts) =>
  $(id).replaceChildren(...facts.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

function showDistributions({ horizons, portfolio }) {
  const buttons = horizons.map(({ sessions }) => el("button", { type: "button", dataset: { sessions } }, whole(sessions)));
  const choose = (sessions) => {
    const horizon = horizons.find((one) => one.sessions === sessions);
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.sessions === String(sessions));
    drawDistribution($("distribution"), horizon.distribution);
    $("distribution").setAttribute("aria-label", `Returns over ${count(sessions, "session")}: median ${fraction(horizon.median)}, `
      + `${share(horizon.positive)} above 0, best ${fraction(horizon.best)}, worst ${fraction(horizon.worst)}.`);
  };
  for (const button of buttons) button.addEventListener("click", () => choose(Number(button.dataset.sessions)));
  $("distribution-horizon").replaceChildren(...buttons);
  choose(portfolio.sessions);
}

function showDeciles({ ranks, portfolio }) {
  $("deciles-card").hidden = !ranks;
  if (!ranks) return;
  const horizon = ranks.horizons.find((one) => one.sessions === portfolio.sessions);
  drawBars($("deciles"), horizon.deciles.map((value, i) => ({ name: i + 1, value })));
  text("deciles-note", `${ranks.formula}, ${count(horizon.sessions, "session")}: spread ${fraction(horizon.spread)} `
    + `(t ${decimals(horizon.spreadT)}), rank correlation ${decimals(horizon.ic, 3)} (t ${decimals(horizon.icT)}), `
    + `monotonicity ${decimals(horizon.monotonicity)}; the smallest values first.`);
  $("deciles").setAttribute("aria-label", $("deciles-note").textContent);
}

function showParts(study) {
  const lists = [["By year", "Year", study.byYear, "year"], ["By sector", "Sector", study.bySector, "sector"],
    ["By market", "Market", study.byRegime, "regime"], ["By dollar volume", "Dollars a day", study.byDollarVolume, "dollarVolume"],
    ["Parts of the time", "Part", study.parts ?? [], "span"]];
  $("parts").replaceChildren(...lists.filter(([, , list]) => list.length).map(([title, first, list, name]) => {
    const place = el("table", { className: "silos", "aria-label": title });
    figures(place, [first, "Signals", "Days", "Mean", "Against market", "95 % interval"], list.map((part) => {
      const horizon = part.horizons.find((one) => one.sessions === study.portfolio.sessions);
      return [part[name], whole(part.signals), whole(part.days), fraction(horizon.mean), excess(horizon), interval(horizon.interval)];
    }));
    const over = el("span", { className: "hint" }, ` over ${count(study.portfolio.sessions, "session")}`);
    return el("section", { dataset: { part: name } }, el("h2", {}, title, over), el("div", { className: "table-wrap" }, place));
  }));
}

function showTrades({ trades }) {
  $("trades-section").hidden = !trades;
  if (!trades) return;
  showFacts("trades", [["Trades", whole(trades.trades)], ["Skipped", whole(trades.skipped)], ["Mean", fraction(trades.meanBeforeCosts)],
    ["After costs", fraction(trades.mean)], ["Above 0", share(trades.positive)], ["Profit factor", decimals(trades.profitFactor)],
    ["Sessions", decimals(trades.sessions, 1)], ["Limited by volume", whole(trades.capped)],
    ...(trades.equity ? [["A year", fraction(trades.equity.cagr)], ["Sharpe", decimals(trades.equity.sharpe)],
      ["Drawdown", fraction(trades.equity.maxDrawdown)]] : [])]);
}

// ---- signals --------------------------------------------------------------------------------------------------------------------

async function loadSignals(offset) {
  const rows = await readCsv(`/api/studies/${run.id}/signals?offset=${offset}&limit=${page}`);
  if (offset === 0) {
    run.signals = [];
    table.columns = columnsOf(run.study.horizons);
  }
  run.signals = [...run.signals, ...rows];
  table.replace(run.signals);
  if (offset === 0) table.toTop();
  text("shown", `${whole(run.signals.length)} of ${whole(run.study.signals)}, oldest first`);
  $("more").hidden = run.signals.length >= run.study.signals;
  $("signals-csv").href = `/api/studies/${run.id}/signals`;
}

function columnsOf(horizons) {
  const link = (cell, row) => {
    const anchor = cell.firstChild ?? cell.appendChild(el("a", { tabIndex: -1 }));
    anchor.textContent = row.symbol;
    anchor.href = addressOf(row);
  };
  const number = (name, title, meaning, show) => ({ name, title, meaning, width: 84, className: "num", value: (row) => row[name],
    fill: (cell, row) => {
      cell.textContent = show(row[name]);
      cell.dataset.sign = name === "entry" || row[name] === null ? "" : Math.sign(row[name]);
    } });
  return [
    { name: "date", title: "Day", meaning: "Day of the signal", width: 92, text: true, className: "as-of", value: (row) => row.date,
      fill: (cell, row) => (cell.textContent = row.date) },
    { name: "symbol", title: "Symbol", meaning: "Opens the chart as of that day", width: 84, text: true, header: true, className: "symbol",
      value: (row) => row.symbol, fill: link },
    number("entry", "Paid", "Price paid, adjusted for later splits", price),
    ...horizons.flatMap(({ sessions }) => [
      number(`return${sessions}`, `${sessions}`, `Return over ${sessions} sessions`, fraction),
      number(`excess${sessions}`, `${sessions} excess`, `Return over ${sessions} sessions against the market`, fraction)]),
  ];
}

$("more").addEventListener("click", () => loadSignals(run.signals.length).catch((problem) => showProblem(problem.message)));

// ---- URL ------------------------------------------------------------------------------------------------------------------------

async function fromAddress() {
  const parameters = new URLSearchParams(location.search);
  const unknown = request.fill(parameters);
  if (unknown.length) showProblem(`Unknown parameters ignored: ${unknown.map((name) => `'${name.slice(0, 40)}'`).join(", ")}.`);
  const id = parameters.get("study");
  const wanted = session.get("study");
  session.set("study", null);
  if (id) await reopen(id);
  // A link from elsewhere does not start work; the button of the scan page does.
  else if (wanted && wanted === location.search) await start();
  else if (location.search) text("run-text", "Study loaded from link; press Study.");
}

async function reopen(id) {
  const turn = begin();
  try {
    await follow(id, turn);
  } catch (problem) {
    if (turn !== run.turn) return;
    if (problem.status === 404) end("idle", "This study has expired; press Study to run it again.");
    else fail(problem);
  }
}

addEventListener("popstate", fromAddress);
addEventListener("themechange", () => run.sessions && equity.show(run.sessions));
read("/api/engine").then(({ source }) => showSource(source), () => {});
fromAddress();
