// Samples of the cache counters, shared by the pages of this tab, so that the cache page shows earlier scans.

import { session } from "./dom.js";

/** The refresh interval of the cache page, in milliseconds. */
export const interval = 2000;

/** The number of samples to keep. */
export const kept = 150;

let samples = session.get("cache-samples") ?? [];

/**
 * Adds a sample.
 * @param {object} statistics
 * @param {{began: number, summary: object}} scan a completed scan: the first sample is derived from it
 * @returns the samples, oldest first
 */
export function record(statistics, scan) {
  const { total, memoryHits, storeHits, misses, providerRequests } = statistics;
  const now = Date.now();
  if (scan && samples.length === 0) {
    const { memory, store, provider } = scan.summary.tiers;
    samples.push({
      at: scan.began, total: total - memory - store - provider, memoryHits: memoryHits - memory, storeHits: storeHits - store,
      misses: misses - provider,
      requests: providerRequests - scan.summary.providerRequests,
    });
  }
  // The counters are lower after a restart of the engine.
  if (samples.length && total < samples.at(-1).total) samples = [];
  samples.push({ at: now, total, memoryHits, storeHits, misses, requests: providerRequests });
  samples = samples.filter((sample) => now - sample.at < kept * interval);
  session.set("cache-samples", samples);
  return samples;
}
