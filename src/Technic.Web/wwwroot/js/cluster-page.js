// The processes of the engine: silos of a cluster, or this one process.

import { Problem, read } from "./api.js";
import { $, el, text } from "./dom.js";
import { bytes, count, decimals, duration, whole } from "./format.js";
import { complain, showSource } from "./shell.js";

const interval = 3000;
const tiers = [["memory", "memoryHits"], ["store", "storeHits"], ["provider", "misses"]];
let failed = false;

async function look() {
  if (document.hidden) return;
  await Promise.all([lookAtHealth(), lookAtEngine()]);
}

async function lookAtHealth() {
  try {
    await read("/health/ready");
    health("ready", "Ready: requests can be served.");
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    health(problem.status === 503 ? "waiting" : "down", problem.message);
  }
}

function health(state, sentence) {
  $("health").dataset.state = state;
  text("health-text", sentence);
}

async function lookAtEngine() {
  try {
    const engine = await read("/api/engine");
    if (failed) complain("");
    failed = false;
    show(engine);
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    // What is not ready is told by the line above.
    if (problem.status !== 503) complain(problem.message);
    failed = true;
  }
}

function show({ kind, source, processes }) {
  showSource(source);
  const alive = processes.filter((process) => process.alive);
  text("kind", kind === "cluster"
    ? `A cluster of ${count(alive.length, "silo")}${processes.length > alive.length ? `, and ${whole(processes.length - alive.length)} gone whose lookups still count` : ""}. Every symbol has a home on one of them; scans are spread over all.`
    : "The embedded engine: there is no cluster. Memory, store and requests are those of this one process, and it alone serves every scan.");
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
    el("td", {}, el("span", { className: "state", dataset: { state: alive ? "ready" : "down" } }, alive ? "alive" : "gone")),
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

/** As long as its share of the busiest process; coloured by tier. */
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
    el("tr", {}, el("th", { scope: "col" }, "Type"), ...alive.map(({ name }) => el("th", { scope: "col", className: "num" }, name)), el("th", { scope: "col", className: "num" }, "Total")),
  );
  $("activation-rows").replaceChildren(
    ...types.map((type) => {
      const counts = alive.map((process) => process.activations[type] ?? 0);
      return el(
        "tr", {}, el("th", { scope: "row", className: "mono" }, type), ...counts.map((value) => el("td", { className: "num" }, whole(value))),
        el("td", { className: "num" }, whole(counts.reduce((sum, value) => sum + value, 0))),
      );
    }),
  );
}

look();
setInterval(look, interval);
document.addEventListener("visibilitychange", look);
