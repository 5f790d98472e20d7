// The scan page: sends the request to the API and shows the events of the scan.

import { Problem, beginScan, followScan, put, read, remove } from "./api.js";
import { columnOf, defaultColumns, phoneColumns } from "./columns.js";
import { $, el, framed, local, session, text } from "./dom.js";
import { csv, download } from "./export.js";
import { bytes, compact, count, decimals, duration, percent, signalMark, signalNames, signalText, whole } from "./format.js";
import { record } from "./samples.js";
import { savingDialog } from "./saving-dialog.js";
import * as request from "./scan-form.js";
import { showProblem, showSource, symbolAddress } from "./shell.js";
import { Table } from "./table.js";

const infos = [...$("sort").options].filter((option) => option.value).map(
  ({ value, title, dataset }) => ({ name: value, meaning: title, unit: dataset.unit, kind: dataset.kind }));
infos.splice(infos.findIndex((info) => info.name === "close") + 1, 0,
  { name: "closes", meaning: "The last closes, at most 30", unit: "", kind: "spark" });

const table = new Table($("grid"), {
  label: "Scan results",
  open: openSymbol,
  onView(shown, all, first, last) {
    const range = shown === 0 ? "none" : `${whole(first)}–${whole(last)}`;
    text("shown", all === 0 ? "" : `${range} of ${shown === all ? whole(all) : `${whole(shown)} (${whole(all)})`}`);
    empty(shown, all);
  },
  onSort: () => (run.sortedByHand = true),
});

// ---- scan run -------------------------------------------------------------------------------------------------------------------

const run = { controller: null, result: null, sortedByHand: false };

$("request").addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
$("cancel").addEventListener("click", () => {
  run.controller?.abort();
  releaseScan();
});

/** Starts the scan of the form. */
async function start() {
  run.controller?.abort();
  releaseScan();
  const address = request.address().toString();
  history.pushState(null, "", address ? `/?${address}` : "/");
  await show(async () => (await beginScan(request.body())).id);
}

/** Shows an existing scan of the server. */
const attach = (id) => show(async () => id);

async function show(begin) {
  const controller = new AbortController();
  Object.assign(run, {
    controller, id: null, result: null, sortedByHand: false, progress: null, started: null, planned: null, provisional: null,
    listings: null,
    began: performance.now(),
  });
  showProblem("");
  request.showFormulaProblem(null);
  prepare();
  try {
    const id = await begin();
    if (controller !== run.controller) return;
    run.id = id;
    // A reload shows only scans of this tab: a link must not use up the provider's rate limit.
    session.set("scan", { id, search: location.search });
    for await (const event of followScan(id, { signal: controller.signal, lost: showReconnecting })) {
      if (controller !== run.controller) return;
      handle(event);
    }
  } catch (problem) {
    if (controller === run.controller) end(problem);
  } finally {
    if (controller === run.controller) finish();
  }
}

/** Deletes the previous scan on the server. */
function releaseScan() {
  const known = session.get("scan");
  session.set("scan", null);
  if (known) remove(`/api/scans/${known.id}`).catch(() => {});
}

const showReconnecting = () => text("run-text", "Connection lost. The scan continues; reconnecting …");

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
      if (data.waitMs > 5000) loadNames();
      showProgress();
      break;
    case "progress":
      run.progress = { ...data, at: performance.now() };
      showProgress();
      break;
    case "provisional":
      run.provisional = data;
      table.replace(data.rows.map(named));
      countSignals();
      showProgress();
      break;
    case "rows":
      if (run.provisional) table.replace([]);
      run.provisional = null;
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

/** Adds the listing to a row. The final result contains it already. */
const named = (row) => ({ ...(run.listings?.get(row.symbol) ?? request.listingOf(row.symbol)), ...row });

/** Loads the names of symbols during a long scan. */
async function loadNames() {
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
  showColumns();
  table.sort({ name: sort.value === "rank" || sort.value === "" ? "rating" : sort.value, ascending: ascending.value === "true" });
  $("run").dataset.state = "running";
  $("start").hidden = true;
  $("cancel").hidden = false;
  for (const id of ["figures", "excluded"]) $(id).hidden = true;
  text("watched", "");
  $("toolbar").hidden = false;
  $("welcome").hidden = true;
  advise(null);
  text("run-text", "Loading symbols …");
  announce("Scan started.");
  if (isPhone.matches) $("run").scrollIntoView({ behavior: "smooth" });
  showTiers({ memory: 0, store: 0, provider: 0 }, 0, 1);
  countSignals();
}

