// The scan page: the form's request goes to the API, and its events fill the table while the scan runs.

import { Problem, beginScan, followScan, read, remove } from "./api.js";
import { columnOf, usual as usualOnDesks, usualOnPhones } from "./columns.js";
import { $, el, framed, local, session, text } from "./dom.js";
import { csv, download } from "./export.js";
import { bytes, compact, count, decimals, duration, percent, signalMark, signalNames, signalText, whole } from "./format.js";
import { record } from "./samples.js";
import * as request from "./scan-form.js";
import { complain, showSource, symbolAddress } from "./shell.js";
import { Table } from "./table.js";

const infos = [...$("sort").options].map(({ value, title, dataset }) => ({ name: value, meaning: title, unit: dataset.unit, kind: dataset.kind }));
infos.splice(infos.findIndex((info) => info.name === "close") + 1, 0, { name: "closes", meaning: "The course of the last closes, 30 at most", unit: "", kind: "spark" });

const table = new Table($("grid"), {
  label: "Rows of the scan",
  open: openSymbol,
  onView(shown, all, first, last) {
    text("shown", all === 0 ? "" : `${shown === 0 ? "none" : `${whole(first)}–${whole(last)}`} of ${shown === all ? whole(all) : `${whole(shown)} (${whole(all)})`}`);
    empty(shown, all);
  },
  onSort: () => (run.sortedByHand = true),
});

// ---- one run --------------------------------------------------------------------------------------------------------------------

const run = { controller: null, result: null, sortedByHand: false };

$("request").addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
$("cancel").addEventListener("click", () => {
  run.controller?.abort();
  forget();
});

/** Begins the scan that the form describes. */
async function start() {
  run.controller?.abort();
  forget();
  const address = request.address().toString();
  history.pushState(null, "", address ? `/?${address}` : "/");
  await show(async () => (await beginScan(request.body())).id);
}

/** Shows a scan that the server keeps already. */
const attach = (id) => show(async () => id);

async function show(begin) {
  const controller = new AbortController();
  Object.assign(run, {
    controller, id: null, result: null, sortedByHand: false, progress: null, started: null, planned: null, listings: null, began: performance.now(),
  });
  complain("");
  request.complainAboutWhere(null);
  prepare();
  try {
    const id = await begin();
    if (controller !== run.controller) return;
    run.id = id;
    // Only a scan that was begun here is shown again by a reload: a link from elsewhere must not spend a provider's quota.
    session.set("scan", { id, search: location.search });
    for await (const event of followScan(id, { signal: controller.signal, lost: sayLost })) {
      if (controller !== run.controller) return;
      handle(event);
    }
  } catch (problem) {
    if (controller === run.controller) end(problem);
  } finally {
    if (controller === run.controller) finish();
  }
}

/** Tells the server that nobody will come back for the scan shown before. */
function forget() {
  const known = session.get("scan");
  session.set("scan", null);
  if (known) remove(`/api/scans/${known.id}`).catch(() => {});
}

const sayLost = () => text("run-text", "The connection was lost; the scan goes on, and it is looked for …");

function handle({ type, data }) {
  switch (type) {
    case "started":
      run.started = data;
      showSource(data.source);
      advise(data.advice);
      showProgress();
      break;
    case "planned":
      run.planned = { ...data, at: performance.now() };
      if (data.waitMs > 5000) nameRows();
      showProgress();
      break;
    case "progress":
      run.progress = { ...data, at: performance.now() };
      showProgress();
      break;
    case "rows":
      table.add(data.rows.map(named));
      countSignals();
      break;
    case "completed":
      complete(data);
      break;
    case "problem":
      throw new Problem(data.status, data.detail, data);
  }
}

/** Names come with the result; those of a list of one's own are known before. */
const named = (row) => ({ ...(run.listings?.get(row.symbol) ?? request.listingOf(row.symbol)), ...row });

/** A scan that takes a while should not be nameless for so long. */
async function nameRows() {
  const { controller } = run;
  const { universe } = await read("/api/universe").catch(() => ({ universe: [] }));
  if (controller !== run.controller || run.result) return;
  run.listings = new Map(universe.map((listing) => [listing.symbol, listing]));
  table.replace(table.rows.map(named));
}

