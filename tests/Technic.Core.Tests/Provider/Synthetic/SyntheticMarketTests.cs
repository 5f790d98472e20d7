using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider.Synthetic;

namespace Technic.Core.Tests.Provider.Synthetic;

public sealed class SyntheticMarketTests
{
    private static readonly SyntheticMarket Market = new();
    private static readonly Config Replayed = Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(new Replay(new Rnd(20_260_822), null));
    private static readonly DateOnly Today = new(2026, 8, 21);

    // The whole life of a stock, by symbol, so that properties need not request it again.
    private static readonly Dictionary<Symbol, BarSeries> Lives = [];

    [Theory]
    [InlineData(42, "SYN00001", "1990-01-02", "1990-01-02 o191.95 h192.51 l187.92 c189.57 v315703")]
    [InlineData(42, "SYN00001", "2026-08-21", "2026-08-21 o97.66 h97.67 l96.92 c97.57 v361834")]
    [InlineData(42, "SYN04999", "2020-03-23", "2020-03-23 o2.31 h2.33 l2.31 c2.32 v1043086")]
    [InlineData(7, "SYN00001", "2026-08-21", "2026-08-21 o21.37 h21.68 l21.23 c21.56 v3124947")]
    public async Task The_same_seed_makes_the_same_market_for_ever(int seed, string symbol, string day, string expected) =>
        Assert.Equal(expected, Text((await Fetch(new SyntheticMarket(seed), S(symbol), Frequency.Daily, D(day), D(day)))[0]));

    [Fact]
    public async Task The_same_seed_makes_the_same_five_minutes_for_ever()
    {
        var bars = await Fetch(Market, S("SYN00001"), Frequency.Intraday, Today, Today);

        Assert.Equal(78, bars.Count);
        Assert.Equal("2026-08-21T12:50 o97.67 h97.67 l97.66 c97.67 v3785", Text(bars[40]));
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_companies_for_ever()
    {
        var listings = (await Market.FetchListingsAsync(default)).Listings;

        Assert.Equal(
            "Listing { Symbol = SYN00001, Name = Slate Glen Aerospace (synthetic), Exchange = AMEX, Sector = Industrials, "
            + "Industry = Machinery, MarketCap = 10378721228, Type =  }",
            listings[0].ToString());
    }

    [Fact]
    public void A_bar_does_not_depend_on_the_window_it_is_asked_in() => Check.One(Replayed, Prop.ForAll(AnyWindow(), window =>
    {
        var (symbol, from, to) = window;
        var narrow = Market.FetchBarsAsync(symbol, Frequency.Daily, from, to, default).GetAwaiter().GetResult().Bars;
        // The same days in the widest window, with later splits reversed.
        var later = Market.SplitsOf(symbol).Where(split => split.ExecutionDate > to).Aggregate(1.0, (ratio, split) => ratio * split.Ratio);
        var wide = Life(symbol).Between(from, to);

        Assert.Equal(wide.Times.ToArray(), narrow.Times.ToArray());
        for (var i = 0; i < wide.Count; i++)
        {
            Assert.Equal(wide.Close[i] * later, narrow.Close[i], narrow.Close[i] * 1e-12);
            Assert.Equal(wide.Low[i] * later, narrow.Low[i], narrow.Low[i] * 1e-12);
            Assert.Equal(wide.Volume[i] / later, narrow.Volume[i], narrow.Volume[i] * 1e-12);
            if (later == 1) Assert.Equal(wide[i], narrow[i]);
        }
    }));

    [Fact]
    public async Task A_bar_does_not_depend_on_how_many_stocks_there_are() =>
        Assert.Equal(
            Text((await Fetch(Market, S("SYN00003"), Frequency.Daily, Today, Today))[0]),
            Text((await Fetch(new SyntheticMarket(symbols: 3), S("SYN00003"), Frequency.Daily, Today, Today))[0]));

    [Fact]
    public void Five_minute_bars_add_up_to_the_day() => Check.One(Replayed.WithMaxTest(60), Prop.ForAll(AnyWindow(), window =>
    {
        var (symbol, from, _) = window;
        var to = from.AddDays(10);
        var days = Market.FetchBarsAsync(symbol, Frequency.Daily, from, to, default).GetAwaiter().GetResult().Bars;
        var parts = Market.FetchBarsAsync(symbol, Frequency.Intraday, from, to, default).GetAwaiter().GetResult().Bars;

        var seen = 0;
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            var session = ExchangeCalendar.Nyse.SessionOn(day.Time.Date)!.Value;
            var part = parts.Between(day.Time.Date, day.Time.Date);
            seen += part.Count;
            Assert.InRange(part.Count, 1, session.IsHalfDay ? 42 : 78);
            Assert.Equal(day.Open, part.Open[0]);
            Assert.Equal(day.Close, part.Close[^1]);
            Assert.Equal(day.High, part.High.ToArray().Max());
            Assert.Equal(day.Low, part.Low.ToArray().Min());
            Assert.Equal(day.Volume, part.Volume.ToArray().Sum(), day.Volume * 1e-12);
            Assert.DoesNotContain(
                part.Times.ToArray(), time => time.Time < session.Open || time.Time >= session.Close || time.Minutes % 5 != 0);
            AssertPossible(part);
        }
        Assert.Equal(parts.Count, seen);
    }));