const showProgress = framed(() => {
  if ($("run").dataset.state !== "running" || !run.started) return;
  const { candidates } = run.started;
  const { done, tiers, failed, elapsedMs, load, at } = run.progress
    ?? { done: 0, tiers: { memory: 0, store: 0, provider: 0 }, failed: 0, elapsedMs: 0, at: run.began };
  const silent = performance.now() - at;
  // Each whole-market day is progress for all symbols.
  showTiers(tiers, failed, candidates, load?.planned ? ((candidates - done) * load.days) / load.planned : 0);
  const left = timeLeft(done, candidates, load && load.leftMs - silent);
  const days = load?.planned ? `, ${whole(load.days)} of ${count(load.planned, "market day")}` : "";
  const remaining = left ? `, about ${left} left` : "";
  const early = run.provisional;
  const basis = early ? `. Provisional rows, from ${whole(early.sessions)} of ${count(early.needed, "session")}` : "";
  const message = `${whole(done)} of ${count(candidates, "symbol")}${days} in ${duration(elapsedMs + silent)}${remaining}${basis}`;
  text("run-text", message);
  $("run-text").title = planText(run.planned);
  empty(table.view.length, table.rows.length);
  if (performance.now() - announcedAt > 5000) announce(message);
});

// Updates the elapsed time while the scan waits for the rate limit.
setInterval(showProgress, 1000);

/** Describes the API requests of the scan. */
function planText(planned) {
  const plan = planned?.plan;
  if (!plan || planned.fromProvider === 0) return "";
  const parts = [plan.days && count(plan.days, "whole-market day"), plan.splitRequests && `${whole(plan.splitRequests)} for splits`,
    plan.singles && count(plan.singles, "single symbol")];
  return `${count(planned.fromProvider, "symbol")} to load: ${parts.filter(Boolean).join(", ")}.`;
}

/** Estimates the remaining time: of the load, or from the rate limit and the speed so far. */
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
  const message = `${count(result.rows.length, "row")} in ${duration(summary.elapsedMs)}, as of ${summary.asOf}`;
  text("run-text", message);
  announce(`Scan completed: ${message}. ${whole(summary.filtered)} filtered, ${whole(summary.failed)} failed.`);
  showFigures(result);
  showExcluded(result);
  countSignals();
}

function end(problem) {
  const kept = table.rows.length ? ` ${count(table.rows.length, "unranked row")} received.` : "";
  $("run").dataset.state = "ended";
  if (problem.name === "AbortError") {
    text("run-text", `Stopped.${kept} Fetched prices are saved; scan again to resume.`);
    announce("Scan stopped.");
    return;
  }
  const refused = problem.status === 400;
  text("run-text", refused ? "Invalid request." : `Scan failed.${kept}`);
  if (refused) $("toolbar").hidden = true;
  if (!(problem instanceof Problem)) throw problem;
  if (!request.showFormulaProblem(problem.message)) showProblem(problem.message);
}

function finish() {
  run.controller = null;
  $("start").hidden = false;
  $("cancel").hidden = true;
}

let announcedAt = 0;

/** Announces a message to screen readers. */
function announce(message) {
  announcedAt = performance.now();
  text("announce", message);
}

// ---- summary --------------------------------------------------------------------------------------------------------------------

function showFigures({ summary, statistics, regime }) {
  const figures = [
    ["Requested", whole(summary.requested)],
    ["Ranked", whole(summary.ranked)],
    ["Filtered", whole(summary.filtered)],
    ["Failed", whole(summary.failed), summary.failed > 0 && "bad"],
    ["Stale", whole(summary.stale), summary.stale > 0 && "warn"],
    ["Provider requests", whole(summary.providerRequests)],
    ["Time", duration(summary.elapsedMs)],
    ["Cache hits", `${decimals(statistics.hitRate, 1)} %`, "", "Of all lookups since the start of the engine"],
    ["Memory", bytes(statistics.memoryBytes), "", `${compact(statistics.cacheSize)} histories`],
  ];
  if (regime) {
    const from = regime.source === "Breadth"
      ? `${percent(100 * regime.breadth, 0).replace("+", "")} of symbols above their SMA 50` : "Based on SPY's moving averages";
    figures.push(["Regime", `${regime.trend}${regime.highVolatility ? ", volatile" : ""}`,
      { Up: "good", Down: "bad" }[regime.trend], from]);
  }
  $("figures").replaceChildren(
    el("dl", {}, ...figures.map(
      ([name, value, tone, title]) =>
        el("div", { title: title ?? "", dataset: { tone: tone || "" } }, el("dt", {}, name), el("dd", {}, value)))),
  );
  $("figures").hidden = false;
}