function advise(advice) {
  $("advice").hidden = !advice;
  text("advice", advice ?? "");
}

function prepare() {
  table.replace([]);
  table.toTop();
  const { sort, ascending } = $("request").elements;
  table.sort({ name: sort.value === "rank" ? "rating" : sort.value, ascending: ascending.value === "true" });
  $("run").dataset.state = "running";
  $("start").hidden = true;
  $("cancel").hidden = false;
  for (const id of ["figures", "left-out"]) $(id).hidden = true;
  $("toolbar").hidden = false;
  $("welcome").hidden = true;
  advise(null);
  text("run-text", "Asking for the symbols …");
  say("The scan has begun.");
  if (isPhone.matches) $("run").scrollIntoView({ behavior: "smooth" });
  showTiers({ memory: 0, store: 0, provider: 0 }, 0, 1);
  countSignals();
}

const showProgress = framed(() => {
  if ($("run").dataset.state !== "running" || !run.started) return;
  const { candidates } = run.started;
  const { done, tiers, failed, elapsedMs, load, at } = run.progress ?? { done: 0, tiers: { memory: 0, store: 0, provider: 0 }, failed: 0, elapsedMs: 0, at: run.began };
  const silent = performance.now() - at;
  // A day of the whole market brings every symbol a little nearer.
  showTiers(tiers, failed, candidates, load?.planned ? ((candidates - done) * load.days) / load.planned : 0);
  const left = timeLeft(done, candidates, load && load.leftMs - silent);
  const days = load?.planned ? `, ${whole(load.days)} of ${count(load.planned, "day")} of the whole market` : "";
  const sentence = `${whole(done)} of ${count(candidates, "symbol")}${days} in ${duration(elapsedMs + silent)}${left ? `, about ${left} left` : ""}`;
  text("run-text", sentence);
  $("run-text").title = planText(run.planned);
  empty(table.view.length, table.rows.length);
  if (performance.now() - spoken > 5000) say(sentence);
});

// A quota can make a scan say nothing for a minute; its clock goes on.
setInterval(showProgress, 1000);

/** How the provider is asked, for those who wonder why it takes so long. */
function planText(planned) {
  const plan = planned?.plan;
  if (!plan || planned.fromProvider === 0) return "";
  const parts = [plan.days && count(plan.days, "whole-market day"), plan.splitRequests && `${whole(plan.splitRequests)} for splits`, plan.singles && count(plan.singles, "single symbol")];
  return `${count(planned.fromProvider, "symbol")} asked of the provider: ${parts.filter(Boolean).join(", ")}.`;
}

/** The load's own reckoning where there is one, else the quota's, else the pace of what was done since the plan. */
function timeLeft(done, candidates, ofLoad) {
  if (!run.planned || done >= candidates) return "";
  const since = performance.now() - run.planned.at;
  const fetched = done - (candidates - run.planned.fromProvider);
  const pace = fetched > 0 ? (since / fetched) * (candidates - done) : 0;
  const quota = run.planned.waitMs ? run.planned.waitMs - since : 0;
  const left = Number.isFinite(ofLoad) ? ofLoad : Math.max(pace, quota);
  return left > 1500 ? duration(left) : "";
}

function showTiers(tiers, failed, candidates, loading = 0) {
  const total = Math.max(1, candidates);
  const parts = { ...tiers, failed, loading };
  let done = 0;
  for (const part of $("progress").children) {
    const value = parts[part.dataset.tier];
    done += value;
    part.style.width = `${(100 * value) / total}%`;
  }
  $("progress").setAttribute("aria-valuenow", Math.min(100, Math.floor((100 * done) / total)));
  for (const item of $("tiers").children) {
    text(item.lastElementChild, whole(parts[item.dataset.tier]));
    item.classList.toggle("nothing", parts[item.dataset.tier] === 0);
  }
}

