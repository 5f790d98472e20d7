using Microsoft.Extensions.Time.Testing;
using Technic.Core.Engine;
using Technic.Core.Market;
using Technic.Core.Provider;
using Technic.Core.Provider.Synthetic;
using Technic.Core.Scans;
using Technic.Core.Studies;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.EngineContract;

/// <summary>
/// Studies on every engine: each bit of the result, of the warnings and of every signal is that of one computation over all histories at
/// once.
/// </summary>
public abstract class StudyContract
{
    private const int Count = 150;

    private readonly FakeTimeProvider _time = new(Clocks.WednesdayEvening);

    /// <summary>Starts an engine on an empty store.</summary>
    protected abstract Task<IEngineUnderTest> StartAsync(IPriceSource source, FakeTimeProvider time);

    [Theory]
    [InlineData("close > highest(high, 20)[1] and volume > 1.2 * sma(volume, 20)", "close < sma(10)", null)]
    [InlineData("rank(roc(20)) >= 90", null, "roc(60)")]
    [InlineData("rating > 20 and relativeStrength >= 70", null, null)]
    [InlineData("signal = 'Long' and rsi14 < 60", null, "atrPercent")]
    [InlineData("SYN00001.close > SYN00001.sma(20) and market.close > market.sma(20) and sector = 'Technology'", null, null)]
    [InlineData("false", null, null)]
    public async Task A_study_has_the_bits_of_one_computation(string where, string? exit, string? rankBy)
    {
        var source = new SyntheticMarket(symbols: 60, time: _time);
        await using var underTest = await StartAsync(source, _time);
        var request = Request(where) with { RankBy = rankBy, Trades = exit is null ? null : new TradeRules { Exit = exit } };
        var histories = await source.ReadMarketAsync(request.FirstDayNeeded(), to: null, CancellationToken.None);

        AssertSameBits([ResultOf(histories, request)], await StudyAsync(underTest, [request]));
    }

    [Fact]
    public async Task Several_studies_have_the_bits_of_each_alone_and_count_their_variants()
    {
        var source = new SyntheticMarket(symbols: 40, time: _time);
        await using var underTest = await StartAsync(source, _time);
        StudyRequest[] requests = [.. new[] { 10, 20, 55 }.Select(n => Request($"close > highest(high, {n})[1]"))];
        var histories = await source.ReadMarketAsync(requests.Min(request => request.FirstDayNeeded()), to: null, CancellationToken.None);
        var alone = Array.ConvertAll(requests, request => ResultOf(histories, request));
        var expected = alone.Select(result => result.With(
            [.. alone.Where(other => other != result).Select(other => other.SessionSharpe)]) with { Events = [] });

        AssertSameBits([.. expected], await StudyAsync(underTest, requests));
    }

    [Fact]
    public async Task A_study_of_stored_days_has_the_bits_of_their_bars_also_after_a_restart()
    {
        Symbol[] symbols = [.. Enumerable.Range(0, Count).Select(i => Symbol.Parse($"S{i:D4}"))];
        var market = new ScriptedMarket(_time, symbols);
        await using var underTest = await StartAsync(market, _time);
        await underTest.Engine.ScanToEndAsync(
            new ScanRequest { Universe = new Universe([.. symbols.Select(symbol => new Listing(symbol))]), Days = 60, Top = 0 }, Soon());
        var bars = symbols.ToDictionary(symbol => symbol, _ => new List<Bar>());
        foreach (var day in market.Days.Distinct().Order())
        {
            var fetched = (await market.FetchMarketDayAsync(day, CancellationToken.None)).Day;
            foreach (var symbol in symbols)
            {
                if (fetched.BarOf(symbol) is { } bar) bars[symbol].Add(bar);
            }
        }
        TradedHistory[] histories = [.. bars.Select(symbol => new TradedHistory(
            new Listing(symbol.Key), BarSeries.FromBars([.. symbol.Value]),
            [.. market.Splits.Where(split => split.Symbol == symbol.Key)]))];
        var request = new StudyRequest { Scan = StudyRequest.EveryRow with { Where = "close > sma(10)" }, Horizons = [1, 5] };
        var expected = ResultOf(histories, request);

        AssertSameBits([expected], await StudyAsync(underTest, [request]));
        await underTest.RestartAsync();
        AssertSameBits([expected], await StudyAsync(underTest, [request]));
        Assert.True(expected.Signals > Count);
    }

