using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Scans;
using Technic.Core.Storage;
using Technic.Core.Universes;
using Technic.Testing;

namespace Technic.Core.Tests.Scans;

/// <summary>Scans of all symbols in which some have no row, or an old one, for example because the silo that has them stopped.</summary>
public sealed class IncompleteMarketTests : IDisposable
{
    private const int Symbols = 30;

    private readonly TimerTrackingTimeProvider _time = new(Clocks.WednesdayEvening);
    private readonly MarketClock _clock;
    private readonly ScriptedMarket _source;
    private readonly MarketArchive _archive;
    private readonly CacheCounters _counters;
    private readonly FailingTier _failing = new();
    private readonly ScanRun _scan;

    public IncompleteMarketTests()
    {
        _clock = new MarketClock(_time);
        _source = new ScriptedMarket(_time, [.. Enumerable.Range(0, Symbols).Select(number => Symbol.Parse($"S{number:D2}"))]);
        var memory = new HistoryMemory(_clock);
        _counters = new CacheCounters(memory);
        _archive = new MarketArchive(new MemoryDocuments(), _clock, NullLoggerFactory.Instance);
        var loader = new MarketLoader(_archive, _source, _clock, _counters, NullLogger<MarketLoader>.Instance);
        var market = WholeMarket.Of(_archive, loader, _source, _clock, NullLoggerFactory.Instance);
        var keeper = new HistoryKeeper(memory, _clock);
        var tiers = new LocalTiers(
            _source, new MemoryHistoryStore(), keeper, market, _counters, new HistoryRules(), 8, NullLoggerFactory.Instance);
        var provider = new ProviderTier(new LoadPlanner(_archive, _source), market.Load, _archive, tiers.Fetch, _clock);
        var listings = new ListingCache(_source, null, _counters, _time, NullLogger<ListingCache>.Instance);
        var finder = new HistoryFinder(_failing, tiers.Archive, tiers.Rows, provider);
        _scan = new ScanRun(
            _clock, _source, _counters, listings, finder, market, new MarketSurvey(market, listings),
            (key, moment, cancellationToken) => tiers.Finder.FindAsync(key, moment, cancellationToken), NullLogger<ScanRun>.Instance);
    }

    public void Dispose()
    {
        _archive.Dispose();
        _counters.Dispose();
    }

    /// <summary>Answers chosen symbols with a failure or an old copy, and leaves the others to the next tiers.</summary>
    private sealed class FailingTier : IHistoryTier
    {
        public Func<HistoryQuery, HistoryLookup?> Answer { get; set; } = _ => null;

#pragma warning disable CS1998 // It completes synchronously.
        public async IAsyncEnumerable<SearchStep> AnswerAsync(
            HistorySearch search, [EnumeratorCancellation] CancellationToken cancellationToken)
#pragma warning restore CS1998
        {
            var answers = new List<HistoryAnswer>();
            foreach (var query in search.Open())
            {
                if (Answer(query) is { } lookup) answers.Add(HistoryKeeper.Answer(search, query.Place, lookup));
            }
            yield return new Answered([.. answers]);
        }
    }

    private async Task<ScanResult> ScanAsync(PriceAdjustment adjust = PriceAdjustment.Splits)
    {
        var request = new ScanRequest { Top = 0, MinDollarVolume = 0, Adjust = adjust };
        await foreach (var update in _scan.RunAsync(request, CancellationToken.None))
        {
            if (update is ScanCompleted completed) return completed.Result;
        }
        throw new InvalidOperationException("The scan did not end.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rows_are_compared_with_the_market_although_a_third_of_it_failed(bool isOld)
    {
        var complete = await ScanAsync();
        _failing.Answer = query => query.Place % 3 != 0 ? null
            : isOld ? Old(query) : new HistoryLookup(null, Tier.Provider, Problem: "no silo responded for it in time");

        var partial = await ScanAsync();

        Assert.Equal((Symbols, isOld ? 0 : Symbols / 3), (complete.Summary.MarketSymbols, partial.Summary.Failed));
        Assert.Equal(Symbols, partial.Summary.MarketSymbols);
        Assert.Equal(complete.Regime, partial.Regime);
        var right = complete.Rows.ToDictionary(row => row.Row.Symbol, row => row.RelativeStrength);
        var current = partial.Rows.Where(row => !row.Stale).ToArray();
        Assert.Equal(Symbols * 2 / 3, current.Length);
        Assert.All(current, row => Assert.Equal(right[row.Row.Symbol], row.RelativeStrength));
    }

    [Fact]
    public async Task A_part_of_the_market_is_never_called_the_market()
    {
        _failing.Answer = query =>
            query.Place % 3 == 0 ? new HistoryLookup(null, Tier.Provider, Problem: "no silo responded for it in time") : null;
        // The market of the archive has the usual prices, adjusted for splits.
        var result = await ScanAsync(PriceAdjustment.None);

        Assert.Equal((Symbols / 3, Symbols * 2 / 3), (result.Summary.Failed, result.Summary.Ranked));
        Assert.Null(result.Summary.MarketSymbols);
    }

    /// <summary>A copy of the day before.</summary>
    private HistoryLookup Old(HistoryQuery query)
    {
        var to = MarketClock.Calendar.LastSessionOnOrBefore(_clock.Take().Published.AddDays(-1));
        var bars = new ScriptedSource(_time).Bars(query.Key.Symbol, Frequency.Daily, to.AddDays(-query.Key.Days), to);
        var fetchedAt = _clock.PublishedAt(to);
        return new HistoryLookup(
            new PriceHistory(query.Key, bars, fetchedAt, "test"), Tier.Provider, IsStale: true, Problem: "The provider failed.");
    }
}
