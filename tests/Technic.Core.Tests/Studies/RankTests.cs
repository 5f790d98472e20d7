using Technic.Core.Provider;
using Technic.Core.Studies;
using static Technic.Core.Tests.Studies.SmallMarket;

namespace Technic.Core.Tests.Studies;

/// <summary>Deciles and the rank correlation, computed by hand.</summary>
public sealed class RankTests
{
    /// <summary>Ten symbols with the closes 1 … 10, whose next moves are given in tenths.</summary>
    private static TradedHistory[] Market(params int[] moves) =>
    [
        .. moves.Select((move, i) => (Name: ((char)('A' + i)).ToString(), Low: i + 1, High: (i + 1) * (1 + (move / 10.0))))
            .Select(symbol => Closes(symbol.Name, symbol.Low, symbol.High, symbol.Low, symbol.High)),
    ];

    private static RankHorizon Ranks(params int[] moves)
    {
        var request = new StudyRequest { Horizons = [1], Entry = StudyEntry.Close, RankBy = "close", To = Day(0) };
        return Study(request, Market(moves)).Ranks!.Horizons[0];
    }

    [Fact]
    public void The_rank_correlation_is_that_of_Spearman()
    {
        Assert.Equal(1, Ranks(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).Ic, 1e-12);
        Assert.Equal(-1, Ranks(10, 9, 8, 7, 6, 5, 4, 3, 2, 1).Ic, 1e-12);
        // Ranks 2 1 4 3 6 5 8 7 10 9: 1 − 6 · 10 / (10 · 99).
        Assert.Equal(1 - (60.0 / 990), Ranks(2, 1, 4, 3, 6, 5, 8, 7, 10, 9).Ic, 1e-12);
        // Equal returns have the mean of their places.
        Assert.Equal(0.8703882797784892, Ranks(0, 0, 0, 0, 0, 5, 5, 5, 5, 5).Ic, 1e-12);
    }

    [Fact]
    public void Each_decile_has_the_mean_excess_of_its_symbols()
    {
        var ranks = Ranks(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

        Assert.Equal(
            [-0.45, -0.35, -0.25, -0.15, -0.05, 0.05, 0.15, 0.25, 0.35, 0.45], ranks.Quantiles.Select(mean => Math.Round(mean, 12)));
        Assert.Equal((0.9, 1), (Math.Round(ranks.Spread, 12), Math.Round(ranks.Monotonicity, 12)));
        Assert.Equal(1, ranks.Days);
    }

    [Fact]
    public void Days_with_fewer_symbols_than_deciles_do_not_count() => Assert.Equal(0, Ranks(1, 2, 3).Days);
}
