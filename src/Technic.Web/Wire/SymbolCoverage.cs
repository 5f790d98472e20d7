using Technic.Core.Histories;

namespace Technic.Web.Wire;

/// <summary>The stored sessions of a symbol.</summary>
/// <param name="Symbol">The ticker.</param>
/// <param name="First">The first session with a bar.</param>
/// <param name="Last">The last session with a bar.</param>
/// <param name="Bars">The number of bars.</param>
/// <param name="Gaps">Sessions between the first and the last bar without a bar.</param>
/// <param name="FetchedAt">Time in UTC.</param>
/// <param name="Stale">Whether newer prices should exist.</param>
internal sealed record SymbolCoverage(
    string Symbol, DateOnly? First, DateOnly? Last, int Bars, IReadOnlyList<DateOnly> Gaps, DateTime FetchedAt, bool Stale)
{
    /// <summary>The coverage of a lookup with a daily history.</summary>
    public static SymbolCoverage Of(HistoryLookup lookup)
    {
        var (history, coverage) = (lookup.History!, HistoryCoverage.Of(lookup.History!));
        return new SymbolCoverage(
            history.Key.Symbol.Text, coverage.First, coverage.Last, coverage.Bars, coverage.Gaps, history.FetchedAt.UtcDateTime,
            lookup.IsStale);
    }
}