function complete(result) {
  run.result = result;
  const { summary } = result;
  record(result.statistics, { began: Date.now() - summary.elapsedMs, summary });
  if (!run.sortedByHand) table.sort({ name: "rank", ascending: true });
  table.replace(result.rows);
  table.toTop();
  showTiers(summary.tiers, result.failures.length, summary.tiers.memory + summary.tiers.store + summary.tiers.provider);
  $("run").dataset.state = "done";
  const sentence = `${count(result.rows.length, "row")} in ${duration(summary.elapsedMs)}, as of ${summary.asOf}`;
  text("run-text", sentence);
  say(`The scan is over: ${sentence}. ${whole(summary.filtered)} filtered, ${whole(summary.failed)} failed.`);
  showFigures(result);
  showLeftOut(result);
  countSignals();
}

function end(problem) {
  const kept = table.rows.length ? ` ${count(table.rows.length, "row")} came before; they are not ranked.` : "";
  $("run").dataset.state = "ended";
  if (problem.name === "AbortError") {
    text("run-text", `Stopped.${kept} What was fetched is kept, and the next scan goes on from there.`);
    say("The scan was stopped.");
    return;
  }
  const refused = problem.status === 400;
  text("run-text", refused ? "The request cannot be carried out as it stands." : `The scan did not end well.${kept}`);
  if (refused) $("toolbar").hidden = true;
  if (!(problem instanceof Problem)) throw problem;
  if (!request.complainAboutWhere(problem.message)) complain(problem.message);
}

function finish() {
  run.controller = null;
  $("start").hidden = false;
  $("cancel").hidden = true;
}

let spoken = 0;

/** Tells those who do not see the bar; seldom enough to be heard. */
function say(sentence) {
  spoken = performance.now();
  text("announce", sentence);
}

// ---- what stands around the rows ------------------------------------------------------------------------------------------------

function showFigures({ summary, statistics, regime }) {
  const figures = [
    ["Requested", whole(summary.requested)],
    ["Ranked", whole(summary.ranked)],
    ["Filtered", whole(summary.filtered)],
    ["Failed", whole(summary.failed), summary.failed > 0 && "bad"],
    ["Stale", whole(summary.stale), summary.stale > 0 && "warn"],
    ["Provider requests", whole(summary.providerRequests)],
    ["Time", duration(summary.elapsedMs)],
    ["Cache hits", `${decimals(statistics.hitRate, 1)} %`, "", "Of all lookups since the engine began"],
    ["Memory", bytes(statistics.memoryBytes), "", `${compact(statistics.cacheSize)} histories`],
  ];
  if (regime) {
    const from = regime.source === "Breadth" ? `${percent(100 * regime.breadth, 0).replace("+", "")} of the symbols stand above their SMA 50` : "From SPY's averages";
    figures.push(["Regime", `${regime.trend}${regime.highVolatility ? ", volatile" : ""}`, { Up: "good", Down: "bad" }[regime.trend], from]);
  }
  $("figures").replaceChildren(
    el("dl", {}, ...figures.map(([name, value, tone, title]) => el("div", { title: title ?? "", dataset: { tone: tone || "" } }, el("dt", {}, name), el("dd", {}, value)))),
  );
  $("figures").hidden = false;
}

function showLeftOut({ summary, filtered, failures }) {
  const reasons = new Map();
  for (const { symbol, reason } of failures) {
    // The sentences differ only by the symbol they are about.
    const key = reason.replaceAll(symbol, "…");
    if (!reasons.has(key)) reasons.set(key, []);
    reasons.get(key).push(symbol);
  }
  $("left-out").hidden = summary.filtered + summary.failed === 0;
  const rules = Object.entries(filtered).sort((a, b) => b[1] - a[1]);
  $("left-out").querySelector("summary").textContent =
    `Left out: ${whole(summary.filtered)} filtered${rules.length ? ` (${rules.map(([rule, symbols]) => `${rule} ${whole(symbols)}`).join(", ")})` : ""}, ${whole(summary.failed)} failed`;
  $("filtered").replaceChildren(...(rules.length ? rules : [["none", 0]]).map(([rule, symbols]) => el("tr", {}, el("th", { scope: "row" }, rule), el("td", { className: "num" }, whole(symbols)))));
  const sorted = [...reasons].sort((a, b) => b[1].length - a[1].length);
  $("failures").replaceChildren(
    ...(sorted.length ? sorted : [["none", []]]).map(([reason, symbols]) =>
      el("tr", {}, el("th", { scope: "row" }, reason), el("td", { className: "num" }, whole(symbols.length)), el("td", { className: "symbols" }, few(symbols))),
    ),
  );
}

