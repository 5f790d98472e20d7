using System.Globalization;
using Technic.Core.Histories;
using static Technic.Cli.Output.TerminalText;

namespace Technic.Cli.Output;

/// <summary>What a cache did, in a few lines for a person.</summary>
internal static class StatisticsText
{
    public static IEnumerable<string> Lines(CacheStatistics cache)
    {
        yield return string.Create(CultureInfo.InvariantCulture,
            $"{Count(cache.Total, "lookup")} = {Count(cache.Hits, "hit")} ({Count(cache.MemoryHits)} memory, {Count(cache.StoreHits)} store)"
            + $" + {Count(cache.Misses)} missed; hit rate {cache.HitRate:0.0} %.");
        yield return $"The provider was asked {Count(cache.ProviderFetches, "time")}, in {Count(cache.ProviderRequests, "request")};"
            + $" {Count(cache.Coalesced, "caller")} joined another's question.";
        yield return $"{Count(cache.CacheSize)} in memory ({Size(cache.MemoryBytes)}).";
        if (cache.StaleServed + cache.Failures > 0)
            yield return $"{Count(cache.StaleServed)} served stale, {Count(cache.Failures)} failed, because the provider did.";
        if (cache.StoreDamaged + cache.StoreUnavailable > 0)
            yield return $"The store had {Count(cache.StoreDamaged, "damaged row")} and left {Count(cache.StoreUnavailable, "question")} unanswered.";
    }
}