function showExcluded({ summary, filtered, failures }) {
  const reasons = new Map();
  for (const { symbol, reason } of failures) {
    // Groups reasons that differ only in the symbol.
    const key = reason.replaceAll(symbol, "…");
    if (!reasons.has(key)) reasons.set(key, []);
    reasons.get(key).push(symbol);
  }
  $("excluded").hidden = summary.filtered + summary.failed === 0;
  const rules = Object.entries(filtered).sort((a, b) => b[1] - a[1]);
  const byRule = rules.length ? ` (${rules.map(([rule, symbols]) => `${rule} ${whole(symbols)}`).join(", ")})` : "";
  $("excluded").querySelector("summary").textContent =
    `Excluded: ${whole(summary.filtered)} filtered${byRule}, ${whole(summary.failed)} failed`;
  $("filtered").replaceChildren(
    ...(rules.length ? rules : [["none", 0]])
    .map(([rule, symbols]) => el("tr", {}, el("th", { scope: "row" }, rule), el("td", { className: "num" }, whole(symbols)))));
  const sorted = [...reasons].sort((a, b) => b[1].length - a[1].length);
  $("failures").replaceChildren(
    ...(sorted.length ? sorted : [["none", []]]).map(([reason, symbols]) =>
      el("tr", {}, el("th", { scope: "row" }, reason), el("td", { className: "num" }, whole(symbols.length)),
        el("td", { className: "symbols" }, few(symbols))),
    ),
  );
}

const few = (symbols) => symbols.slice(0, 12).join(", ") + (symbols.length > 12 ? `, and ${whole(symbols.length - 12)} more` : "");

/** Shows why the table is empty. */
function empty(shown, all) {
  const state = $("run").dataset.state;
  const why = shown > 0 ? ""
    : all > 0 ? "No row matches the filter."
    : state === "done" ? "No matches."
    : state === "running" && run.progress?.load ? "Results appear when the download ends."
    : "";
  $("empty").hidden = !why;
  text("empty", why);
}

