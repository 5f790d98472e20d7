using Technic.Core.Market;
using Technic.Core.Plans;
using Technic.Core.Rating;
using Technic.Core.Scans;

namespace Technic.Core.Tests.Formulas;

/// <summary>Rows to evaluate conditions for: complete ones, and ones with missing values.</summary>
internal static class WhereRows
{
    /// <summary>A row with all values.</summary>
    public static RankedRow Full { get; } = WithJump(Row(
        new RandomMarket(Seed: 5, Length: 260, Level: 80, Swing: 0.02, Drift: 0),
        new Listing(Markets.Symbol, "Test & Co.", "NASDAQ", "Technology", "Software", MarketCap: 2.5e9) { Type = "CS" },
        relativeStrength: 87.5));

    /// <summary>A row with a price and little else.</summary>
    public static RankedRow Bare { get; } = Row(
        new RandomMarket(Seed: 1, Length: 1, Level: 10, Swing: 0, Drift: 0), new Listing(Markets.Symbol), relativeStrength: null);

    /// <summary>Sixty rows of all kinds, the same in every run.</summary>
    public static IReadOnlyList<RankedRow> All { get; } = [.. Enumerable.Range(0, 60).Select(Random)];

    private static RankedRow Random(int seed)
    {
        string?[] sectors = [null, "Energy", "Technology", "Information Technology", "Health Care", "Something Else"];
        string?[] exchanges = [null, "NYSE", "NASDAQ", "nyse"];
        var random = new Random(seed);
        var market = new RandomMarket(seed, random.Next(1, 300), random.Next(2) == 0 ? 37.25 : 4_000, 0.02, (random.Next(3) - 1) * 0.01);
        var listing = new Listing(
            Symbol.Parse($"S{seed}"), random.Next(3) == 0 ? null : "O'Neill \"Oil\"", exchanges[random.Next(exchanges.Length)],
            sectors[random.Next(sectors.Length)], null, random.Next(3) == 0 ? null : random.Next(1, 100) * 1e8);
        return Row(market, listing, random.Next(4) == 0 ? null : random.Next(0, 101)) with { Stale = random.Next(2) == 0 };
    }

    private static RankedRow WithJump(RankedRow row) =>
        row with { Row = row.Row with { Jump = new PriceJump(row.Row.AsOf, 0.25, row.Row.Bars) } };

    private static RankedRow Row(RandomMarket market, Listing listing, double? relativeStrength)
    {
        var row = SymbolEvaluator.Evaluate(listing.Symbol, market.Bars());
        return new RankedRow(0, listing, row, relativeStrength, TradePlanner.Plan(row, RiskBudget.Default), Stale: false);
    }
}
