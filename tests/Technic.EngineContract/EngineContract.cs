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

/// <summary>An engine for one test, with its store, that can be restarted on the same store.</summary>
public interface IEngineUnderTest : IAsyncDisposable
{
    IScanEngine Engine { get; }

    /// <summary>Ends the engine as in a shutdown and starts a new one on the same store, clock and source.</summary>
    Task RestartAsync();
}

/// <summary>
/// The behaviour of every engine, regardless of where it runs. Each engine's tests inherit this suite; a rule of only one engine is a
/// defect.
/// </summary>
public abstract class EngineContract : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private IEngineUnderTest _underTest = null!;

    protected FakeTimeProvider Time { get; } = new(Clocks.WednesdayEvening);

    protected ScriptedSource Source { get; }

    protected EngineContract() => Source = new ScriptedSource(Time);

    protected IScanEngine Engine => _underTest.Engine;

    /// <summary>Creates an engine on an empty store; the expiry of its memory has no jitter.</summary>
    protected abstract Task<IEngineUnderTest> StartAsync(ScriptedSource source, FakeTimeProvider time);

    public async Task InitializeAsync() => _underTest = await StartAsync(Source, Time);

    public async Task DisposeAsync() => await _underTest.DisposeAsync();

    protected static Universe Universe(int symbols) => new([.. Enumerable.Range(0, symbols).Select(i => new Listing(
        Symbol.Parse($"S{i:D4}"), $"Company {i}", i % 2 == 0 ? "NYSE" : "NASDAQ",
        (i % 3) switch { 0 => "Energy", 1 => "Technology", _ => null }, i % 5 == 0 ? "Oil & Gas Drilling" : "Software"))]);

    protected static ScanRequest Request(int symbols) => new() { Universe = Universe(symbols), Top = 0, MinDollarVolume = 0 };

    protected static CancellationToken Soon() => new CancellationTokenSource(Patience).Token;

    protected Task<ScanResult> ScanAsync(ScanRequest request) => Engine.ScanToEndAsync(request, Soon());

    protected async Task<CacheStatistics> StatisticsAsync() => await Engine.GetStatisticsAsync(Soon());

    [Fact]
    public async Task A_scan_without_candidates_is_as_of_the_session_and_has_no_rows()
    {
        var result = await ScanAsync(Request(4) with { Types = ["CS"], Exchanges = ["OTC"] });

        Assert.Equal((4, 4, 0), (result.Summary.Requested, result.Summary.Filtered, result.Rows.Count));
        Assert.Equal(NewYork.Date(Clocks.WednesdayEvening), result.Summary.AsOf);
    }

    [Fact]
    public async Task A_filter_by_a_value_that_no_symbol_of_the_market_has_is_refused_with_those_that_they_have()
    {
        Source.Listings = Universe(8).Listings;

        var exchange = await Assert.ThrowsAsync<ScanRequestException>(() => ScanAsync(new ScanRequest { Exchanges = ["NASDQ"] }));
        var industry = await Assert.ThrowsAsync<ScanRequestException>(() => ScanAsync(new ScanRequest { Industries = ["Sofware"] }));
        var known = await ScanAsync(new ScanRequest { Exchanges = ["nasdaq"], Industries = ["soft"], MinDollarVolume = 0 });

        Assert.Equal("Unknown exchange 'NASDQ' (did you mean 'NASDAQ'?): expected NASDAQ, NYSE.", exchange.Message);
        Assert.Equal("No industry contains 'Sofware' (did you mean 'Software'?).", industry.Message);
        Assert.NotEmpty(known.Rows);
    }

    [Fact]
    public async Task A_hundred_cold_keys_and_the_same_again_are_a_hundred_misses_and_a_hundred_hits()
    {
        await ScanAsync(Request(100));
        await ScanAsync(Request(100));

        var statistics = await StatisticsAsync();
        Assert.Equal(
            (100, 100, 200, 50.0, 100), (statistics.Hits, statistics.Misses, statistics.Total, statistics.HitRate, statistics.CacheSize));
        Assert.Equal((100, 0, 100), (statistics.MemoryHits, statistics.StoreHits, statistics.ProviderFetches));
    }

    [Fact]
    public async Task Formulas_are_evaluated_where_the_histories_are_and_symbols_are_compared_where_they_meet()
    {
        var request = Request(40) with
        {
            Where = "leader and close[1] > 0",
            Formulas = "let leader = rank(close / close[5]) >= 50;",
            Columns = ["before: close[1]", "place: rank(close / close[5])", "ratio: close / S0001.close", "earlier: rank(close)[1]"],
            Sort = "close / close[2]",
        };
        var everything = await ScanAsync(Request(40) with { Columns = ["strength: close / close[5]"] });
        var strengths = everything.Rows.ToDictionary(row => row.Row.Symbol, row => row.Formulas[0].Value!.Value);

        var rows = (await ScanAsync(request)).Rows;

        Assert.InRange(rows.Count, 20, 39);
        var other = await ClosesAsync(Symbol.Parse("S0001"));
        var last = double.PositiveInfinity;
        foreach (var row in rows)
        {
            var closes = await ClosesAsync(row.Row.Symbol);
            Assert.Equal(["before", "place", "ratio", "earlier"], row.Formulas.Select(formula => formula.Name));
            Assert.Equal(closes[^2], row.Formulas[0].Value);
            var lower = strengths.Values.Count(value => value < strengths[row.Row.Symbol]);
            var equal = strengths.Values.Count(value => value == strengths[row.Row.Symbol]);
            Assert.Equal(100 * (lower + (0.5 * (equal - 1))) / (strengths.Count - 1), row.Formulas[1].Value!.Value, 1e-9);
            Assert.Equal(closes[^1] / other[^1], row.Formulas[2].Value);
            Assert.InRange(row.Formulas[3].Value!.Value, 0, 100);
            Assert.True(closes[^1] / closes[^3] <= last);
            last = closes[^1] / closes[^3];
        }

        async Task<double[]> ClosesAsync(Symbol symbol) =>
            (await Engine.GetHistoryAsync(request.KeyOf(symbol), Soon())).History!.Bars.Close.ToArray();
    }

    [Fact]
    public async Task A_formula_of_a_symbol_without_prices_ends_the_scan_with_a_sentence()
    {
        Source.WithoutBars[Symbol.Parse("NONE")] = true;

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(Request(3) with { Where = "close > NONE.close" }));

        Assert.StartsWith("A formula uses NONE, which has no prices", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cold_scan_asks_the_provider_once_a_symbol_and_a_warm_one_never()
    {
        var cold = (await ScanAsync(Request(60))).Summary;
        var warm = (await ScanAsync(Request(60))).Summary;

        Assert.Equal((60, new TierCounts(0, 0, 60)), (cold.ProviderRequests, cold.Tiers));
        Assert.Equal((0, new TierCounts(60, 0, 0)), (warm.ProviderRequests, warm.Tiers));
        Assert.Equal(60, Source.Calls.Count);
    }

    [Fact]
    public async Task A_warm_scan_finds_the_same_rows_as_the_cold_one()
    {
        var cold = await ScanAsync(Request(40));
        var warm = await ScanAsync(Request(40));

        Assert.Equal(40, cold.Rows.Count);
        Assert.Equal(cold.Rows, warm.Rows);
    }

    [Fact]
    public async Task After_a_restart_everything_comes_from_the_store()
    {
        var cold = await ScanAsync(Request(80));
        await _underTest.RestartAsync();

        var restarted = await ScanAsync(Request(80));

        Assert.Equal(new TierCounts(0, 80, 0), restarted.Summary.Tiers);
        Assert.Equal(80, Source.Calls.Count);
        Assert.Equal(cold.Rows, restarted.Rows);
    }

    [Fact]
    public async Task After_a_clear_memory_is_empty_and_the_store_answers()
    {
        await ScanAsync(Request(30));

        Assert.Equal(30, await Engine.ClearMemoryAsync(Soon()));
        Assert.Equal(0, (await StatisticsAsync()).CacheSize);
        Assert.Equal(new TierCounts(0, 30, 0), (await ScanAsync(Request(30))).Summary.Tiers);
    }

    [Theory]
    [InlineData(3_599, Tier.Memory)]
    [InlineData(3_600, Tier.Store)]
    [InlineData(3_601, Tier.Store)]
    public async Task Memory_answers_for_one_hour_to_the_second(int seconds, Tier tier)
    {
        await Engine.GetHistoryAsync(PriceHistoryKey.Parse("AAPL_90_daily"), Soon());
        Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(tier, (await Engine.GetHistoryAsync(PriceHistoryKey.Parse("AAPL_90_daily"), Soon())).Tier);
    }

    [Fact]
    public async Task A_thousand_callers_of_one_missing_key_make_one_request()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (_, token) => gate.Task.WaitAsync(token);
        var key = PriceHistoryKey.Parse("AAPL_90_daily");
        var callers = Enumerable.Range(0, 1_000).Select(_ => Engine.GetHistoryAsync(key, Soon()).AsTask()).ToArray();
        gate.SetResult();

        var answers = await Task.WhenAll(callers);

        Assert.Single(Source.Calls);
        Assert.All(answers, answer => Assert.Equal(new DateOnly(2026, 3, 11), answer.History!.AsOf!.Value.Date));
        var statistics = await StatisticsAsync();
        Assert.Equal((1_000, 1), (statistics.Total, statistics.ProviderFetches));
    }

    [Fact]
    public async Task Every_symbol_is_accounted_for_exactly_once()
    {
        Source.WithoutBars[Symbol.Parse("S0003")] = true;
        Source.Refuse = symbol => symbol.Text == "S0007"
            ? new PriceSourceException(PriceSourceFailure.BadData, "The answer is about another symbol.")
            : null;
        var universe = Universe(50);
        var request = Request(50) with
        {
            Universe = universe with { Dropped = new Dictionary<string, int> { ["no symbol"] = 2 } },
            Sectors = ["Energy", "Information Technology"], MaxSymbols = 30, MinPrice = 60,
        };

        var result = await ScanAsync(request);

        var summary = result.Summary;
        Assert.Equal(52, summary.Requested);
        Assert.Equal(summary.Requested, summary.Ranked + summary.Filtered + summary.Failed);
        Assert.Equal(2, result.Filtered["no symbol"]);
        Assert.Equal(universe.Listings.Count(l => l.Sector is null), result.Filtered["sector"]);
        Assert.True(result.Filtered["max symbols"] > 0 && result.Filtered["min price"] > 0);
        Assert.Equal(
            [
                new SymbolFailure(Symbol.Parse("S0003"), "no bars in the window"),
                new SymbolFailure(Symbol.Parse("S0007"), "The answer is about another symbol."),
            ],
            result.Failures);
        Assert.Equal(summary.Ranked, result.Rows.Select(r => r.Row.Symbol).Distinct().Count());
    }

    [Theory]
    [InlineData("close > 60 and sector in ('Energy', 'Technology')", true)]
    [InlineData("relativeStrength >= 50 and exchange = 'NYSE'", true)]
    [InlineData("close < 0", false)]
    public async Task A_condition_leaves_out_rows_and_every_one_is_counted(string where, bool leavesSome)
    {
        var request = Request(40) with { Where = where };
        var updates = new List<ScanUpdate>();
        await foreach (var update in Engine.ScanAsync(request, Soon())) updates.Add(update);

        var result = Assert.IsType<ScanCompleted>(updates[^1]).Result;
        Assert.Equal(leavesSome, result.Rows.Count > 0);
        Assert.Equal((40, 40), (result.Summary.Requested, result.Summary.Ranked + result.Filtered["where"]));
        Assert.Equal(
            result.Rows.Select(r => r.Row.Symbol).Order(),
            updates.OfType<ScanRows>().SelectMany(u => u.Rows).Select(r => r.Symbol).Order());
        Assert.Equal(result.Rows, (await ScanAsync(request)).Rows);
    }

    [Fact]
    public async Task Updates_begin_with_the_start_and_end_with_the_result_and_bring_every_ranked_row_once()
    {
        var updates = new List<ScanUpdate>();
        await foreach (var update in Engine.ScanAsync(Request(70), Soon())) updates.Add(update);

        Assert.Equal((70, 70, new DateOnly(2026, 3, 11)), updates[0] is ScanStarted s ? (s.Requested, s.Candidates, s.AsOf) : default);
        Assert.Contains(updates, u => u is ScanPlanned { FromProvider: 70 });
        Assert.Contains(updates, u => u is ScanProgress { Done: 70, Candidates: 70 });
        var result = Assert.IsType<ScanCompleted>(updates[^1]).Result;
        Assert.Equal(
            result.Rows.Select(r => r.Row.Symbol).Order(),
            updates.OfType<ScanRows>().SelectMany(u => u.Rows).Select(r => r.Symbol).Order());
    }

    [Fact]
    public async Task Rows_are_ranked_by_the_asked_column_and_cut_to_the_top()
    {
        var best = (await ScanAsync(Request(50) with { Top = 10 })).Rows;
        var cheapest = (await ScanAsync(Request(50) with { Top = 3, Sort = "close", Ascending = true })).Rows;

        Assert.Equal(Enumerable.Range(1, 10), best.Select(r => r.Rank));
        Assert.Equal(best.OrderByDescending(r => r.Row.Rating), best);
        Assert.Equal(cheapest.OrderBy(r => r.Row.Close), cheapest);
        Assert.Equal(3, cheapest.Count);
    }

    [Fact]
    public async Task The_next_session_costs_one_small_request_a_symbol()
    {
        await ScanAsync(Request(20));
        Time.SetUtcNow(Clocks.At(2026, 3, 12, 16, 15));

        var next = await ScanAsync(Request(20));

        Assert.Equal((20, new DateOnly(2026, 3, 12)), (next.Summary.ProviderRequests, next.Summary.AsOf));
        Assert.All(Source.Calls.Skip(20), call => Assert.Equal(new DateOnly(2026, 3, 10), call.From));
        Assert.All(next.Rows, row => Assert.Equal(new DateOnly(2026, 3, 12), row.Row.AsOf.Date));
    }

    [Fact]
    public async Task When_the_provider_fails_old_copies_are_served_and_marked()
    {
        await ScanAsync(Request(20));
        Time.Advance(TimeSpan.FromDays(1));
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.Unavailable, "The provider is away.");

        var stale = await ScanAsync(Request(20));

        Assert.Equal((20, 20, 0), (stale.Summary.Ranked, stale.Summary.Stale, stale.Summary.Failed));
        Assert.All(stale.Rows, row => Assert.True(row.Stale));
        Assert.Equal(20, (await StatisticsAsync()).StaleServed);
    }

    [Fact]
    public async Task A_scan_that_asks_again_for_what_failed_reports_exactly_its_own_requests()
    {
        Source.Refuse = symbol => symbol.Text.EndsWith('7') ? new PriceSourceException(PriceSourceFailure.Unavailable, "down", 1) : null;
        var failed = await ScanAsync(Request(40));
        var asked = Source.Calls.Count;
        Source.Refuse = _ => null;

        var again = await ScanAsync(Request(40));

        Assert.Equal((4, asked), (failed.Summary.Failed, failed.Summary.ProviderRequests));
        Assert.Equal((0, Source.Calls.Count - asked), (again.Summary.Failed, again.Summary.ProviderRequests));
        Assert.Equal(Source.Calls.Count, (await StatisticsAsync()).ProviderRequests);
    }

    [Fact]
    public async Task A_symbol_without_bars_is_asked_for_once()
    {
        Source.WithoutBars[Symbol.Parse("S0001")] = true;
        await ScanAsync(Request(5));
        await _underTest.RestartAsync();

        var again = await ScanAsync(Request(5));

        Assert.Equal(5, Source.Calls.Count);
        Assert.Equal(new SymbolFailure(Symbol.Parse("S0001"), "no bars in the window"), Assert.Single(again.Failures));
    }

    [Fact]
    public async Task A_wider_history_in_memory_answers_for_a_narrower_scan_and_a_narrower_lookup()
    {
        var wide = await ScanAsync(Request(20) with { Days = 600 });

        var narrow = await ScanAsync(Request(20) with { Days = 90 });
        var lookup = await Engine.GetHistoryAsync(new PriceHistoryKey(narrow.Rows[0].Row.Symbol, 90, Frequency.Daily), Soon());

        Assert.Equal(new TierCounts(20, 0, 0), narrow.Summary.Tiers);
        Assert.Equal(Tier.Memory, lookup.Tier);
        Assert.Equal(
            Source.Bars(lookup.History!.Key.Symbol, Frequency.Daily, new DateOnly(2025, 12, 11), new DateOnly(2026, 3, 11)).Times.ToArray(),
            lookup.History.Bars.Times.ToArray());
        Assert.Equal((600, 400), (wide.Summary.Days, narrow.Summary.Days));
    }

    [Fact]
    public async Task A_stored_history_of_a_scan_answers_for_a_narrower_lookup()
    {
        var scan = await ScanAsync(Request(3) with { Days = 90 });
        await _underTest.RestartAsync();
        var requests = Source.Calls.Count;

        var lookup = await Engine.GetHistoryAsync(new PriceHistoryKey(scan.Rows[0].Row.Symbol, 90, Frequency.Daily), Soon());

        Assert.Equal((Tier.Store, 61, requests), (lookup.Tier, lookup.History!.Bars.Count, Source.Calls.Count));
        Assert.Equal(90, lookup.History.Key.Days);
    }

    public static TheoryData<int> Windows => [1, 30, 150, 310, 400, 401, 900];

    [Theory]
    [MemberData(nameof(Windows))]
    public async Task A_symbol_has_one_rating_from_every_window(int days)
    {
        var usual = await ScanAsync(Request(20));

        var other = await ScanAsync(Request(20) with { Days = days });

        Assert.Equal(usual.Rows.Select(Rated), other.Rows.Select(Rated));
        Assert.False(other.Summary.IsProvisional);
        Assert.All(other.Rows, row => Assert.Equal("", Scoring.Unrated(row.Row)));

        static object Rated(RankedRow row) => (row.Rank, row.Row.Symbol, row.Row.Score, row.Row.Indicators, row.RelativeStrength, row.Plan);
    }

    [Fact]
    public async Task A_replay_sees_nothing_after_its_day_and_leaves_the_present_alone()
    {
        await ScanAsync(Request(10));

        var replay = await ScanAsync(Request(10) with { AsOf = new DateOnly(2025, 6, 1) });

        Assert.Equal(new DateOnly(2025, 5, 30), replay.Summary.AsOf);
        Assert.All(replay.Rows, row => Assert.Equal(new DateOnly(2025, 5, 30), row.Row.AsOf.Date));
        Assert.All(Source.Calls.Skip(10), call => Assert.Equal(new DateOnly(2025, 5, 30), call.To));
        Assert.Equal(new TierCounts(10, 0, 0), (await ScanAsync(Request(10))).Summary.Tiers);
    }

    [Fact]
    public async Task Cancelling_a_scan_stops_its_requests_and_keeps_what_was_fetched()
    {
        var held = Symbol.Parse("S0039");
        Source.Hold = (symbol, token) => symbol == held ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Soon());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var update in Engine.ScanAsync(Request(40), stopping.Token))
            {
                if (update is ScanProgress { Done: 39 }) await stopping.CancelAsync();
            }
        });

        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 0, Patience));
        Assert.Equal(1, Source.Cancelled);
        Source.Hold = (_, _) => Task.CompletedTask;
        Assert.Equal(1, (await ScanAsync(Request(40))).Summary.ProviderRequests);
    }

    [Fact]
    public async Task A_clear_during_a_fetch_leaves_nothing_old_behind()
    {
        var gate = new TaskCompletionSource();
        Source.Hold = (_, token) => gate.Task.WaitAsync(token);
        var lookup = Engine.GetHistoryAsync(PriceHistoryKey.Parse("AAPL_90_daily"), Soon()).AsTask();
        Assert.True(SpinWait.SpinUntil(() => Source.InFlight == 1, Patience));
        await Engine.ClearMemoryAsync(Soon());
        gate.SetResult();

        Assert.True((await lookup).Succeeded);
        Assert.Equal(0, (await StatisticsAsync()).CacheSize);
    }

    [Fact]
    public async Task A_provider_that_refuses_the_key_ends_the_scan_with_its_sentence()
    {
        Source.Refuse = _ => new PriceSourceException(PriceSourceFailure.NotAuthorized, "The provider refuses the key.");

        var problem = await Assert.ThrowsAsync<ScanFailedException>(() => ScanAsync(Request(200)));

        Assert.Equal("The provider refuses the key.", problem.Message);
    }

    [Fact]
    public async Task A_symbol_that_the_plan_of_the_key_does_not_include_fails_alone()
    {
        Source.Refuse = symbol => symbol.Text == "S0007"
            ? new PriceSourceException(PriceSourceFailure.Forbidden, "The plan does not include it.")
            : null;

        var result = await ScanAsync(Request(200));

        Assert.Equal((199, 1), (result.Summary.Ranked, result.Summary.Failed));
        Assert.Equal(new SymbolFailure(Symbol.Parse("S0007"), "The plan does not include it."), Assert.Single(result.Failures));
    }

    [Theory]
    [InlineData("days", "days")]
    [InlineData("sector", "Health Care")]
    [InlineData("sort", "rsi14")]
    [InlineData("where", "where, position 9: Unknown column 'rsi41' (did you mean 'rsi14'?)")]
    [InlineData("asOf", "2026-03-11")]
    public async Task A_request_that_cannot_be_carried_out_is_refused_with_a_sentence_that_helps(string what, string expected)
    {
        var request = what switch
        {
            "days" => Request(1) with { Days = 0 },
            "sector" => Request(1) with { Sectors = ["Helth Care"] },
            "sort" => Request(1) with { Sort = "rsi41" },
            "where" => Request(1) with { Where = "close > rsi41" },
            _ => Request(1) with { AsOf = new DateOnly(2026, 3, 12) },
        };

        var problem = await Assert.ThrowsAsync<ScanRequestException>(() => ScanAsync(request));

        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
        Assert.Empty(Source.Calls);
    }

    [Fact]
    public async Task Without_a_universe_the_source_is_asked_what_it_lists()
    {
        Source.Listings = Universe(12).Listings;

        Assert.Equal(12, (await ScanAsync(Request(1) with { Universe = null })).Summary.Ranked);
    }

    [Theory]
    [InlineData("BRK.B_90_daily")]
    [InlineData("BACpL_90_daily")]
    [InlineData("BABA_90_daily")]
    [InlineData("DE_5_intraday")]
    public async Task Keys_that_look_odd_are_stored_under_their_own_name(string text)
    {
        var key = PriceHistoryKey.Parse(text);
        var fetched = (await Engine.GetHistoryAsync(key, Soon())).History!;
        await _underTest.RestartAsync();

        var stored = await Engine.GetHistoryAsync(key, Soon());

        Assert.Equal(Tier.Store, stored.Tier);
        Assert.Equal(key, stored.History!.Key);
        Assert.Equal((fetched.FetchedAt, fetched.Source), (stored.History.FetchedAt, stored.History.Source));
        Assert.Equal(fetched.Bars.Close.ToArray(), stored.History.Bars.Close.ToArray());
        Assert.Equal(fetched.Bars.Times.ToArray(), stored.History.Bars.Times.ToArray());
    }
}
