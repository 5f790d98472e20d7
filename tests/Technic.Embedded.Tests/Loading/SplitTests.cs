using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Market.Files;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.FakePolygon;
using Technic.Testing;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>Raw days are stored as traded; data read from them is adjusted for all splits up to its own day and for no later one.</summary>
public sealed class SplitTests
{
    private const int Symbols = 100;
    private const int Days = 60;

    /// <summary>A file contains 0.33333333 where the provider has 1 for 3.</summary>
    private const double Tolerance = 2e-8;

    private static readonly DateOnly Friday = new(2026, 3, 6);
    private static readonly DateOnly Monday = new(2026, 3, 9);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);

    private static PriceHistoryKey KeyOf(Symbol symbol, int days = Days, DateOnly? asOf = null) => new(symbol, days, Frequency.Daily, asOf);

    private static async Task<BarSeries> BarsAsync(MarketUnderTest test, PriceHistoryKey key) =>
        (await test.Engine.GetHistoryAsync(key, CancellationToken.None)).History!.Bars;

    [Fact]
    public async Task Seventeen_real_splits_served_day_by_day_leave_every_history_equal_to_the_one_from_raw_bars()
    {
        var splits = BarCsv.ReadSplits(RealMarket.Sample.Splits);
        var raw = BarCsv.Read(RealMarket.Sample.Bars, CancellationToken.None).Bars;
        var symbols = splits.Select(split => split.Symbol)
            .Concat(raw.Where(s => s.Value.Count == 519).Select(s => s.Key)).Distinct().Take(Symbols).ToArray();
        var market = new FakeMarket();
        foreach (var symbol in symbols) market.Add(symbol, raw[symbol]);
        foreach (var split in splits) market.AddSplit(split);
        var days = ExchangeCalendar.Nyse.SessionsBetween(new DateOnly(2019, 4, 3), new DateOnly(2021, 4, 21)).ToArray();
        await using var test = await StartAsync(market, days[0]);

        var applied = new HashSet<Split>();
        foreach (var day in days)
        {
            test.GoTo(day);
            Assert.Equal(symbols.Length, (await test.ScanAsync(Request(symbols, Days))).Summary.Ranked);
            foreach (var split in splits)
            {
                var expected = FromRaw(
                    raw[split.Symbol].Between(day.AddDays(-Days), day), splits.Where(s => s.Symbol == split.Symbol), day);
                var bars = await BarsAsync(test, KeyOf(split.Symbol));
                AssertSame(expected, bars);
                if (split.ExecutionDate <= day && split.ExecutionDate > bars.Times[0].Date) applied.Add(split);
            }
        }

        Assert.Equal(17, applied.Count);
        Assert.Equal(0, test.SingleRequests);
        // A session without bars is requested on three days before the exchange is assumed to have been closed.
        var first = ExchangeCalendar.Nyse.SessionsBetween(days[0].AddDays(-Days), days[0]).ToArray();
        DateOnly[] empty = [.. first.Where(day => day < new DateOnly(2019, 4, 1))];
        // An empty response for a session of the last thirty days is verified at once.
        var twice = days.Take(3).Sum(today => empty.Count(day => day >= today.AddDays(-30)));
        // The day of every evening is requested once more when it is final.
        Assert.Equal((2 * (days.Length - 1)) + first.Length + (2 * empty.Length) + twice, test.GroupedRequests);
        Assert.Equal(days.Length, test.SplitRequests);
    }

    [Fact]
    public async Task A_replay_loaded_symbol_by_symbol_knows_no_later_split()
    {
        var market = MarketOf(symbols: 2, Tuesday).AddSplit(new Split(SymbolAt(0), Friday, 2)).AddSplit(new Split(SymbolAt(0), Tuesday, 4));
        await using var then = await StartAsync(market, Monday);
        var expected = await BarsAsync(then, KeyOf(SymbolAt(0)));
        await using var now = await StartAsync(market, Tuesday);

        var rows = (await now.ScanAsync(Request(symbols: 2, Days, asOf: Monday))).Summary;
        var bars = await BarsAsync(now, KeyOf(SymbolAt(0), asOf: Monday));

        AssertSame(expected, bars);
        Assert.Equal((2, 2, 1, 0), (rows.Ranked, now.SingleRequests, now.SplitRequests, now.GroupedRequests));
        Assert.Equal(3, rows.ProviderRequests);
        Assert.Equal(3, (await now.Engine.GetStatisticsAsync(CancellationToken.None)).ProviderRequests);
    }

    [Fact]
    public async Task A_split_today_adjusts_the_bars_of_every_width_without_asking_for_them_again()
    {
        var market = MarketOf(Symbols, Monday).AddSplit(new Split(SymbolAt(7), Tuesday, 4));
        await using var test = await StartAsync(market, Monday);
        await test.ScanAsync(Request(Symbols, Days));
        await test.ScanAsync(Request(Symbols, days: 20));
        var before = await BarsAsync(test, KeyOf(SymbolAt(7)));
        var requests = test.Requests;
        test.GoTo(Tuesday);

        await test.ScanAsync(Request(Symbols, Days));

        foreach (var days in new[] { 20, 40, Days })
            AssertSame(
                market.Daily(SymbolAt(7), Tuesday.AddDays(-days), Tuesday, adjusted: true),
                await BarsAsync(test, KeyOf(SymbolAt(7), days)));
        Assert.Equal(before.Close[^1] / 4, (await BarsAsync(test, KeyOf(SymbolAt(7)))).Close[^2]);
        // The day, the splits, and the final bars of the day before.
        Assert.Equal(3, test.Requests - requests);
    }

    [Fact]
    public async Task A_split_today_has_the_one_stored_row_fetched_anew_and_the_others_continued()
    {
        var market = MarketOf(symbols: 8, Tuesday).AddSplit(new Split(SymbolAt(3), Tuesday, 4));
        await using var test = await StartAsync(market, Monday);
        await test.ScanAsync(Request(symbols: 8, Days));
        Assert.Equal((8, 0), (test.SingleRequests, test.GroupedRequests));
        await test.RestartAsync();
        test.GoTo(Tuesday);

        var summary = (await test.ScanAsync(Request(symbols: 8, Days))).Summary;

        Assert.Equal((8, 0, 0), (summary.Ranked, summary.Stale, summary.Failed));
        Assert.Equal((8 + 1, 2, 1), (test.SingleRequests, test.GroupedRequests, test.SplitRequests));
        Assert.Equal(4, summary.ProviderRequests);
        for (var i = 0; i < 8; i++)
            AssertSame(
                market.Daily(SymbolAt(i), Tuesday.AddDays(-Days), Tuesday, adjusted: true), await BarsAsync(test, KeyOf(SymbolAt(i))));
    }

    [Fact]
    public async Task A_replay_knows_no_later_split()
    {
        var market = MarketOf(Symbols, Tuesday).AddSplit(new Split(SymbolAt(7), Tuesday, 4));
        await using var test = await StartAsync(market, Tuesday);
        await test.ScanAsync(Request(Symbols, Days));

        await test.ScanAsync(Request(Symbols, Days, asOf: Monday));

        AssertSame(
            market.Daily(SymbolAt(7), Monday.AddDays(-Days), Monday, adjusted: false),
            await BarsAsync(test, KeyOf(SymbolAt(7), asOf: Monday)));
        Assert.Equal(0, test.SingleRequests);
    }

    [Fact]
    public async Task A_split_that_is_learned_late_adjusts_what_memory_holds_too()
    {
        var market = MarketOf(Symbols, Monday);
        await using var test = await StartAsync(market, Monday);
        await test.ScanAsync(Request(Symbols, Days));
        var replayed = KeyOf(SymbolAt(7), 30, asOf: Monday);
        var wrong = await BarsAsync(test, replayed);
        market.AddSplit(new Split(SymbolAt(7), Friday, 2));
        test.GoTo(Tuesday);

        await test.ScanAsync(Request(Symbols, Days));

        AssertSame(market.Daily(SymbolAt(7), Tuesday.AddDays(-Days), Tuesday, adjusted: true), await BarsAsync(test, KeyOf(SymbolAt(7))));
        AssertSame(market.Daily(SymbolAt(7), Monday.AddDays(-30), Monday, adjusted: true), await BarsAsync(test, replayed));
        Assert.NotEqual(wrong.Close[0], (await BarsAsync(test, replayed)).Close[0]);
    }

    [Fact]
    public async Task A_stored_row_on_the_wrong_side_of_a_late_split_is_neither_fresh_nor_continued()
    {
        var market = MarketOf(Symbols, Monday);
        await using var test = await StartAsync(market, Monday);
        var single = KeyOf(SymbolAt(7), 35);
        Assert.Equal(Tier.Provider, (await test.Engine.GetHistoryAsync(single, default)).Tier);
        market.AddSplit(new Split(SymbolAt(7), Friday, 2));
        await test.RestartAsync();
        test.Time.Advance(TimeSpan.FromMinutes(1));
        await test.ScanAsync(Request(Symbols, days: 20));

        var narrow = await test.Engine.GetHistoryAsync(single, default);

        AssertSame(market.Daily(SymbolAt(7), Monday.AddDays(-35), Monday, adjusted: true), narrow.History!.Bars);
        Assert.Equal(2, test.SingleRequests);
    }

    [Fact]
    public async Task A_split_that_the_provider_takes_back_is_forgotten_in_every_tier()
    {
        var market = MarketOf(Symbols, Tuesday);
        market.AddSplit(new Split(SymbolAt(7), Friday, 2)).AddSplit(new Split(SymbolAt(8), Friday, 3));
        await using var test = await StartAsync(market, Monday);
        await test.ScanAsync(Request(Symbols, Days));
        test.Server.Faults.Add(
            Fault.EditBars(rows => rows.RemoveAt(rows.ToList().FindIndex(row => row!["ticker"]!.GetValue<string>() == "S0007")))
                .OnPath("/splits"));
        test.GoTo(Tuesday);

        await test.ScanAsync(Request(Symbols, Days));

        AssertSame(market.Daily(SymbolAt(7), Tuesday.AddDays(-Days), Tuesday, adjusted: false), await BarsAsync(test, KeyOf(SymbolAt(7))));
        AssertSame(market.Daily(SymbolAt(8), Tuesday.AddDays(-Days), Tuesday, adjusted: true), await BarsAsync(test, KeyOf(SymbolAt(8))));
    }

    [Fact]
    public async Task A_jump_without_a_known_split_is_reported_and_one_with_it_is_not()
    {
        var market = MarketOf(Symbols, Tuesday);
        market.Add(SymbolAt(7), Halved(market, SymbolAt(7), from: Friday)).Add(SymbolAt(8), Halved(market, SymbolAt(8), from: Friday));
        market.AddSplit(new Split(SymbolAt(8), Friday, 2));
        await using var test = await StartAsync(market, Monday);

        var cold = await test.ScanAsync(Request(Symbols, Days));
        var warm = await test.ScanAsync(Request(Symbols, Days));

        var jump = Assert.Single(cold.Jumps);
        Assert.Equal((SymbolAt(7), Friday), (jump.Symbol, jump.Jump.At.Date));
        Assert.InRange(jump.Jump.Ratio, 0.45, 0.55);
        Assert.Equal(cold.Jumps, warm.Jumps);
    }

    [Fact]
    public async Task A_symbol_without_a_new_bar_keeps_its_bars_and_its_row()
    {
        var market = MarketOf(Symbols, Tuesday);
        var quiet = SymbolAt(7);
        market.Add(quiet, market.Daily(quiet, Monday.AddDays(-Days + 5), Monday, adjusted: false));
        await using var test = await StartAsync(market, Monday);
        market.Today = Tuesday;
        test.Time.SetUtcNow(NewYork.Instant(Tuesday, new TimeOnly(16, 0)));
        var before = await test.ScanAsync(Request(Symbols, Days));
        test.Time.Advance(TimeSpan.FromMinutes(30));

        var after = await test.ScanAsync(Request(Symbols, Days) with { MaxAge = 1 });

        Assert.Same(RowOf(before, quiet), RowOf(after, quiet));
        Assert.NotSame(RowOf(before, SymbolAt(8)), RowOf(after, SymbolAt(8)));
    }

    private static ScanRow RowOf(ScanResult result, Symbol symbol) => result.Rows.Single(row => row.Row.Symbol == symbol).Row;

    /// <summary>The symbol's bars with all prices from a day on halved.</summary>
    private static BarSeries Halved(FakeMarket market, Symbol symbol, DateOnly from)
    {
        var raw = market.Daily(symbol, DateOnly.MinValue, DateOnly.MaxValue, adjusted: false);
        var bars = Enumerable.Range(0, raw.Count).Select(i => raw[i]).Select(bar => bar.Time.Date < from
            ? bar
            : bar with { Open = bar.Open / 2, High = bar.High / 2, Low = bar.Low / 2, Close = bar.Close / 2 });
        return BarSeries.FromBars([.. bars]);
    }

    /// <summary>The definition, bar by bar: a price before a split is divided by its ratio, a volume multiplied.</summary>
    private static BarSeries FromRaw(BarSeries raw, IEnumerable<Split> splits, DateOnly day)
    {
        var bars = Enumerable.Range(0, raw.Count).Select(i => raw[i]).Select(bar =>
        {
            var ratio = splits.Where(s => s.ExecutionDate > bar.Time.Date && s.ExecutionDate <= day)
                .Aggregate(1.0, (product, s) => product * s.Ratio);
            return new Bar(bar.Time, bar.Open / ratio, bar.High / ratio, bar.Low / ratio, bar.Close / ratio, bar.Volume * ratio);
        });
        return BarSeries.FromBars([.. bars]);
    }

    private static void AssertSame(BarSeries expected, BarSeries actual)
    {
        Assert.True(expected.Times.SequenceEqual(actual.Times));
        for (var column = 0; column < BarSeries.ValueColumns; column++)
        {
            for (var i = 0; i < expected.Count; i++)
                Assert.Equal(expected.Column(column)[i], actual.Column(column)[i], Tolerance * expected.Column(column)[i]);
        }
    }
}
