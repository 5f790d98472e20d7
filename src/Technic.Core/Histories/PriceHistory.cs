using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Core.Histories;

/// <summary>
/// The bars of one key at the time of their fetch; immutable. A history without bars is a result too: the provider had none (negative
/// caching).
/// </summary>
/// <param name="Key">The requested key.</param>
/// <param name="Bars">The bars, ascending, within the key's window.</param>
/// <param name="FetchedAt">The time of the provider request; unchanged in all tiers.</param>
/// <param name="Source">The name of the source of the bars (<see cref="IPriceSource.Name"/>).</param>
public sealed record PriceHistory(PriceHistoryKey Key, BarSeries Bars, DateTimeOffset FetchedAt, string Source)
{
    /// <summary>The start of the last bar; <c>null</c> without bars.</summary>
    public BarTime? AsOf => Bars.Count == 0 ? null : Bars.Times[^1];

    /// <summary>Whether the provider had no bars for the key.</summary>
    public bool IsEmpty => Bars.Count == 0;

    /// <summary>The copy that was fetched later; the other one when one is <c>null</c>.</summary>
    public static PriceHistory? Newer(PriceHistory? a, PriceHistory? b) =>
        a is null ? b : b is null || a.FetchedAt >= b.FetchedAt ? a : b;
}