    [Fact]
    public async Task Every_bar_is_one_a_market_could_have_made()
    {
        for (var number = 1; number <= 5_000; number += 7)
            AssertPossible(await Fetch(Market, S($"SYN{number:D5}"), Frequency.Daily, Today.AddDays(-400), Today));
        for (var number = 1; number <= 40; number += 4) AssertPossible(Life(S($"SYN{number:D5}")));
    }

    [Fact]
    public async Task An_ordinary_stock_trades_on_every_session_and_on_no_other_day()
    {
        var bars = await Fetch(Market, S("SYN00001"), Frequency.Daily, new DateOnly(1980, 1, 1), new DateOnly(2200, 1, 1));

        Assert.Equal(
            ExchangeCalendar.Nyse.SessionsBetween(ExchangeCalendar.FirstDay, ExchangeCalendar.LastDay),
            bars.Times.ToArray().Select(time => time.Date));
    }

    [Fact]
    public async Task A_split_is_seen_from_its_day_on_and_leaves_no_jump()
    {
        var splits = Enumerable.Range(1, 1_000).SelectMany(number => Market.SplitsOf(S($"SYN{number:D5}"))).ToArray();
        Assert.InRange(splits.Length, 100, 300);
        var compared = 0;
        foreach (var split in splits)
        {
            var eve = ExchangeCalendar.Nyse.LastSessionOnOrBefore(split.ExecutionDate.AddDays(-1));
            var before = await Fetch(Market, split.Symbol, Frequency.Daily, eve, eve);
            var after = await Fetch(Market, split.Symbol, Frequency.Daily, eve, split.ExecutionDate);
            if (after.Count < 2) continue;
            compared++;
            Assert.Equal(before.Close[0] / split.Ratio, after.Close[0]);
            Assert.Equal(before.Volume[0] * split.Ratio, after.Volume[0]);
            Assert.InRange(after.Close[1] / after.Close[0], 0.6, 1.6);
        }
        Assert.True(compared > 80, $"only {compared} splits of traded stocks");
    }

    [Fact]
    public async Task The_market_has_the_cases_a_scan_must_cope_with()
    {
        var listings = (await Market.FetchListingsAsync(default)).Listings;
        var expected = ExchangeCalendar.Nyse.SessionsBetween(Today.AddDays(-150), Today).Count();
        int none = 0, stale = 0, gaps = 0, few = 0;
        foreach (var listing in listings)
        {
            var bars = await Fetch(Market, listing.Symbol, Frequency.Daily, Today.AddDays(-150), Today);
            if (bars.Count == 0) none++;
            else if (bars.Times[^1].Date < Today.AddDays(-14)) stale++;
            else if (bars.Count < expected && bars.Times[0].Date < Today.AddDays(-100)) gaps++;
            else if (bars.Count < expected) few++;
        }

        Assert.Equal(SyntheticMarket.DefaultSymbols, listings.Count);
        Assert.InRange(none, 50, 250);
        Assert.InRange(stale, 3, 50);
        Assert.InRange(gaps, 75, 250);
        Assert.InRange(few, 1, 50);
    }

