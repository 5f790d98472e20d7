using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Testing;

namespace Technic.Core.Tests.Histories;

/// <summary>Which sessions a history has, and which are missing between them.</summary>
public sealed class HistoryCoverageTests
{
    private static PriceHistory History(string key, params string[] days) => new(
        PriceHistoryKey.Parse(key),
        BarSeries.FromBars([.. days.Select(day => new Bar(BarTime.OfDay(DateOnly.Parse(day)), 10, 12, 9, 11, 100))]),
        Clocks.WednesdayEvening, "test");

    [Fact]
    public void Gaps_are_sessions_and_not_weekends_or_holidays()
    {
        // Friday to Friday; Good Friday 2026-04-03 is a holiday, Monday and Wednesday are missing.
        var coverage = HistoryCoverage.Of(History("AAPL_90_daily", "2026-03-27", "2026-03-31", "2026-04-02", "2026-04-06"));

        Assert.Equal((new DateOnly(2026, 3, 27), new DateOnly(2026, 4, 6), 4), (coverage.First, coverage.Last, coverage.Bars));
        Assert.Equal([new DateOnly(2026, 3, 30), new DateOnly(2026, 4, 1)], coverage.Gaps);
    }

    [Fact]
    public void A_history_without_bars_has_no_days()
    {
        var coverage = HistoryCoverage.Of(History("AAPL_90_daily"));

        Assert.Equal((null, null, 0), (coverage.First, coverage.Last, coverage.Bars));
        Assert.Empty(coverage.Gaps);
    }

    [Fact]
    public void Intraday_bars_have_no_coverage_of_days() =>
        Assert.Throws<ArgumentException>(() => HistoryCoverage.Of(History("AAPL_90_intraday", "2026-03-27")));
}
