using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Core.Histories;

/// <summary>
/// The bars of one key as they were when they were fetched; immutable. A history without bars is knowledge too: the provider was asked
/// and had none (negative caching).
/// </summary>
/// <param name="Key">What was asked for.</param>
/// <param name="Bars">The bars, ascending, within the key's window.</param>
/// <param name="FetchedAt">When the provider was asked; it survives every tier.</param>
/// <param name="Source">The name of the source the bars came from (<see cref="IPriceSource.Name"/>).</param>
public sealed record PriceHistory(PriceHistoryKey Key, BarSeries Bars, DateTimeOffset FetchedAt, string Source)
{
    /// <summary>The start of the last bar; <c>null</c> without bars.</summary>
    public BarTime? AsOf => Bars.Count == 0 ? null : Bars.Times[^1];

    /// <summary>Whether the provider had no bars for the key.</summary>
    public bool IsEmpty => Bars.Count == 0;

    /// <summary>The one of two copies that was fetched later; the one that is there when the other is <c>null</c>.</summary>
    public static PriceHistory? Newer(PriceHistory? a, PriceHistory? b) =>
        a is null ? b : b is null || a.FetchedAt >= b.FetchedAt ? a : b;
}
