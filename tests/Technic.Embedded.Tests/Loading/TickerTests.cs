using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.FakePolygon;
using static Technic.Embedded.Tests.Loading.MarketUnderTest;

namespace Technic.Embedded.Tests.Loading;

/// <summary>
/// One security across its tickers, and two companies of one ticker. FB became META on a Monday; an earlier META had gone four months
/// before.
/// </summary>
public sealed class TickerTests
{
    /// <summary>More than the sessions of the window: a scan of them requests whole days.</summary>
    private const int Symbols = 230;

    private const int Days = 300;

    private static readonly Symbol Meta = Symbol.Parse("META");
    private static readonly Symbol Fb = Symbol.Parse("FB");
    private static readonly DateOnly Listed = new(2012, 5, 18);
    private static readonly DateOnly EarlierGone = new(2025, 9, 12);
    private static readonly DateOnly Renamed = new(2026, 1, 12);
    private static readonly DateOnly Tuesday = new(2026, 3, 10);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly From = Tuesday.AddDays(-Days);

    /// <summary>The market, in which one company walks on under two tickers.</summary>
    private static FakeMarket RenamedMarket(int symbols = 5, bool hasEvents = true)
    {
        var market = MarketOf(symbols, Tuesday);
        var walk = RawOf(new FakeMarket().AddRandomWalk("FB", Tuesday.AddYears(-1), Tuesday.AddDays(30), firstPrice: 200), Fb);
        var earlier = RawOf(new FakeMarket().AddRandomWalk("META", Tuesday.AddYears(-1), EarlierGone, firstPrice: 15), Meta);
        market.Add(Fb, walk.Between(DateOnly.MinValue, Renamed.AddDays(-1)), new Listing(Fb, "Facebook Inc."));
        market.Add(Meta, earlier.Append(walk.Between(Renamed, DateOnly.MaxValue)), new Listing(Meta, "Meta Platforms Inc."));
        return hasEvents ? market.AddTickers(Meta, new TickerPeriod(Fb, Listed), new TickerPeriod(Meta, Renamed)) : market;
    }

    private static BarSeries RawOf(FakeMarket market, Symbol symbol) =>
        market.Daily(symbol, DateOnly.MinValue, DateOnly.MaxValue, adjusted: false);

    private static PriceHistoryKey KeyOf(Symbol symbol, int days = Days, DateOnly? asOf = null) => new(symbol, days, Frequency.Daily, asOf);

    private static ValueTask<HistoryLookup> LookAsync(MarketUnderTest test, PriceHistoryKey key) =>
        test.Engine.GetHistoryAsync(key, CancellationToken.None);

    private static async Task<BarSeries> BarsAsync(MarketUnderTest test, PriceHistoryKey key) => (await LookAsync(test, key)).History!.Bars;

    private static int EventRequests(MarketUnderTest test) => test.Server.Requests.CountOf("/events");

    /// <summary>The scan of the whole market that also has the two tickers.</summary>
    private static Task ScanAsync(MarketUnderTest test, int days = Days) =>
        test.ScanAsync(Request(Enumerable.Range(0, Symbols).Select(SymbolAt).Append(Fb).Append(Meta), days));

    private static void AssertIsOneSecurity(FakeMarket market, BarSeries bars, DateOnly from, DateOnly to)
    {
        Assert.Equal(ExchangeCalendar.Nyse.SessionsBetween(from, to), bars.Times.ToArray().Select(time => time.Date));
        Assert.True(market.Daily(Fb, from, Renamed.AddDays(-1), adjusted: false).HasSameBars(bars.Between(from, Renamed.AddDays(-1))));
        Assert.True(market.Daily(Meta, Renamed, to, adjusted: false).HasSameBars(bars.Between(Renamed, to)));
    }

    [Fact]
    public async Task A_lookup_joins_the_bars_of_both_tickers_and_asks_for_the_events_once()
    {
        var market = RenamedMarket();
        await using var test = await StartAsync(market, Tuesday);

        var cold = await LookAsync(test, KeyOf(Meta));

        AssertIsOneSecurity(market, cold.History!.Bars, From, Tuesday);
        // The bars of META, its events, the bars of META again, the splits of the window, and the bars of FB.
        Assert.Equal((5, 5, 3, 1), (cold.Requests, test.Requests, test.SingleRequests, EventRequests(test)));
        Assert.Equal(5, (await test.Engine.GetStatisticsAsync(default)).ProviderRequests);
        await LookAsync(test, KeyOf(Meta, 60));
        Assert.Equal(5, test.Requests);
        await test.RestartAsync();
        AssertIsOneSecurity(market, await BarsAsync(test, KeyOf(Meta)), From, Tuesday);
        Assert.Equal(5, test.Requests);

        test.GoTo(Wednesday);

        AssertIsOneSecurity(market, await BarsAsync(test, KeyOf(Meta)), From.AddDays(1), Wednesday);
        Assert.Equal((4, 1), (test.SingleRequests, EventRequests(test)));
    }