    [Fact]
    public async Task Listings_carry_what_real_ones_carry_and_lack_what_real_ones_lack()
    {
        var listings = (await Market.FetchListingsAsync(default)).Listings;

        Assert.Equal(
            Sectors.All.ToHashSet(),
            listings.Select(listing => Sectors.Of(listing.Sector)).Where(sector => sector != Sector.Unclassified).ToHashSet());
        Assert.InRange(listings.Count(listing => listing.Sector is null), 20, 150);
        Assert.InRange(listings.Count(listing => listing.MarketCap is null), 20, 150);
        Assert.Equal(["AMEX", "NASDAQ", "NYSE"], listings.Select(listing => listing.Exchange).Distinct().Order());
        Assert.All(listings, listing => Assert.NotEmpty(listing.Industry!));
    }

    [Fact]
    public async Task It_is_recognizable_as_synthetic()
    {
        Assert.Contains("not real prices", Market.Description);
        Assert.Equal("synthetic-42", Market.Name);
        Assert.All((await Market.FetchListingsAsync(default)).Listings, listing =>
        {
            Assert.Matches("^SYN[0-9]{5}$", listing.Symbol.Text);
            Assert.EndsWith("(synthetic)", listing.Name);
        });
    }

    [Theory]
    [InlineData("AAPL")]
    [InlineData("SYN1")]
    [InlineData("SYN000001")]
    [InlineData("SYN00000")]
    [InlineData("SYN05001")]
    [InlineData("syn00001")]
    [InlineData("SYN0000A")]
    public async Task A_symbol_of_another_market_has_no_bars(string symbol)
    {
        Assert.Equal(0, (await Fetch(Market, S(symbol), Frequency.Daily, Today.AddDays(-30), Today)).Count);
        Assert.Empty(Market.SplitsOf(S(symbol)));
    }

    [Fact]
    public async Task A_large_market_has_longer_symbols()
    {
        var market = new SyntheticMarket(symbols: 100_001);

        Assert.Equal("SYN100001", (await market.FetchListingsAsync(default)).Listings[^1].Symbol.Text);
        Assert.Equal(1, (await Fetch(market, S("SYN100001"), Frequency.Daily, Today, Today)).Count);
    }

    [Theory]
    [InlineData("2026-08-21", "2026-08-20")]
    [InlineData("2026-08-22", "2026-08-23")]
    [InlineData("2101-01-01", "2101-12-31")]
    [InlineData("1900-01-01", "1989-12-31")]
    public async Task A_window_without_sessions_is_empty(string from, string to)
    {
        Assert.Equal(0, (await Fetch(Market, S("SYN00001"), Frequency.Daily, D(from), D(to))).Count);
        Assert.Equal(0, (await Fetch(Market, S("SYN00001"), Frequency.Intraday, D(from), D(to))).Count);
    }

    [Fact]
    public async Task With_a_clock_there_is_no_bar_that_has_not_happened()
    {
        var clock = new FakeTimeProvider(NewYork.Instant(Today, new TimeOnly(10, 4)));
        var market = new SyntheticMarket(time: clock);
        async Task<BarTime> Last(Frequency frequency) => (
            await Fetch(market, S("SYN00001"), frequency, Today.AddDays(-7), Today.AddDays(7))).Times[^1];

        Assert.Equal(BarTime.OfDay(Today.AddDays(-1)), await Last(Frequency.Daily));
        Assert.Equal(BarTime.Of(Today, new TimeOnly(9, 55)), await Last(Frequency.Intraday));

        clock.SetUtcNow(NewYork.Instant(Today, new TimeOnly(10, 5)));
        Assert.Equal(BarTime.Of(Today, new TimeOnly(10, 0)), await Last(Frequency.Intraday));

        clock.SetUtcNow(NewYork.Instant(Today, new TimeOnly(16, 0)));
        Assert.Equal(BarTime.OfDay(Today), await Last(Frequency.Daily));
        Assert.Equal(BarTime.Of(Today, new TimeOnly(15, 55)), await Last(Frequency.Intraday));
    }

