// The cache's counters over time, as far as this tab saw them: kept across its pages, so that a scan shows on the cache's page.

import { session } from "./dom.js";

/** How often the cache's page looks, in milliseconds. */
export const interval = 2000;

/** How many looks it shows. */
export const kept = 150;

let samples = session.get("cache-samples") ?? [];

/**
 * Adds what the API's statistics say now.
 * @param {object} statistics
 * @param {{began: number, summary: object}} scan one that has just ended: without earlier samples, what it did is told from it
 * @returns the samples of the last minutes, oldest first
 */
export function record(statistics, scan) {
  const { total, memoryHits, storeHits, misses, providerRequests } = statistics;
  const now = Date.now();
  if (scan && samples.length === 0) {
    const { memory, store, provider } = scan.summary.tiers;
    samples.push({
      at: scan.began, total: total - memory - store - provider, memoryHits: memoryHits - memory, storeHits: storeHits - store, misses: misses - provider,
      requests: providerRequests - scan.summary.providerRequests,
    });
  }
  // Counters that went back are those of an engine that began anew.
  if (samples.length && total < samples.at(-1).total) samples = [];
  samples.push({ at: now, total, memoryHits, storeHits, misses, requests: providerRequests });
  samples = samples.filter((sample) => now - sample.at < kept * interval);
  session.set("cache-samples", samples);
  return samples;
}
