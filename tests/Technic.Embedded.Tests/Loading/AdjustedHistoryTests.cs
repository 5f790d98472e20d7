using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.FakePolygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>Lookups of histories whose prices are as traded, or adjusted for dividends too.</summary>
public sealed class AdjustedHistoryTests
{
    private const int Days = 60;

    private static readonly DateOnly Split = new(2026, 2, 17);
    private static readonly DateOnly ExDate = new(2026, 3, 4);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly Symbol Acme = SymbolAt(0);

    private static FakeMarket SplitMarket() =>
        MarketOf(symbols: 3, Tuesday).AddSplit(new Split(Acme, Split, 4)).AddDividend(new Dividend(Acme, ExDate, 0.5));

    private static async Task<HistoryLookup> LookAsync(
        MarketUnderTest test, PriceAdjustment adjustment, DateOnly? asOf = null, int days = Days) =>
        await test.Engine.GetHistoryAsync(new PriceHistoryKey(Acme, days, Frequency.Daily, asOf), adjustment, CancellationToken.None);

    private static void AssertCloses(Func<Bar, double> expected, BarSeries raw, BarSeries actual)
    {
        Assert.Equal(raw.Times.ToArray(), actual.Times.ToArray());
        for (var i = 0; i < raw.Count; i++) Assert.Equal(expected(raw[i]), actual.Close[i], 1e-9 * actual.Close[i]);
    }

    [Fact]
    public async Task The_three_forms_are_of_one_history_and_cost_the_splits_and_the_dividends_once()
    {
        var market = SplitMarket();
        await using var test = await StartAsync(market, Tuesday);
        var raw = market.Daily(Acme, Tuesday.AddDays(-Days), Tuesday, adjusted: false);
        var factor = 1 - (0.5 / market.Daily(Acme, ExDate.AddDays(-1), ExDate.AddDays(-1), adjusted: true).Close[0]);

        var splits = await LookAsync(test, PriceAdjustment.Splits);
        var none = await LookAsync(test, PriceAdjustment.None);
        var total = await LookAsync(test, PriceAdjustment.Total);

        AssertCloses(bar => bar.Close / (bar.Time.Date < Split ? 4 : 1), raw, splits.History!.Bars);
        AssertCloses(bar => bar.Close, raw, none.History!.Bars);
        AssertCloses(bar => bar.Close / (bar.Time.Date < Split ? 4 : 1) * (bar.Time.Date < ExDate ? factor : 1), raw, total.History!.Bars);
        Assert.Equal((1, 1, 1), (splits.Requests, none.Requests, total.Requests));
        await LookAsync(test, PriceAdjustment.None);
        await LookAsync(test, PriceAdjustment.Total, days: 30);
        Assert.Equal((3, 1, 1), (test.Requests, test.SplitRequests, test.Server.Requests.CountOf("/dividends")));
        await test.RestartAsync();
        AssertCloses(bar => bar.Close, raw, (await LookAsync(test, PriceAdjustment.None)).History!.Bars);
        Assert.Equal(3, test.Requests);
    }

    [Fact]
    public async Task On_an_earlier_day_later_splits_and_dividends_are_not_known()
    {
        var market = SplitMarket();
        await using var test = await StartAsync(market, Tuesday);
        var before = Split.AddDays(-4);
        var raw = market.Daily(Acme, before.AddDays(-Days), before, adjusted: false);

        foreach (var adjustment in Enum.GetValues<PriceAdjustment>())
            AssertCloses(bar => bar.Close, raw, (await LookAsync(test, adjustment, before)).History!.Bars);
    }

    [Fact]
    public async Task What_was_looked_up_in_another_form_is_kept_in_its_own()
    {
        var market = SplitMarket();
        await using var test = await StartAsync(market, Tuesday);

        await LookAsync(test, PriceAdjustment.None);

        var adjusted = market.Daily(Acme, Tuesday.AddDays(-Days), Tuesday, adjusted: true);
        AssertCloses(bar => bar.Close, adjusted, (await LookAsync(test, PriceAdjustment.Splits)).History!.Bars);
    }

    [Fact]
    public async Task When_the_dividends_do_not_come_the_lookup_fails_with_the_reason()
    {
        await using var test = await StartAsync(SplitMarket(), Tuesday);
        test.Server.Faults.Add(Fault.Status(500).OnPath("/dividends"));

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => LookAsync(test, PriceAdjustment.Total));

        Assert.Contains("dividends", problem.Message, StringComparison.Ordinal);
    }
}