    [Fact]
    public async Task A_scan_asks_for_no_events_and_begins_with_the_later_company()
    {
        var market = RenamedMarket(Symbols);
        await using var test = await StartAsync(market, Tuesday);

        await ScanAsync(test);

        var row = (await test.ScanAsync(Request([Meta], Days))).Rows.Single().Row;
        Assert.Equal(ExchangeCalendar.Nyse.CountBetween(Renamed, Tuesday), row.Bars);
        Assert.Equal((0, 0), (EventRequests(test), row.Gaps));
    }

    [Fact]
    public async Task What_a_lookup_has_learned_counts_for_scans_and_for_other_widths()
    {
        var market = RenamedMarket(Symbols);
        await using var test = await StartAsync(market, Tuesday);
        await ScanAsync(test);
        var requests = test.Requests;

        var lookup = await LookAsync(test, KeyOf(Meta, Days - 50));

        // The days are here; only the events were missing.
        Assert.Equal((1, 1, 1), (test.Requests - requests, lookup.Requests, EventRequests(test)));
        AssertIsOneSecurity(market, lookup.History!.Bars, From.AddDays(50), Tuesday);
        await ScanAsync(test);
        var row = (await test.ScanAsync(Request([Meta], Days))).Rows.Single().Row;
        Assert.Equal(ExchangeCalendar.Nyse.CountBetween(From, Tuesday), row.Bars);
        AssertIsOneSecurity(market, await BarsAsync(test, KeyOf(Meta)), From, Tuesday);
        await test.RestartAsync();
        AssertIsOneSecurity(market, await BarsAsync(test, KeyOf(Meta)), From, Tuesday);
        Assert.Equal(requests + 1, test.Requests);
    }

    [Fact]
    public async Task A_stored_row_from_before_the_events_is_not_used_after_them()
    {
        var market = RenamedMarket();
        await using var test = await StartAsync(market, Tuesday);
        await test.ScanAsync(Request([Meta], Days));
        await test.RestartAsync();
        test.Time.Advance(TimeSpan.FromMinutes(1));
        await LookAsync(test, KeyOf(Meta, Days + 20));

        AssertIsOneSecurity(market, await BarsAsync(test, KeyOf(Meta)), From, Tuesday);
        await test.RestartAsync();
        AssertIsOneSecurity(market, await BarsAsync(test, KeyOf(Meta)), From, Tuesday);
        Assert.Equal(1, EventRequests(test));
    }