const few = (symbols) => symbols.slice(0, 12).join(", ") + (symbols.length > 12 ? `, and ${whole(symbols.length - 12)} more` : "");

/** Says why there is no row to be seen. */
function empty(shown, all) {
  const state = $("run").dataset.state;
  const why = shown > 0 ? ""
    : all > 0 ? "No row matches the filter."
    : state === "done" ? "No symbol passed: what was left out, and why, is told above."
    : state === "running" && run.progress?.load ? "Prices are fetched a day of the whole market at a time; the rows come with the last of them."
    : "";
  $("empty").hidden = !why;
  text("empty", why);
}

const chosen = new Set();
const chips = new Map(
  signalNames.map((signal) => {
    const chip = el("button", { type: "button", className: "chip", title: `Show ${signalText(signal).replace(/^\S+ /, "")} alone`, "aria-pressed": "false", dataset: { signal } });
    chip.append(el("span", { "aria-hidden": "true" }, signalMark(signal)), el("span", { className: "unseen" }, signalText(signal)), el("b", {}, "0"));
    chip.addEventListener("click", () => {
      if (!chosen.delete(signal)) chosen.add(signal);
      chip.setAttribute("aria-pressed", chosen.has(signal));
      filter();
    });
    return [signal, chip];
  }),
);
$("chips").append(...chips.values());

const countSignals = framed(() => {
  const counts = Object.fromEntries(signalNames.map((signal) => [signal, 0]));
  for (const row of table.rows) counts[row.signal]++;
  for (const [signal, chip] of chips) text(chip.lastChild, whole(counts[signal]));
});

const texts = new WeakMap();

function textOf(row) {
  let known = texts.get(row);
  if (known === undefined) {
    known = [row.symbol, row.name, row.sector, row.industry, row.exchange].filter(Boolean).join("\n").toLowerCase();
    texts.set(row, known);
  }
  return known;
}

function filter() {
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const any = words.length > 0 || chosen.size > 0;
  table.filter(any ? (row) => (chosen.size === 0 || chosen.has(row.signal)) && words.every((word) => textOf(row).includes(word)) : null);
}

$("filter").addEventListener("input", framed(filter));

// ---- columns --------------------------------------------------------------------------------------------------------------------

const isPhone = matchMedia("(max-width: 760px)");
const usual = isPhone.matches ? usualOnPhones : usualOnDesks;
let shown = local.get("columns") ?? usual;

function showColumns() {
  table.columns = shown.map((name) => infos.find((info) => info.name === name)).filter(Boolean).map((info) => columnOf(info, request.windowParameters));
}

function listColumns() {
  const find = $("columns-filter").value.toLowerCase();
  $("column-list").replaceChildren(
    ...infos
      .filter((info) => `${info.name} ${info.meaning}`.toLowerCase().includes(find))
      .map((info) => {
        const box = el("input", { type: "checkbox", checked: shown.includes(info.name), id: `column-${info.name}` });
        box.addEventListener("change", () => {
          // The order is that of the usual columns, then that of the API.
          const wanted = new Set(box.checked ? [...shown, info.name] : shown.filter((name) => name !== info.name));
          shown = [...usual.filter((name) => wanted.has(name)), ...infos.map((other) => other.name).filter((name) => wanted.has(name) && !usual.includes(name))];
          local.set("columns", shown);
          showColumns();
        });
        const insert = el("button", { type: "button", className: "link mono", title: "Add it to the condition" }, info.name);
        insert.addEventListener("click", () => addToWhere(info.name));
        return el("li", {}, box, el("span", {}, insert, el("label", { htmlFor: box.id }, `${info.meaning}${info.unit ? ` (${info.unit})` : ""}`)));
      }),
  );
}

