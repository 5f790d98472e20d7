using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Scans;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.EngineContract;

/// <summary>The behaviour of every engine with a source of whole-market days.</summary>
public abstract class WholeMarketContract : IAsyncLifetime
{
    /// <summary>More symbols than the rating's window has sessions, so that whole days take fewer requests.</summary>
    private const int Count = 300;
    private const int Days = 90;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly DateOnly Wednesday = new(2026, 3, 11);
    private static readonly DateOnly Thursday = new(2026, 3, 12);

    private IEngineUnderTest _underTest = null!;

    protected FakeTimeProvider Time { get; } = new(Clocks.WednesdayEvening);

    protected ScriptedMarket Market { get; }

    protected WholeMarketContract() => Market = new ScriptedMarket(Time, [.. Enumerable.Range(0, Count).Select(SymbolAt)]);

    protected IScanEngine Engine => _underTest.Engine;

    /// <summary>Whether the engine provides data about the whole market; the client of a server does not, the server does.</summary>
    protected virtual bool TellsOfTheMarket => true;

    private IMarketReference Reference => (IMarketReference)Engine;

    /// <summary>Creates an engine on an empty store; the expiry of its memory has no jitter.</summary>
    protected abstract Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time);

    public async Task InitializeAsync() => _underTest = await StartAsync(Market, Time);

    public async Task DisposeAsync() => await _underTest.DisposeAsync();

    private static Symbol SymbolAt(int number) => Symbol.Parse($"S{number:D4}");

    private static int SessionsOf(int days, DateOnly to) => ExchangeCalendar.Nyse.SessionsBetween(to.AddDays(-days), to).Count();

    private static ScanRequest Request(int symbols = Count, int days = Days) => new()
    {
        Universe = new Universe([.. Enumerable.Range(0, symbols).Select(i => new Listing(SymbolAt(i)))]), Days = days, Top = 0,
        MinDollarVolume = 0,
    };

    private static CancellationToken Soon() => new CancellationTokenSource(Patience).Token;

    private Task<ScanResult> ScanAsync(ScanRequest request) => Engine.ScanToEndAsync(request, Soon());

    private async Task<BarSeries> BarsAsync(int symbol, int days = Days) =>
        (await Engine.GetHistoryAsync(new PriceHistoryKey(SymbolAt(symbol), days, Frequency.Daily), Soon())).History!.Bars;

    private void GoTo(DateOnly day) => Time.SetUtcNow(NewYork.Instant(day, new TimeOnly(20, 0)));

    [Fact]
    public async Task A_cold_market_takes_a_request_a_session_and_one_for_the_splits_and_a_warm_one_none()
    {
        var cold = (await ScanAsync(Request())).Summary;
        var warm = (await ScanAsync(Request())).Summary;

        Assert.Equal((SessionsOf(Days, Wednesday), 1, 0), (Market.Days.Count, Market.SplitCalls, Market.Singles.Calls.Count));
        Assert.Equal((Count, Market.Requests, new TierCounts(0, 0, Count)), (cold.Ranked, cold.ProviderRequests, cold.Tiers));
        Assert.Equal((0, new TierCounts(Count, 0, 0)), (warm.ProviderRequests, warm.Tiers));
        var statistics = await Engine.GetStatisticsAsync(Soon());
        Assert.Equal((Count, Count, (long)Market.Requests), (statistics.Hits, statistics.Misses, statistics.ProviderRequests));
    }

    [Fact]
    public async Task The_volume_weighted_prices_of_the_source_are_kept_and_used_by_formulas()
    {
        var executed = new DateOnly(2026, 3, 4);
        var before = executed.AddDays(-1);
        Divide(7, executed, 4);
        Market.Splits.Enqueue(new Split(SymbolAt(7), executed, 4));
        var request = Request() with { Where = "vwap > 0", Columns = ["last: vwap", "other: S0001.vwap"] };
        var asked = await ScanAsync(request);
        await _underTest.RestartAsync();

        foreach (var scan in (ScanResult[])[asked, await ScanAsync(request)])
        {
            Assert.Equal([], Enumerable.Range(0, Count).Select(SymbolAt).Except(scan.Rows.Select(row => row.Row.Symbol)));
            Assert.All(scan.Rows, row => Assert.Equal(Expected(row.Row.Symbol), row.Formulas[0].Value));
            Assert.All(scan.Rows, row => Assert.Equal(Expected(SymbolAt(1)), row.Formulas[1].Value));
        }
        var bars = await BarsAsync(7);
        Assert.Equal(Market.RawBar(SymbolAt(7), before).Vwap / 4, bars.Vwap[bars.IndexAtOrAfter(BarTime.OfDay(before))]);

        double Expected(Symbol symbol) => Market.RawBar(symbol, Wednesday).Vwap / (symbol == SymbolAt(7) ? 4 : 1);
    }

    [SkippableFact]
    public async Task Days_splits_and_symbols_of_the_market_are_told_and_asked_for_once()
    {
        Skip.IfNot(TellsOfTheMarket, "This engine does not give the market as a whole.");
        var day = new DateOnly(2026, 2, 4);
        var split = new Split(SymbolAt(3), new DateOnly(2026, 2, 18), 4);
        Market.Splits.Enqueue(split);

        var session = await Reference.GetSessionAsync(day, Soon());
        var splits = await Reference.GetSplitsAsync(day, Soon());
        var listings = await Reference.GetListingsAsync(Soon());
        await _underTest.RestartAsync();
        var again = await Reference.GetSessionAsync(day, Soon());

        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => KeyValuePair.Create(SymbolAt(i), Market.RawBar(SymbolAt(i), day))), session!.Bars);
        Assert.Equal(session.Bars, again!.Bars);
        Assert.Equal([split], splits!);
        Assert.Equal(splits!, await Reference.GetSplitsAsync(day.AddDays(1), Soon()));
        Assert.Empty((await Reference.GetSplitsAsync(Thursday, Soon()))!);
        Assert.Equal(Market.Symbols, listings.Select(listing => listing.Symbol).Order());
        Assert.Equal((1, 1), (Market.Days.Count, Market.SplitCalls));
    }

    [SkippableFact]
    public async Task Dividends_and_known_symbols_are_told_and_asked_for_once()
    {
        Skip.IfNot(TellsOfTheMarket, "This engine does not give the market as a whole.");
        var dividend = new Dividend(SymbolAt(3), new DateOnly(2026, 2, 18), 0.5);
        Market.Dividends.Enqueue(dividend);

        Assert.Equal([dividend], (await Reference.GetDividendsAsync(null, Soon()))!);
        await _underTest.RestartAsync();

        Assert.Equal([dividend], (await Reference.GetDividendsAsync(dividend.ExDate, Soon()))!);
        Assert.Empty((await Reference.GetDividendsAsync(dividend.ExDate.AddDays(1), Soon()))!);
        await Reference.GetListingsAsync(Soon());
        Assert.Equal(Market.Symbols, (await Reference.GetKnownListingsAsync(Soon())).Select(listing => listing.Symbol).Order());
        Assert.Equal(1, Market.DividendCalls);
    }

    [SkippableFact]
    public async Task Imported_details_of_companies_are_kept_and_used_by_scans()
    {
        Skip.IfNot(TellsOfTheMarket, "This engine does not give the market as a whole.");
        var energy = new Listing(SymbolAt(3), Sector: "Energy", MarketCap: 4e9);
        await ((ICompanyImport)Engine).ImportCompaniesAsync([energy], Soon());
        await ((ICompanyImport)Engine).ImportCompaniesAsync([new Listing(SymbolAt(3), Industry: "Oil")], Soon());
        await _underTest.RestartAsync();

        var request = new ScanRequest { Days = Days, Top = 0, MinDollarVolume = 0, Sectors = ["Energy"] };
        var row = Assert.Single((await ScanAsync(request)).Rows);

        Assert.Equal(
            (SymbolAt(3), "Energy", "Oil", 4e9), (row.Listing.Symbol, row.Listing.Sector, row.Listing.Industry, row.Listing.MarketCap));
    }

    [Fact]
    public async Task A_history_comes_in_every_form_of_prices()
    {
        var (split, exDate) = (new DateOnly(2026, 2, 18), new DateOnly(2026, 3, 4));
        Market.Splits.Enqueue(new Split(SymbolAt(3), split, 4));
        Market.Dividends.Enqueue(new Dividend(SymbolAt(3), exDate, 0.5));
        await ScanAsync(Request());
        var key = new PriceHistoryKey(SymbolAt(3), Days, Frequency.Daily);
        var raw = Market.RawBar(SymbolAt(3), exDate.AddDays(-1)).Close;

        var splits = (await Engine.GetHistoryAsync(key, PriceAdjustment.Splits, Soon())).History!.Bars;
        var none = (await Engine.GetHistoryAsync(key, PriceAdjustment.None, Soon())).History!.Bars;
        var total = (await Engine.GetHistoryAsync(key, PriceAdjustment.Total, Soon())).History!.Bars;

        var (before, after) = (splits.IndexAtOrAfter(BarTime.OfDay(split)) - 1, splits.IndexAtOrAfter(BarTime.OfDay(exDate)));
        Assert.Equal(none.Times.ToArray(), total.Times.ToArray());
        Assert.Equal(4 * splits.Close[before], none.Close[before], 9);
        Assert.Equal(splits.Close[before + 1], none.Close[before + 1], 9);
        Assert.Equal(splits.Close[after - 1] * (1 - (0.5 / raw)), total.Close[after - 1], 9);
        Assert.Equal(splits.Close[after], total.Close[after], 9);
        Assert.Equal(1, Market.DividendCalls);
    }

    [SkippableFact]
    public async Task A_day_that_cannot_be_brought_is_told_with_its_reason_and_brought_later()
    {
        Skip.IfNot(TellsOfTheMarket, "This engine does not give the market as a whole.");
        Market.RefuseDay = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider lost a day.", requests: 1);
        var lost = await Assert.ThrowsAsync<ScanFailedException>(() => Reference.GetSessionAsync(Wednesday, Soon()).AsTask());
        Market.RefuseDay = _ => null;

        Assert.Equal("The provider lost a day.", lost.Message);
        Assert.Equal(Count, (await Reference.GetSessionAsync(Wednesday, Soon()))!.Bars.Count);
    }

    [Fact]
    public async Task The_plan_is_told_before_anything_is_asked_and_is_kept_to()
    {
        var plan = await Engine.PlanAsync(Request(), Soon());
        Assert.Equal(0, Market.Requests);
        var sessions = SessionsOf(Days, Wednesday);
        Assert.Equal((Count, sessions, 1, 0, sessions + 1), (plan.Symbols, plan.Days, plan.SplitRequests, plan.Singles, plan.Requests));
        Assert.Equal((Wednesday.AddDays(-Days), Wednesday), (plan.FirstDay, plan.LastDay));

        await ScanAsync(Request());

        Assert.Equal(plan.Requests, Market.Requests);
        Assert.Equal(0, (await Engine.PlanAsync(Request(), Soon())).Requests);
    }

    [Fact]
    public async Task The_next_session_takes_three_requests_one_of_them_for_the_final_bars_of_the_last()
    {
        await ScanAsync(Request());
        var before = Market.Requests;
        GoTo(Thursday);

        var next = (await ScanAsync(Request())).Summary;

        Assert.Equal([Thursday, Wednesday], Market.Days.Skip(SessionsOf(Days, Wednesday)).OrderDescending());
        Assert.Equal((3, 3, Thursday, Count), (Market.Requests - before, next.ProviderRequests, next.AsOf, next.Ranked));
    }

    [Fact]
    public async Task After_a_restart_the_store_answers_and_another_window_asks_only_for_what_is_missing()
    {
        var cold = await ScanAsync(Request(days: 60));
        await _underTest.RestartAsync();
        var before = Market.Requests;

        var again = await ScanAsync(Request(days: 60));
        Assert.Equal((0, new TierCounts(0, Count, 0)), (again.Summary.ProviderRequests, again.Summary.Tiers));
        Assert.Equal(cold.Rows, again.Rows);
        await ScanAsync(Request(days: 30));
        Assert.Equal(before, Market.Requests);
        await ScanAsync(Request(days: Days));

        Assert.Equal(SessionsOf(Days, Wednesday), Market.Days.Count);
        Assert.Equal(Market.Days.Count, Market.Days.Distinct().Count());
        Assert.Empty(Market.Singles.Calls);
    }

    [Fact]
    public async Task Rows_of_single_symbols_are_continued_by_days_of_the_whole_market()
    {
        await ScanAsync(Request(symbols: 20));
        Assert.Equal((20, 0), (Market.Singles.Calls.Count, Market.Days.Count));
        await _underTest.RestartAsync();
        GoTo(Thursday);

        var next = await ScanAsync(Request(symbols: 20));

        // Wednesday evening's bars were preliminary.
        Assert.Equal((20, 2, 1), (Market.Singles.Calls.Count, Market.Days.Count, Market.SplitCalls));
        Assert.Equal(20, next.Summary.Ranked);
        var sessions = SessionsOf(ScanRequest.DefaultDays, Thursday);
        Assert.All(next.Rows, row => Assert.Equal((Thursday, sessions), (row.Row.AsOf.Date, row.Row.Bars)));
    }

    [Fact]
    public async Task A_narrow_window_loads_no_more_than_its_own_days_and_uses_all_that_are_there()
    {
        var cold = await ScanAsync(Request());
        var requests = Market.Requests;
        var complete = await ScanAsync(Request(days: ScanRequest.DefaultDays));
        var narrow = await ScanAsync(Request());

        Assert.Equal((SessionsOf(Days, Wednesday) + 1, Days, true), (requests, cold.Summary.Days, cold.Summary.IsProvisional));
        Assert.All(cold.Rows, row => Assert.NotEmpty(Scoring.Unrated(row.Row)));
        var summary = narrow.Summary;
        Assert.Equal((ScanRequest.DefaultDays, false, 0), (summary.Days, summary.IsProvisional, summary.ProviderRequests));
        Assert.Equal(
            complete.Rows.Select(row => (row.Row.Symbol, row.Row.Score)), narrow.Rows.Select(row => (row.Row.Symbol, row.Row.Score)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_short_list_is_compared_with_the_market_of_the_archive(bool isNewProcess)
    {
        var all = await ScanAsync(new ScanRequest { Top = 0, MinDollarVolume = 0 });
        var requests = Market.Requests;
        if (isNewProcess) await _underTest.RestartAsync();

        var few = await ScanAsync(Request(symbols: 3));

        Assert.Equal((Count, Count, requests), (all.Summary.MarketSymbols, few.Summary.MarketSymbols, Market.Requests));
        Assert.Equal(all.Regime, few.Regime);
        var strength = all.Rows.ToDictionary(row => row.Row.Symbol, row => row.RelativeStrength);
        Assert.Equal(3, few.Rows.Count);
        Assert.All(few.Rows, row => Assert.Equal(strength[row.Row.Symbol], row.RelativeStrength));
    }

    [Fact]
    public async Task A_load_that_takes_long_gives_provisional_rows_from_the_newest_sessions()
    {
        Market.RequestsPerMinute = 5;
        using var quota = new SemaphoreSlim(12);
        Market.HoldDay = (_, cancellationToken) => quota.WaitAsync(cancellationToken);
        var request = new ScanRequest { Top = 3, MinDollarVolume = 0 };
        var early = new List<ScanProvisional>();
        ScanResult? result = null;
        await foreach (var update in Engine.ScanAsync(request, Soon()))
        {
            if (update is ScanProgress { Load: not null }) quota.Release();
            if (update is ScanProvisional provisional) early.Add(provisional);
            if (update is ScanCompleted completed) result = completed.Result;
        }

        Assert.InRange(early.Count, 2, 6);
        Assert.InRange(early[0].Sessions, 5, 30);
        var sessions = early.ConvertAll(provisional => provisional.Sessions);
        Assert.Equal(sessions.Distinct().Order(), sessions);
        Assert.All(early, provisional =>
        {
            Assert.Equal((SessionsOf(ScanRequest.DefaultDays, Wednesday), 3, Wednesday),
                (provisional.Needed, provisional.Result.Rows.Count, provisional.Result.Summary.AsOf));
            Assert.True(provisional.Result.Summary.IsProvisional);
            Assert.All(provisional.Result.Rows, row =>
            {
                Assert.Equal(provisional.Sessions, row.Row.Bars);
                Assert.Equal(provisional.Sessions >= 200, Scoring.Unrated(row.Row).Length == 0);
            });
        });
        Assert.False(result!.Summary.IsProvisional);
        Assert.Equal((Count, (long)Market.Requests), (result.Summary.Ranked, (await Engine.GetStatisticsAsync(Soon())).ProviderRequests));
    }

    [Fact]
    public async Task Without_an_archive_a_short_list_is_compared_with_itself_and_says_so()
    {
        var few = await ScanAsync(Request(symbols: 3));

        Assert.Null(few.Summary.MarketSymbols);
        Assert.Equal([0, 50, 100], few.Rows.Select(row => row.RelativeStrength!.Value).Order());
    }

    [Fact]
    public async Task A_day_that_fails_fails_its_keys_with_one_reason_and_is_all_that_is_asked_for_next()
    {
        var bad = new DateOnly(2026, 2, 4);
        Market.RefuseDay = day => day == bad
            ? new PriceSourceException(PriceSourceFailure.Unavailable, "The provider lost a day.", requests: 1)
            : null;

        var failed = await ScanAsync(Request());
        Market.RefuseDay = _ => null;
        var asked = Market.Requests;
        var again = await ScanAsync(Request());

        Assert.Equal((0, Count), (failed.Summary.Ranked, failed.Summary.Failed));
        Assert.Equal("The provider lost a day.", Assert.Single(failed.Failures.Select(failure => failure.Reason).Distinct()));
        Assert.Equal((Count, 1, bad), (again.Summary.Ranked, Market.Requests - asked, Market.Days.Last()));
        Assert.Empty(Market.Singles.Calls);
    }

    [Fact]
    public async Task When_the_newest_day_fails_the_days_before_are_served_and_marked_stale()
    {
        await ScanAsync(Request());
        await _underTest.RestartAsync();
        GoTo(Thursday);
        Market.RefuseDay = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is away.", requests: 1);

        var stale = await ScanAsync(Request());

        Assert.Equal((Count, Count, 0), (stale.Summary.Ranked, stale.Summary.Stale, stale.Summary.Failed));
        Assert.All(stale.Rows, row => Assert.Equal(Wednesday, row.Row.AsOf.Date));
        Assert.Empty(Market.Singles.Calls);
    }

    [Fact]
    public async Task A_load_that_was_stopped_goes_on_where_it_stopped()
    {
        var sessions = SessionsOf(Days, Wednesday);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Engine.ScanAsync(Request(), stopping.Token))
            {
                if (update is ScanProgress { Load.Days: >= 20 }) await stopping.CancelAsync();
            }
        });
        await _underTest.RestartAsync();

        var resumed = await ScanAsync(Request());

        Assert.Equal(Count, resumed.Summary.Ranked);
        Assert.InRange(resumed.Summary.ProviderRequests, 0, sessions - 19);
        Assert.InRange(Market.Days.Count, sessions, sessions + 12);
    }

    [Fact]
    public async Task Scans_at_once_ask_for_each_day_once()
    {
        var scans = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ScanAsync(Request(days: Days - i))));

        Assert.All(scans, scan => Assert.Equal(Count, scan.Summary.Ranked));
        Assert.Equal(SessionsOf(Days, Wednesday), Market.Days.Count);
        Assert.Equal(Market.Days.Count, Market.Days.Distinct().Count());
    }

    [Fact]
    public async Task A_split_adjusts_what_came_before_it_in_every_width_without_asking_for_it_again()
    {
        await ScanAsync(Request());
        var before = await BarsAsync(7);
        Market.Splits.Enqueue(new Split(SymbolAt(7), Thursday, 4));
        GoTo(Thursday);

        await ScanAsync(Request());

        foreach (var days in new[] { 30, Days })
        {
            var bars = await BarsAsync(7, days);
            Assert.Equal(before.Close[^1] / 4, bars.Close[^2]);
            Assert.Equal(Market.RawBar(SymbolAt(7), Thursday).Close, bars.Close[^1]);
        }
        Assert.Empty(Market.Singles.Calls);
    }

    [Fact]
    public async Task A_split_that_is_learned_late_reaches_the_memory_of_every_key()
    {
        var late = new DateOnly(2026, 3, 9);
        await ScanAsync(Request());
        var replay = new PriceHistoryKey(SymbolAt(7), 30, Frequency.Daily, Wednesday);
        var wrong = (await Engine.GetHistoryAsync(replay, Soon())).History!.Bars;
        Market.Splits.Enqueue(new Split(SymbolAt(7), late, 2));
        GoTo(Thursday);

        await ScanAsync(Request());

        var right = (await Engine.GetHistoryAsync(replay, Soon())).History!.Bars;
        Assert.Equal(wrong.Close[0] / 2, right.Close[0]);
        Assert.Equal(wrong.Close[^1], right.Close[^1]);
    }

    [Fact]
    public async Task A_clock_that_was_two_weeks_ahead_leaves_nothing_behind_once_it_is_right()
    {
        // The provider, whose clock is right, has no bars of future sessions.
        var today = Wednesday;
        Market.IsEmpty = day => day > today;
        Time.AdjustTime(Clocks.WednesdayEvening.AddDays(14));
        await ScanAsync(Request());
        Time.AdjustTime(Clocks.WednesdayEvening);

        var back = await ScanAsync(Request());

        await AssertIsWholeAsync(back);
        await _underTest.RestartAsync();
        foreach (var evening in (DateOnly[])[Thursday, new(2026, 3, 13), new(2026, 3, 25), new(2026, 4, 2)])
        {
            today = evening;
            GoTo(evening);
            await AssertIsWholeAsync(await ScanAsync(Request()));
        }
        Assert.Empty(Market.Singles.Calls);

        // Every symbol has a bar of every session up to today, and each bar is the provider's.
        async Task AssertIsWholeAsync(ScanResult scan)
        {
            Assert.Equal((Count, 0, 0), (scan.Summary.Ranked, scan.Summary.Stale, scan.Summary.Failed));
            Assert.All(scan.Rows, row => Assert.Equal((today, SessionsOf(Days, today)), (row.Row.AsOf.Date, row.Row.Bars)));
            var sessions = ExchangeCalendar.Nyse.SessionsBetween(today.AddDays(-Days), today);
            Assert.Equal(sessions.Select(day => Market.RawBar(SymbolAt(7), day)), Bars(await BarsAsync(7)));
        }

        static IEnumerable<Bar> Bars(BarSeries bars) => Enumerable.Range(0, bars.Count).Select(i => bars[i]);
    }

    [Fact]
    public async Task A_session_that_is_late_is_asked_for_again_when_that_can_help_and_the_day_before_is_whole()
    {
        var holiday = new DateOnly(2026, 2, 4);
        Market.IsEmpty = day => day == Wednesday || day == holiday;
        var early = await ScanAsync(Request());
        var soon = (await ScanAsync(Request())).Summary;
        Market.IsEmpty = day => day == holiday;
        Time.Advance(TimeSpan.FromHours(2));

        var later = await ScanAsync(Request());

        var tuesday = new DateOnly(2026, 3, 10);
        Assert.All(early.Rows, row => Assert.Equal((tuesday, SessionsOf(Days, tuesday) - 1), (row.Row.AsOf.Date, row.Row.Bars)));
        Assert.Equal((tuesday, Count, 0), (early.Summary.AsOf, early.Summary.Ranked, early.Summary.Stale));
        // The day, and the splits up to it.
        Assert.Equal((0, 2, Wednesday), (soon.ProviderRequests, later.Summary.ProviderRequests, later.Summary.AsOf));
        Assert.All(later.Rows, row => Assert.Equal((Wednesday, SessionsOf(Days, Wednesday) - 1), (row.Row.AsOf.Date, row.Row.Bars)));
        Assert.Equal(1, Market.Days.Count(day => day == holiday));
    }

    /// <summary>Divides the symbol's raw prices from a day on by a ratio, like a split.</summary>
    private void Divide(int symbol, DateOnly from, double ratio)
    {
        var before = Market.EditDay;
        Market.EditDay = (day, bars) =>
        {
            if (day >= from && bars.TryGetValue(SymbolAt(symbol), out var bar)) bars[SymbolAt(symbol)] = Divided(bar, ratio);
            return before(day, bars);
        };
    }

    private static Bar Divided(Bar bar, double ratio) =>
        bar with
        {
            Open = bar.Open / ratio, High = bar.High / ratio, Low = bar.Low / ratio, Close = bar.Close / ratio, Vwap = bar.Vwap / ratio,
        };

    [Theory]
    [InlineData(0, 4, 0, 0.25)]
    [InlineData(0, 0.25, 0, 4)]
    [InlineData(0, 4, 1, 4)]
    [InlineData(-1, 4, 0, 4)]
    [InlineData(-1, 0.25, 0, 4)]
    public async Task Of_records_of_one_split_the_one_that_fits_the_price_gap_counts_once(
        int firstAfter, double first, int secondAfter, double second)
    {
        var executed = new DateOnly(2026, 3, 4);
        Divide(7, executed, 4);
        Market.Splits.Enqueue(new Split(SymbolAt(7), executed.AddDays(firstAfter), first));
        Market.Splits.Enqueue(new Split(SymbolAt(7), executed.AddDays(secondAfter), second));

        await ScanAsync(Request());
        var bars = await BarsAsync(7);
        await _underTest.RestartAsync();
        await ScanAsync(Request());

        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(executed.AddDays(-10), executed.AddDays(5)))
            Assert.Equal(Market.RawBar(SymbolAt(7), day).Close / 4, bars.Close[bars.IndexAtOrAfter(BarTime.OfDay(day))], 1e-9);
        Assert.True(bars.HasSameBars(await BarsAsync(7)));
        if (TellsOfTheMarket)
            Assert.Equal([new Split(SymbolAt(7), executed, 4)], (await Reference.GetSplitsAsync(executed.AddDays(-5), Soon()))!);
    }

    [Fact]
    public async Task A_reverse_split_and_the_forward_split_that_undoes_it_both_count()
    {
        var executed = new DateOnly(2026, 3, 4);
        Market.Splits.Enqueue(new Split(SymbolAt(7), executed, 0.002));
        Market.Splits.Enqueue(new Split(SymbolAt(7), executed.AddDays(1), 500));
        var edit = Market.EditDay;
        Market.EditDay = (day, bars) =>
        {
            if (day == executed) bars[SymbolAt(7)] = Divided(bars[SymbolAt(7)], 0.002);
            return edit(day, bars);
        };

        await ScanAsync(Request());

        var bars = await BarsAsync(7);
        foreach (var day in ExchangeCalendar.Nyse.SessionsBetween(executed.AddDays(-10), executed.AddDays(5)))
            Assert.Equal(Market.RawBar(SymbolAt(7), day).Close, bars.Close[bars.IndexAtOrAfter(BarTime.OfDay(day))], 1e-9);
    }

    private async Task<ScanRow> RowAsync(int symbol, PriceAdjustment adjust, DateOnly? asOf = null) =>
        (
            await ScanAsync(
                Request(
                    days: asOf is null ? Days : 60) with { Adjust = adjust,
                    AsOf = asOf })).Rows.Single(row => row.Row.Symbol == SymbolAt(symbol)).Row;

    [Fact]
    public async Task The_three_adjustments_are_those_of_a_hand_calculation_on_raw_prices_without_further_requests()
    {
        // Wednesday the 11th is the last bar. Paid on the 6th: 2 dollars a share, before the split of the 9th. Paid on the 10th: half a
        // dollar.
        var (friday, monday, tuesday) = (new DateOnly(2026, 3, 6), new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 10));
        Divide(7, monday, 4);
        Market.Splits.Enqueue(new Split(SymbolAt(7), monday, 4));
        Market.Dividends.Enqueue(new Dividend(SymbolAt(7), friday, 2));
        Market.Dividends.Enqueue(new Dividend(SymbolAt(7), tuesday, 0.5));
        Market.Dividends.Enqueue(new Dividend(SymbolAt(7), Thursday, 0.75));

        var splits = await RowAsync(7, PriceAdjustment.Splits);
        var before = Market.Requests;
        var none = await RowAsync(7, PriceAdjustment.None);
        Assert.Equal(before, Market.Requests);
        var total = await RowAsync(7, PriceAdjustment.Total);
        var again = await RowAsync(7, PriceAdjustment.Total);
        var later = await RowAsync(7, PriceAdjustment.Splits);

        double Raw(int march) => Market.RawBar(SymbolAt(7), new DateOnly(2026, 3, march)).Close;
        var last = Raw(11) / 4;
        // Five bars before the 11th is the 4th, a Wednesday before the split and both dividends.
        Assert.Equal(100 * ((last / (Raw(4) / 4)) - 1), splits.Roc5!.Value, 1e-9);
        Assert.Equal(100 * ((Raw(11) / 4 / (Raw(10) / 4)) - 1), none.Roc1!.Value, 1e-9);
        var dividends = (1 - (2 / Raw(5))) * (1 - (0.5 / (Raw(9) / 4)));
        Assert.Equal(100 * ((last / (Raw(4) / 4 * dividends)) - 1), total.Roc5!.Value, 1e-9);
        Assert.Equal((last, last, last), (splits.Close, none.Close, total.Close));
        Assert.Equal((total, splits), (again, later));
        Assert.Equal((before + 1, 1), (Market.Requests, Market.DividendCalls));
        // Without the split the price falls to a quarter at once: no momentum across it, and no plan.
        Assert.Equal((monday, 3), (none.Jump!.Value.At.Date, none.Jump.Value.Bars));
        Assert.Null(none.Roc5);
        Assert.Null(total.Jump);
    }

    [Fact]
    public async Task A_replay_knows_the_dividends_of_its_day_and_no_later_ones_and_they_survive_a_restart()
    {
        var (tuesday, wednesday) = (new DateOnly(2026, 3, 3), new DateOnly(2026, 3, 4));
        Market.Dividends.Enqueue(new Dividend(SymbolAt(7), tuesday, 1));
        Market.Dividends.Enqueue(new Dividend(SymbolAt(7), wednesday.AddDays(1), 3));
        await RowAsync(7, PriceAdjustment.Total);
        await _underTest.RestartAsync();

        var replay = await RowAsync(7, PriceAdjustment.Total, asOf: wednesday);

        double Raw(int march) => Market.RawBar(SymbolAt(7), new DateOnly(2026, 3, march)).Close;
        var fiveBefore = Market.RawBar(SymbolAt(7), new DateOnly(2026, 2, 25)).Close;
        Assert.Equal(100 * ((Raw(4) / (fiveBefore * (1 - (1 / Raw(2))))) - 1), replay.Roc5!.Value, 1e-9);
        Assert.Equal(1, Market.DividendCalls);
    }

    [Fact]
    public async Task A_row_with_a_jump_that_no_split_explains_is_marked_and_has_no_plan_and_no_momentum_across_it()
    {
        Divide(7, new DateOnly(2026, 3, 9), 0.1);

        var scan = await ScanAsync(Request() with { Sort = "roc5" });

        var row = scan.Rows.Single(ranked => ranked.Row.Symbol == SymbolAt(7));
        Assert.Equal((new DateOnly(2026, 3, 9), 3), (row.Row.Jump!.Value.At.Date, row.Row.Jump.Value.Bars));
        Assert.InRange(row.Row.Jump.Value.Ratio, 9, 11);
        Assert.Equal((null, null, null, null), (row.Row.Roc5, row.Row.Roc21, row.Row.Sma20, row.Row.Rsi14));
        Assert.Equal((null, Count, Signal.Neutral), (row.Plan, row.Rank, row.Row.Signal));
        Assert.NotNull(row.Row.Roc1);
    }
}