    [Fact]
    public async Task On_an_earlier_day_each_ticker_stands_for_the_company_that_had_it_then()
    {
        var market = RenamedMarket();
        await using var test = await StartAsync(market, Tuesday);
        await LookAsync(test, KeyOf(Meta));
        var before = Renamed.AddDays(-5);

        var fb = await BarsAsync(test, KeyOf(Fb, 60, before));
        var earlier = await BarsAsync(test, KeyOf(Meta, 60, EarlierGone));

        Assert.True(market.Daily(Fb, before.AddDays(-60), before, adjusted: false).HasSameBars(fb));
        Assert.True(market.Daily(Meta, EarlierGone.AddDays(-60), EarlierGone, adjusted: false).HasSameBars(earlier));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Splits_follow_the_security_and_not_the_ticker(bool isWholeMarket)
    {
        var market = RenamedMarket(isWholeMarket ? Symbols : 5);
        var (underFb, underMeta, ofEarlier) = (new DateOnly(2025, 12, 15), new DateOnly(2026, 2, 9), new DateOnly(2025, 8, 4));
        market.AddSplit(new Split(Fb, underFb, 2)).AddSplit(new Split(Meta, underMeta, 3)).AddSplit(new Split(Meta, ofEarlier, 10));
        // As they were traded, without jumps in what is adjusted.
        market.Add(Fb, Times(market, Fb, day => day < underFb ? 6 : 3)).Add(Meta, Times(market, Meta, day => day < underMeta ? 3 : 1));
        await using var test = await StartAsync(market, Tuesday);
        if (isWholeMarket) await ScanAsync(test);

        var bars = await BarsAsync(test, KeyOf(Meta));

        var later = Times(market, Meta, day => day < underMeta ? 1 / 3.0 : 1).Between(Renamed, Tuesday);
        var expected = Times(market, Fb, day => day < underFb ? 1 / 6.0 : 1 / 3.0).Append(later).Between(From, Tuesday);
        Assert.Equal(expected.Times.ToArray(), bars.Times.ToArray());
        for (var i = 0; i < bars.Count; i++) Assert.Equal(expected.Close[i], bars.Close[i], 1e-9 * bars.Close[i]);
        Assert.Equal(isWholeMarket ? 0 : 3, test.SingleRequests);
    }

    private static BarSeries Times(FakeMarket market, Symbol symbol, Func<DateOnly, double> factor)
    {
        var raw = RawOf(market, symbol);
        return BarSeries.FromBars([.. Enumerable.Range(0, raw.Count).Select(i => Times(raw[i], factor(raw[i].Time.Date)))]);
    }

    private static Bar Times(in Bar bar, double factor) =>
        bar with { Open = bar.Open * factor, High = bar.High * factor, Low = bar.Low * factor, Close = bar.Close * factor };

    [Fact]
    public async Task An_event_that_the_prices_contradict_is_not_believed()
    {
        var market = MarketOf(10, Tuesday);
        // It has traded on all the time, and begins late in the window.
        market.Add(Meta, market.Daily(SymbolAt(7), Tuesday.AddDays(-200), Tuesday, adjusted: false));
        market.AddTickers(Meta, new TickerPeriod(Fb, Listed), new TickerPeriod(Meta, Renamed));
        await using var test = await StartAsync(market, Tuesday);

        var bars = await BarsAsync(test, KeyOf(Meta));

        Assert.Equal(1, EventRequests(test));
        Assert.True(market.Daily(Meta, From, Tuesday, adjusted: false).HasSameBars(bars));
    }

    [Fact]
    public async Task An_earlier_ticker_whose_prices_do_not_lead_to_the_later_ones_is_not_joined()
    {
        var market = RenamedMarket();
        market.Add(Fb, Times(market, Fb, _ => 3));
        await using var test = await StartAsync(market, Tuesday);

        var bars = await BarsAsync(test, KeyOf(Meta));

        Assert.True(market.Daily(Meta, Renamed, Tuesday, adjusted: false).HasSameBars(bars));
    }

    [Fact]
    public async Task A_symbol_with_all_its_bars_gives_no_reason_to_ask()
    {
        await using var test = await StartAsync(RenamedMarket(), Tuesday);

        var lookup = await LookAsync(test, KeyOf(SymbolAt(3)));

        Assert.Equal((1, 0), (lookup.Requests, EventRequests(test)));
    }

    [Fact]
    public async Task A_young_symbol_is_asked_about_once_in_ninety_days()
    {
        var market = MarketOf(10, Tuesday.AddDays(200));
        market.Add(Meta, market.Daily(SymbolAt(7), Renamed, DateOnly.MaxValue, adjusted: false));
        await using var test = await StartAsync(market, Tuesday);

        var first = await LookAsync(test, KeyOf(Meta));
        await LookAsync(test, KeyOf(Meta, Days + 10));
        test.GoTo(Wednesday);
        await LookAsync(test, KeyOf(Meta));

        // Nothing is known of its tickers, so that its details are requested for its first day.
        Assert.Equal((3, 1, 1), (first.Requests, EventRequests(test), test.Server.Requests.CountOf("/v3/reference/tickers/META")));
        test.GoTo(Tuesday.AddDays(91));
        await LookAsync(test, KeyOf(Meta, Days + 20));
        Assert.Equal(2, EventRequests(test));
    }

    [Fact]
    public async Task Bars_before_the_first_day_in_the_details_are_another_companys()
    {
        var market = RenamedMarket(hasEvents: false);
        market.AddCompany(Meta, new FakeCompany(ListedOn: Renamed));
        await using var test = await StartAsync(market, Tuesday);

        Assert.True(market.Daily(Meta, Renamed, Tuesday, adjusted: false).HasSameBars(await BarsAsync(test, KeyOf(Meta))));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(403)]
    public async Task Without_an_answer_the_lookup_succeeds_and_the_events_are_not_requested_in_each_lookup(int status)
    {
        var market = RenamedMarket();
        await using var test = await StartAsync(market, Tuesday);
        test.Server.Faults.Add((status == 403 ? Fault.NotAuthorized() : Fault.Status(status)).OnPath("/events"));

        var lookup = await LookAsync(test, KeyOf(Meta));
        await LookAsync(test, KeyOf(Meta, Days + 10));

        Assert.True(lookup.Succeeded);
        Assert.True(market.Daily(Meta, Renamed, Tuesday, adjusted: false).HasSameBars(lookup.History.Bars));
        Assert.Equal(1, EventRequests(test));
    }
}