    [Fact]
    public async Task Studies_of_lists_have_the_bits_of_studies_of_their_symbols()
    {
        var source = new SyntheticMarket(symbols: 40, time: _time);
        await using var underTest = await StartAsync(source, _time);
        var histories = await source.ReadMarketAsync(from: null, to: null, CancellationToken.None);
        Symbol[] symbols = [.. histories.Select(history => history.Listing.Symbol).Take(8)];
        var lists = ((IWatchEngine)underTest.Engine).Watches!;
        await lists.SetListAsync("one", symbols[..5], null, Soon());
        await lists.SetListAsync("two", symbols[3..], null, Soon());
        StudyRequest[] named = [.. new[] { 10, 20 }.Select(n => Request($"close > sma({n})"))];
        var ofLists = Array.ConvertAll(named, study => study with { Scan = study.Scan with { Lists = ["one", "two"] } });

        var results = await StudyAsync(underTest, ofLists);

        var listings = results[0].Request.Scan.Universe!.Listings;
        Assert.Equal(symbols, listings.Select(listing => listing.Symbol));
        Assert.All(results, result => Assert.Empty(result.Request.Scan.Lists));
        var ofSymbols = Array.ConvertAll(named, study => study with { Scan = study.Scan with { Universe = new Universe(listings) } });
        AssertSameBits(await StudyAsync(underTest, ofSymbols), results);
        Assert.Equal(8, results[0].UniverseSymbols);
    }

    [Fact]
    public async Task A_study_of_an_unknown_list_is_refused_with_the_nearest_name()
    {
        await using var underTest = await StartAsync(new SyntheticMarket(symbols: 20, time: _time), _time);
        await ((IWatchEngine)underTest.Engine).Watches!.SetListAsync("energy", [Symbol.Parse("SPY")], null, Soon());
        var request = Request("close > 1");

        var refusal = await Assert.ThrowsAsync<ScanRequestException>(
            () => StudyAsync(underTest, [request with { Scan = request.Scan with { Lists = ["enrgy"] } }]));

        Assert.Equal("Unknown list 'enrgy' (did you mean 'energy'?).", refusal.Message);
    }

    [Fact]
    public async Task An_invalid_formula_and_a_time_without_prices_are_refused_in_a_sentence()
    {
        await using var underTest = await StartAsync(new SyntheticMarket(symbols: 20, time: _time), _time);

        var formula = await Assert.ThrowsAsync<ScanRequestException>(() => StudyAsync(underTest, [Request("close > nothing")]));
        var time = await Assert.ThrowsAsync<ScanRequestException>(
            () => StudyAsync(underTest, [Request("close > 1") with { From = new DateOnly(1995, 1, 1), To = new DateOnly(1995, 1, 1) }]));

        Assert.Contains("nothing", formula.Message, StringComparison.Ordinal);
        Assert.StartsWith("There are no prices in that time", time.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_stored_days_a_study_fails_in_a_sentence()
    {
        await using var underTest = await StartAsync(new ScriptedMarket(_time, [Symbol.Parse("AAPL")]), _time);

        var failure = await Assert.ThrowsAsync<ScanFailedException>(() => StudyAsync(underTest, [Request("close > 1")]));

        Assert.Contains("no market days to study", failure.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private static StudyRequest Request(string where) => new()
    {
        Scan = StudyRequest.EveryRow with { Where = where }, From = new DateOnly(2025, 9, 2), To = new DateOnly(2026, 2, 27),
        Horizons = [1, 5, 20], Costs = 10,
    };

    private static StudyResult ResultOf(IReadOnlyList<TradedHistory> histories, StudyRequest request) =>
        new Study(StudyMarket.Of(histories)).Run(request, null, CancellationToken.None);

    private static Task<IReadOnlyList<StudyResult>> StudyAsync(IEngineUnderTest underTest, StudyRequest[] requests) =>
        ((IStudyEngine)underTest.Engine).StudyAsync(requests, _ => { }, Soon());

    private static void AssertSameBits(IReadOnlyList<StudyResult> expected, IReadOnlyList<StudyResult> actual) =>
        Assert.Equal(expected.Select(BitsOf), actual.Select(BitsOf));

    /// <summary>The stored form, in which every number has its shortest exact text.</summary>
    private static string BitsOf(StudyResult study) => System.Text.Encoding.UTF8.GetString(StudyCodec.Encode(study));
}
