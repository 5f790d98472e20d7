using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Cli.Tests.Output;

/// <summary>Rows of the synthetic market.</summary>
internal static class Rows
{
    public static async Task<IReadOnlyList<RankedRow>> SomeAsync(int count, string? name = null)
    {
        var market = new SyntheticMarket();
        var listings = (await market.FetchListingsAsync(CancellationToken.None)).Listings;
        var rows = new List<RankedRow>();
        foreach (var listing in listings)
        {
            if (rows.Count == count) break;
            var bars = (await market.FetchBarsAsync(
                listing.Symbol, Frequency.Daily, new DateOnly(2024, 1, 2), new DateOnly(2024, 6, 28), CancellationToken.None)).Bars;
            if (bars.Count == 0) continue;
            var row = SymbolEvaluator.Evaluate(listing.Symbol, bars);
            rows.Add(new RankedRow(
                rows.Count + 1, name is null ? listing : listing with { Name = name }, row, 50, TradePlanner.Plan(row, RiskBudget.Default),
                Stale: false));
        }
        return rows;
    }
}
