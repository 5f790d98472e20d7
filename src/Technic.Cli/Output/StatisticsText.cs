using System.Globalization;
using Technic.Core.Histories;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>The cache statistics as text.</summary>
internal static class StatisticsText
{
    public static IEnumerable<string> Lines(CacheStatistics cache)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"Lookups: {Count(cache.Total)} = {Count(cache.Hits, "hit")} ({Count(cache.MemoryHits)} memory, {Count(cache.StoreHits)} disk)"
            + $" + {Count(cache.Misses)} missed; hit rate {cache.HitRate:0.0} %.");
        yield return $"Provider: {Count(cache.ProviderFetches, "load")}, {Count(cache.ProviderRequests, "API request")};"
            + $" {Count(cache.Coalesced, "lookup")} shared a request in progress.";
        yield return $"Memory: {Count(cache.CacheSize, "key")} ({Size(cache.MemoryBytes)}).";
        if (cache.StaleServed + cache.Failures > 0)
            yield return $"Provider errors: {Count(cache.StaleServed)} served stale, {Count(cache.Failures)} failed.";
        if (cache.StoreDamaged + cache.StoreUnavailable > 0)
            yield return $"Store errors: {Count(cache.StoreDamaged, "damaged row")}, {Count(cache.StoreUnavailable, "failed lookup")}.";
    }
}