const chosen = new Set();
const chips = new Map(
  signalNames.map((signal) => {
    const chip = el("button",
      { type: "button", className: "chip", title: `Show only ${signalText(signal).replace(/^\S+ /, "")}`, "aria-pressed": "false",
        dataset: { signal } });
    chip.append(el("span", { "aria-hidden": "true" }, signalMark(signal)),
      el("span", { className: "visually-hidden" }, signalText(signal)), el("b", {}, "0"));
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
const usual = isPhone.matches ? phoneColumns : defaultColumns;
let shown = local.get("columns") ?? usual;

function showColumns() {
  table.columns = [...shown.map((name) => infos.find((info) => info.name === name)).filter(Boolean), ...ownInfos()]
    .map((info) => columnOf(info, request.windowParameters));
}

/** The own columns of the request. */
const ownInfos = () => request.formulaColumns().map(({ name, formula, type }) => (
  { name, meaning: formula, unit: "", kind: type === "condition" ? "flag" : "number" }));

function listColumns() {
  const find = $("columns-filter").value.toLowerCase();
  $("column-list").replaceChildren(
    ...infos
      .filter((info) => `${info.name} ${info.meaning}`.toLowerCase().includes(find))
      .map((info) => {
        const box = el("input", { type: "checkbox", checked: shown.includes(info.name), id: `column-${info.name}` });
        box.addEventListener("change", () => {
          // Default columns first, then the others in the order of the API.
          const wanted = new Set(box.checked ? [...shown, info.name] : shown.filter((name) => name !== info.name));
          shown = [...usual.filter((name) => wanted.has(name)),
            ...infos.map((other) => other.name).filter((name) => wanted.has(name) && !usual.includes(name))];
          local.set("columns", shown);
          showColumns();
        });
        const insert = el("button", { type: "button", className: "link mono", title: "Add to condition" }, info.name);
        insert.addEventListener("click", () => addToWhere(info.name));
        return el("li", {}, box,
          el("span", {}, insert, el("label", { htmlFor: box.id }, `${info.meaning}${info.unit ? ` (${info.unit})` : ""}`)));
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
  request.conditionChanged();
}

for (const id of ["choose-columns", "show-columns"]) {
  $(id).addEventListener("click", () => {
    listColumns();
    $("columns").showModal();
  });
}
$("columns-filter").addEventListener("input", listColumns);
$("columns-default").addEventListener("click", () => {
  shown = usual;
  local.set("columns", null);
  showColumns();
  listColumns();
});

// ---- navigation and export ------------------------------------------------------------------------------------------------------

function openSymbol(row, event) {
  const address = symbolAddress(row.symbol, request.windowParameters());
  if (event.ctrlKey || event.metaKey) open(address, "_blank", "noopener");
  else location.href = address;
}

// The symbol page uses the rows for names and for navigation.
$("grid").addEventListener(
  "click", () => session.set(
    "walk", table.view.map(({ symbol, name, sector, industry, exchange }) => [symbol, name, sector, industry, exchange])), {
      capture: true });

const fileName = (ending) => `technic-scan-${run.result?.summary.asOf ?? "unfinished"}.${ending}`;
const exported = () => [...infos, ...ownInfos()].map((info) => info.name).filter((name) => name !== "closes");

$("export-csv").addEventListener("click", () => download(fileName("csv"), "text/csv;charset=utf-8", csv(table.view, exported())));
$("export-json").addEventListener("click", () => {
  const { summary, regime, filtered, failures } = run.result ?? {};
  download(fileName("json"), "application/json",
    `${JSON.stringify({ request: request.address().toString(), summary, regime, filtered, failures, rows: table.view }, null, 1)}\n`);
});

for (const button of $("welcome").querySelectorAll("button")) {
  button.addEventListener("click", () => {
    request.choosePreset(button.dataset.preset);
    start();
  });
}

$("study").addEventListener("click", () => {
  const search = `?${request.studyParameters()}`;
  // The study page starts only what this button opened.
  session.set("study", search);
  location.href = `/study${search}`;
});

$("watch").addEventListener("click", savingDialog("watch-dialog", async () => {
  const name = $("watch-name").value.trim();
  await put(`/api/watches/${encodeURIComponent(name)}`, { scan: request.savedScan(), note: $("watch-note").value.trim() });
  $("watched").replaceChildren(`Saved as watch '${name}'. `, el("a", { href: "/watches" }, "Show the watches"));
}));

/** Shows on the cards of the presets what their kept studies found. */
async function showPresetStudies() {
  for (const study of await read("/api/studies/presets").catch(() => [])) {
    const place = $("welcome").querySelector(`button[data-preset="${CSS.escape(study.preset)}"] .preset-study`);
    if (!place) continue;
    const [low, high] = study.interval.map((bound) => (bound === null ? null : percent(100 * bound, 2)));
    const interval = low === null ? "" : ` (95 %: ${low} to ${high})`;
    const excess = study.excessMean === null ? "No signal to judge" : `${percent(100 * study.excessMean, 2)} against the market over `
      + `${count(study.sessions, "session")}${interval}`;
    const survivors = study.survivorsOnly ? ", survivors only" : "";
    text(place, `${excess}; ${count(study.signals, "signal")}, ${study.from} to ${study.to}${survivors}. Studied ${
      study.madeAt.slice(0, 10)}: ${study.market}`);
    place.title = study.verdict;
    place.hidden = false;
  }
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

// ---- URL ------------------------------------------------------------------------------------------------------------------------

async function fromAddress() {
  const unknown = request.fill(new URLSearchParams(location.search));
  if (unknown.length) showProblem(`Unknown parameters ignored: ${unknown.map((name) => `'${name.slice(0, 40)}'`).join(", ")}.`);
  const known = session.get("scan");
  if (known?.search === location.search) {
    // An expired scan is started again.
    const isKept = await read(`/api/scans/${known.id}`).then(() => true, (problem) => problem.status !== 404);
    await (isKept ? attach(known.id) : start());
    return;
  }
  if (location.search) text("run-text", "Scan loaded from link; press Scan.");
  showRunningScans();
}

/** Shows running scans, e.g. of a closed page. */
async function showRunningScans() {
  const running = (await read("/api/scans").catch(() => [])).filter((scan) => scan.state === "running");
  $("running-scans").hidden = running.length === 0 || $("welcome").hidden;
  $("running-scans").replaceChildren(
    ...running.map((scan) => {
      const follow = el("button", { type: "button" }, "Show");
      const stop = el("button", { type: "button", className: "quiet" }, "Stop");
      follow.addEventListener("click", () => attach(scan.id));
      stop.addEventListener("click", async () => {
        await remove(`/api/scans/${scan.id}`).catch((problem) => showProblem(problem.message));
        showRunningScans();
      });
      const far = scan.progress ? `${whole(scan.progress.done)} of ${count(scan.candidates, "symbol")}` : "starting";
      return el("li", {}, el("span", {}, `Scan in progress: ${far}.`), follow, stop);
    }),
  );
}

request.completeSymbolsFrom(() => table.rows.map((row) => row.symbol));
addEventListener("popstate", fromAddress);
showColumns();
showPresetStudies();
fromAddress();
