// The cluster page: the silos of a cluster, or the embedded engine.

import { Problem, read } from "./api.js";
import { $, el, text } from "./dom.js";
import { bytes, count, decimals, duration, whole } from "./format.js";
import { showProblem, showSource } from "./shell.js";

const interval = 3000;
const tiers = [["memory", "memoryHits"], ["store", "storeHits"], ["provider", "misses"]];
let failed = false;

async function refresh() {
  if (document.hidden) return;
  await Promise.all([refreshHealth(), refreshEngine()]);
}

async function refreshHealth() {
  try {
    await read("/health/ready");
    health("ready", "Ready.");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    health(problem.status === 503 ? "waiting" : "down", problem.message);
  }
}

function health(state, message) {
  $("health").dataset.state = state;
  text("health-text", message);
}

async function refreshEngine() {
  try {
    const engine = await read("/api/engine");
    if (failed) showProblem("");
    failed = false;
    show(engine);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    // The health line shows status 503.
    if (problem.status !== 503) showProblem(problem.message);
    failed = true;
  }
}

function show({ kind, source, processes }) {
  showSource(source);
  const alive = processes.filter((process) => process.alive);
  const gone = processes.length - alive.length;
  text("kind", kind === "cluster"
    ? `Cluster of ${count(alive.length, "silo")}${gone > 0 ? ` (and ${whole(gone)} stopped)` : ""}. `
      + "Each silo caches a part of the symbols; scans run on all silos."
    : "Embedded engine (no cluster): one process with its own memory and store.");
  const most = Math.max(1, ...processes.map(({ statistics }) => statistics.total));
  $("silos").hidden = false;
  $("silo-rows").replaceChildren(...processes.map((process) => siloRow(process, kind, most)));
  showActivations(alive);
}

function siloRow({ name, address, alive, startedAt, activations, statistics }, kind, most) {
  const units = Object.values(activations).reduce((sum, value) => sum + value, 0);
  const cell = (value) => el("td", { className: "num" }, value);
  return el(
    "tr", { className: alive ? "" : "gone" },
    el("th", { scope: "row" }, el("b", {}, name), el("span", { className: "mono hint" }, address)),
    el("td", {}, el("span", { className: "state", dataset: { state: alive ? "ready" : "down" } }, alive ? "running" : "stopped")),
    cell(alive && startedAt ? duration(Date.now() - Date.parse(startedAt)) : "–"),
    cell(kind === "cluster" && alive ? whole(units) : "–"),
    cell(whole(statistics.cacheSize)),
    cell(bytes(statistics.memoryBytes)),
    el("td", {}, tierBar(statistics, most)),
    cell(whole(statistics.total)),
    cell(statistics.total ? `${decimals(statistics.hitRate, 1)} %` : "–"),
    cell(whole(statistics.providerRequests)),
    cell(whole(statistics.failures)),
  );
}

/** A bar of lookups by tier. Its length is relative to the busiest process. */
function tierBar(statistics, most) {
  const bar = el("span", { className: "tier-bar", role: "img" });
  for (const [tier, field] of tiers) {
    const part = el("i", { dataset: { tier } });
    part.style.width = `${(100 * statistics[field]) / most}%`;
    bar.append(part);
  }
  bar.setAttribute("aria-label", tiers.map(([tier, field]) => `${tier} ${whole(statistics[field])}`).join(", "));
  bar.title = bar.getAttribute("aria-label");
  return bar;
}

function showActivations(alive) {
  const types = [...new Set(alive.flatMap((process) => Object.keys(process.activations)))].sort();
  $("activations").hidden = types.length === 0;
  $("activation-head").replaceChildren(
    el("tr", {}, el("th", { scope: "col" }, "Type"), ...alive.map(({ name }) => el("th", { scope: "col", className: "num" }, name)),
      el("th", { scope: "col", className: "num" }, "Total")),
  );
  $("activation-rows").replaceChildren(
    ...types.map((type) => {
      const counts = alive.map((process) => process.activations[type] ?? 0);
      return el(
        "tr", {}, el("th", { scope: "row", className: "mono" }, type), ...counts.map(
          (value) => el("td", { className: "num" }, whole(value))),
        el("td", { className: "num" }, whole(counts.reduce((sum, value) => sum + value, 0))),
      );
    }),
  );
}

refresh();
setInterval(refresh, interval);
document.addEventListener("visibilitychange", refresh);