function addToWhere(name) {
  const where = $("where");
  const before = where.value.slice(0, where.selectionStart);
  const joined = `${before}${before && !/\s$/.test(before) ? " " : ""}${name} `;
  where.value = joined + where.value.slice(where.selectionEnd).trimStart();
  $("columns").close();
  where.focus();
  where.setSelectionRange(joined.length, joined.length);
}

for (const id of ["choose-columns", "show-columns"]) {
  $(id).addEventListener("click", () => {
    listColumns();
    $("columns").showModal();
  });
}
$("columns-filter").addEventListener("input", listColumns);
$("columns-usual").addEventListener("click", () => {
  shown = usual;
  local.set("columns", null);
  showColumns();
  listColumns();
});

// ---- the way to a symbol, and out -----------------------------------------------------------------------------------------------

function openSymbol(row, event) {
  const address = symbolAddress(row.symbol, request.windowParameters());
  if (event.ctrlKey || event.metaKey) open(address, "_blank", "noopener");
  else location.href = address;
}

// A symbol's page has no list of names to look into, and from it one goes on to the next row.
$("grid").addEventListener("click", () => session.set("walk", table.view.map(({ symbol, name, sector, industry, exchange }) => [symbol, name, sector, industry, exchange])), { capture: true });

const fileName = (ending) => `technic-scan-${run.result?.summary.asOf ?? "unfinished"}.${ending}`;
const exported = infos.map((info) => info.name).filter((name) => name !== "closes");

$("export-csv").addEventListener("click", () => download(fileName("csv"), "text/csv;charset=utf-8", csv(table.view, exported)));
$("export-json").addEventListener("click", () => {
  const { summary, regime, filtered, failures } = run.result ?? {};
  download(fileName("json"), "application/json", `${JSON.stringify({ request: request.address().toString(), summary, regime, filtered, failures, rows: table.view }, null, 1)}\n`);
});

for (const button of $("welcome").querySelectorAll("button")) {
  button.addEventListener("click", () => {
    request.choosePreset(button.dataset.preset);
    start();
  });
}

$("toggle-rail").addEventListener("click", () => setRail($("workbench").dataset.rail === "closed"));
$("start-over").addEventListener("click", () => {
  request.clear();
  $("where").focus();
});

function setRail(open) {
  $("workbench").dataset.rail = open ? "open" : "closed";
  $("toggle-rail").setAttribute("aria-expanded", open);
  text("toggle-rail", open ? "⟨ Request" : "Request ⟩");
}

// ---- the address ----------------------------------------------------------------------------------------------------------------

async function fromAddress() {
  const unknown = request.fill(new URLSearchParams(location.search));
  if (unknown.length) complain(`The address says ${unknown.map((name) => `'${name.slice(0, 40)}'`).join(", ")}, which is no field of a request; it was left aside.`);
  const known = session.get("scan");
  if (known?.search === location.search) {
    // What is kept no more was begun by hand all the same.
    const isKept = await read(`/api/scans/${known.id}`).then(() => true, (problem) => problem.status !== 404);
    await (isKept ? attach(known.id) : start());
    return;
  }
  if (location.search) text("run-text", "The address holds a request; look it over, and scan.");
  showUnderWay();
}

/** Scans that go on although nobody looks at them, such as those of a page that was closed. */
async function showUnderWay() {
  const running = (await read("/api/scans").catch(() => [])).filter((scan) => scan.state === "running");
  $("under-way").hidden = running.length === 0 || $("welcome").hidden;
  $("under-way").replaceChildren(
    ...running.map((scan) => {
      const follow = el("button", { type: "button" }, "Follow it");
      const stop = el("button", { type: "button", className: "quiet" }, "Stop it");
      follow.addEventListener("click", () => attach(scan.id));
      stop.addEventListener("click", async () => {
        await remove(`/api/scans/${scan.id}`).catch((problem) => complain(problem.message));
        showUnderWay();
      });
      const far = scan.progress ? `${whole(scan.progress.done)} of ${count(scan.candidates, "symbol")}` : "it has just begun";
      return el("li", {}, el("span", {}, `A scan is under way: ${far}.`), follow, stop);
    }),
  );
}

addEventListener("popstate", fromAddress);
showColumns();
fromAddress();