    [Fact]
    public async Task Stocks_of_one_sector_move_together_more_than_others_do()
    {
        var returns = new List<(string Sector, double[] Returns)>();
        foreach (var listing in (await Market.FetchListingsAsync(default)).Listings.Take(300))
        {
            var bars = await Fetch(Market, listing.Symbol, Frequency.Daily, Today.AddDays(-730), Today);
            if (bars.Count == 502 && listing.Sector is { } sector) returns.Add((sector, Returns(bars)));
        }
        var pairs = returns.SelectMany(
            (a, i) => returns.Skip(i + 1).Select(b => (Same: a.Sector == b.Sector, Value: Correlation(a.Returns, b.Returns)))).ToArray();
        var (same, other) = (
            pairs.Where(pair => pair.Same).Average(pair => pair.Value), pairs.Where(pair => !pair.Same).Average(pair => pair.Value));

        Assert.InRange(other, 0.15, 0.5);
        Assert.True(same > other + 0.03, $"{same:0.000} within sectors, {other:0.000} across");
    }

    [Fact]
    public void Calm_and_wild_times_take_turns()
    {
        var returns = Returns(Life(S("SYN00001")));
        var deviations = returns.Chunk(21).Select(month => Math.Sqrt(month.Average(r => r * r))).Order().ToArray();

        Assert.True(deviations[^(deviations.Length / 20)] > 2.5 * deviations[deviations.Length / 20]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1_000_001)]
    public void A_market_has_between_one_and_a_million_stocks(int symbols) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyntheticMarket(symbols: symbols));

    [Fact]
    public async Task A_cancelled_fetch_is_cancelled()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Market.FetchBarsAsync(S("SYN00001"), Frequency.Daily, Today, Today, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Market.FetchListingsAsync(cancelled));
    }

    private static Arbitrary<(Symbol Symbol, DateOnly From, DateOnly To)> AnyWindow() => (
        from number in Gen.Choose(1, 40)
        from start in Gen.Choose(ExchangeCalendar.FirstDay.DayNumber - 10, ExchangeCalendar.LastDay.DayNumber)
        from length in Gen.Frequency((4, Gen.Choose(0, 20)), (2, Gen.Choose(0, 400)), (1, Gen.Choose(0, 20_000)))
        select (S($"SYN{number:D5}"), DateOnly.FromDayNumber(start), DateOnly.FromDayNumber(start + length))).ToArbitrary();

    private static BarSeries Life(Symbol symbol)
    {
        lock (Lives)
        {
            if (!Lives.TryGetValue(symbol, out var bars))
            {
                bars = Market.FetchBarsAsync(symbol, Frequency.Daily, DateOnly.MinValue, DateOnly.MaxValue, default)
                    .GetAwaiter().GetResult().Bars;
                Lives.Add(symbol, bars);
            }
            return bars;
        }
    }

    private static void AssertPossible(BarSeries bars)
    {
        for (var i = 0; i < bars.Count; i++)
        {
            var bar = bars[i];
            if (!BarBounds.IsPossible(bar) || bar.Low > Math.Min(bar.Open, bar.Close) || bar.High < Math.Max(bar.Open, bar.Close)
                || bar.Volume <= 0)
                Assert.Fail(bar.ToString());
        }
    }

    private static double[] Returns(BarSeries bars) =>
        [.. Enumerable.Range(1, bars.Count - 1).Select(i => (bars.Close[i] / bars.Close[i - 1]) - 1)];

    private static double Correlation(double[] a, double[] b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var (ab, aa, bb) = (0.0, 0.0, 0.0);
        for (var i = 0; i < a.Length; i++)
        {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) * (a[i] - meanA);
            bb += (b[i] - meanB) * (b[i] - meanB);
        }
        return ab / Math.Sqrt(aa * bb);
    }

    private static async Task<BarSeries> Fetch(SyntheticMarket market, Symbol symbol, Frequency frequency, DateOnly from, DateOnly to) =>
        (await market.FetchBarsAsync(symbol, frequency, from, to, default)).Bars;

    private static string Text(in Bar bar) =>
        $"{bar.Time} o{bar.Open:0.####} h{bar.High:0.####} l{bar.Low:0.####} c{bar.Close:0.####} v{bar.Volume:0.####}";

    private static Symbol S(string text) => Symbol.Parse(text);

    private static DateOnly D(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd");
}
