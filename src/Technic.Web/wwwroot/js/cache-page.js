// The cache page. Refreshes the statistics every two seconds while the page is visible.

import { Problem, read, remove } from "./api.js";
import { $, svg, text } from "./dom.js";
import { bytes, compact, count, decimals, whole } from "./format.js";
import { interval, kept, record } from "./samples.js";
import { showProblem, showSource } from "./shell.js";

const tiers = [["memory", "memoryHits"], ["store", "storeHits"], ["provider", "misses"]];

let samples = [];
let failed = false;

async function refresh() {
  if (document.hidden) return;
  try {
    const [statistics, engine] = await Promise.all([read("/api/cache/stats"), read("/api/engine").catch(ignoreNotSupported)]);
    if (failed) showProblem("");
    failed = false;
    samples = record(statistics);
    showStatistics(statistics);
    showProvider(statistics, engine);
    showWrites(engine);
    draw();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    failed = true;
    showProblem(problem.message);
  }
}

function ignoreNotSupported(problem) {
  if (problem instanceof Problem && problem.status === 501) return null;
  throw problem;
}

function showStatistics(statistics) {
  const share = (value) => (statistics.total ? (100 * value) / statistics.total : 0);
  text("rate", statistics.total ? `${decimals(statistics.hitRate, statistics.hitRate > 99.9 && statistics.hitRate < 100 ? 2 : 1)} %` : "–");
  text("total", whole(statistics.total));
  $("gauge").setAttribute("aria-valuenow", decimals(statistics.hitRate, 1));
  $("gauge").setAttribute("aria-valuetext", `${decimals(statistics.hitRate, 1)} percent of ${count(statistics.total, "lookup")}`);
  $("gauge-memory").setAttribute("stroke-dasharray", `${share(statistics.memoryHits)} 200`);
  $("gauge-store").setAttribute("stroke-dasharray", `${share(statistics.hits)} 200`);
  const counts = {
    "memory-hits": statistics.memoryHits, "store-hits": statistics.storeHits, misses: statistics.misses, "cache-size": statistics.cacheSize,
    "provider-fetches": statistics.providerFetches, "provider-requests": statistics.providerRequests, coalesced: statistics.coalesced,
    "stale-served": statistics.staleServed, "lookup-failures": statistics.failures, "store-damaged": statistics.storeDamaged,
    "store-unavailable": statistics.storeUnavailable,
  };
  for (const [id, value] of Object.entries(counts)) text(id, whole(value));
  text("memory-bytes", bytes(statistics.memoryBytes));
  text("clear-count", whole(statistics.cacheSize));
  for (const id of ["stale-served", "lookup-failures", "store-damaged", "store-unavailable"])
    $(id).parentElement.dataset.tone = Number(counts[id]) > 0 ? "warn" : "";
}

function showProvider(statistics, engine) {
  const now = Date.now();
  const first = samples.find((one) => now - one.at <= 60_000) ?? samples[0];
  const recent = statistics.providerRequests - first.requests;
  const quota = engine?.requestsPerMinute ?? null;
  text("quota", quota === null ? (engine?.kind === "embedded" ? "none" : "managed by the silos") : `${whole(quota)} per minute`);
  text("last-minute", whole(recent));
  $("quota-meter").hidden = quota === null;
  if (quota !== null) {
    $("quota-meter").firstElementChild.style.width = `${Math.min(100, (100 * recent) / quota)}%`;
    $("quota-meter").dataset.tone = recent >= quota ? "warn" : "";
  }
  text("source-name", engine?.source ? `Source: ${engine.source}` : "");
  showSource(engine?.source);
}

function showWrites(engine) {
  const known = (engine?.processes ?? []).filter((process) => process.writes);
  const sum = (name) => (known.length ? whole(known.reduce((total, process) => total + process.writes[name], 0)) : "–");
  text("queued", sum("queued"));
  text("written", sum("written"));
  text("lost", sum("failed"));
  text("writes-note", known.length
    ? "Price histories that are written to the store in the background."
    : "Each silo writes its price histories in the background. Queue lengths are not available.");
}

// ---- lookups over time ----------------------------------------------------------------------------------------------------------

const width = 760;
const height = 190;
const foot = 16;
const left = 40;

function draw() {
  const place = $("tier-chart");
  const steps = samples.slice(1)
    .map((one, i) => ({ at: one.at, parts: tiers.map(([tier, field]) => [tier, Math.max(0, one[field] - samples[i][field])]) }));
  const highest = Math.max(2, ...steps.map(({ parts }) => parts.reduce((sum, [, value]) => sum + value, 0)));
  const scale = niceAbove(highest);
  const slot = (width - left) / kept;
  const chart = svg("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const share of [0, 0.5, 1]) {
    const y = (height - foot) * (1 - share) + 6 * share;
    chart.append(svg("line", { x1: left, x2: width, y1: y, y2: y, class: "rule" }),
      svg("text", { x: left - 6, y: y + 3.5, "text-anchor": "end" }, compact(scale * share)));
  }
  const now = Date.now();
  for (const minutes of [5, 4, 3, 2, 1, 0]) {
    chart.append(svg("text",
      { x: width - (minutes * 60_000 * slot) / interval, y: height - 2, "text-anchor": minutes === 0 ? "end" : "middle" },
      minutes ? `−${minutes} min` : "now"));
  }
  for (const { at, parts } of steps) {
    const x = width - ((now - at) / interval + 1) * slot;
    if (x < left) continue;
    let y = height - foot;
    for (const [tier, value] of parts) {
      const tall = (value / scale) * (height - foot - 6);
      if (tall <= 0) continue;
      y -= Math.max(1, tall);
      chart.append(svg("rect",
        { x: x.toFixed(1), y: y.toFixed(1), width: Math.max(1.5, slot - 1).toFixed(1), height: Math.max(1, tall).toFixed(1),
          "data-tier": tier }));
    }
  }
  place.replaceChildren(chart);
  const sum = (index) => steps.reduce((total, step) => total + step.parts[index][1], 0);
  place.setAttribute("aria-label",
    `Last five minutes: ${whole(sum(0))} lookups from memory, ${whole(sum(1))} from the store, ${whole(sum(2))} from the provider.`);
}

function niceAbove(value) {
  const magnitude = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * magnitude).find((step) => step >= value);
}

// ---- clearing -------------------------------------------------------------------------------------------------------------------

$("clear").addEventListener("click", () => $("clear-dialog").showModal());
$("clear-dialog").addEventListener("close", async () => {
  if ($("clear-dialog").returnValue !== "clear") return;
  $("clear-dialog").returnValue = "";
  $("clear").disabled = true;
  try {
    const { forgotten } = await remove("/api/cache/memory");
    text("cleared", `${count(forgotten, "history", "histories")} removed from memory.`);
    await refresh();
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    showProblem(problem.message);
  } finally {
    $("clear").disabled = false;
  }
});

refresh();
setInterval(refresh, interval);
document.addEventListener("visibilitychange", refresh);
