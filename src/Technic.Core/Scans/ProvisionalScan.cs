using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>
/// Provisional results while the quota of a provider makes a load of the market take minutes: days are loaded in descending order, so the
/// first few of them already have data of all symbols. Not safe for concurrent use.
/// </summary>
internal sealed class ProvisionalScan
{
    /// <summary>Shorter loads have no provisional results.</summary>
    private static readonly TimeSpan LongLoad = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The numbers of sessions from which further rules have values: the 5-bar return, the averages and ranges of 20, the MACD and the
    /// average of 50, the volatility of 60, half a year, and the average of 200.
    /// </summary>
    private static readonly int[] Steps = [5, 21, 51, 64, 126, 200];

    private const int DollarVolumeBars = 20;

    private readonly ScanRequest _request;
    private readonly Universe _universe;
    private readonly MarketDay? _volumes;
    private readonly WholeMarket _market;
    private readonly MarketClock _clock;
    private readonly string _source;
    private int _reported;

    private ProvisionalScan(
        ScanRequest request, Universe universe, MarketDay? volumes, WholeMarket market, MarketClock clock, string source) =>
        (_request, _universe, _volumes, _market, _clock, _source) = (request, universe, volumes, market, clock, source);

    /// <summary>The provisional results of a load; <c>null</c> when there are none, because it is short or has no whole days.</summary>
    public static ProvisionalScan? For(
        ScanRequest request, LoadPlan plan, Universe universe, MarketDay? volumes, WholeMarket? market, MarketClock clock,
        IPriceSource source) =>
        market is not null && plan.Days > 0 && plan.Time >= LongLoad
            ? new ProvisionalScan(request, universe, volumes, market, clock, source.Name)
            : null;

    /// <summary>The next provisional result, when enough further sessions are loaded; otherwise <c>null</c>.</summary>
    /// <param name="search">The search of the scan.</param>
    /// <param name="elapsed">The duration of the scan so far.</param>
    /// <param name="cancellationToken">Cancels the reading of the days.</param>
    public async ValueTask<ScanProvisional?> NextAsync(HistorySearch search, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        // The provider may have refused the newest session meanwhile, because it publishes it later.
        var moment = _clock.At(search.Moment.Now);
        var window = moment.Window(_request.KeyOf(default) with { Days = search.Days });
        var sessions = Loaded(window);
        if (sessions.Count <= _reported || !Array.Exists(Steps, step => step > _reported && step <= sessions.Count)) return null;
        var needed = MarketClock.Calendar.CountBetween(window.From, window.To);
        if (sessions.Count == needed) return null;
        try
        {
            if (await ScanAsync(moment, sessions, search.Computation!, elapsed, cancellationToken)
                .ConfigureAwait(false) is not { } result) return null;
            _reported = sessions.Count;
            return new ScanProvisional(result, sessions.Count, needed);
        }
        catch (HistoryStoreException)
        {
            // The load continues, and its end reports what was not readable.
            return null;
        }
    }

    /// <summary>The available sessions with bars without a gap, in descending order.</summary>
    private List<DateOnly> Loaded(in DayRange window)
    {
        var loaded = new List<DateOnly>();
        foreach (var session in MarketClock.Calendar.SessionsBetween(window.From, window.To).Reverse())
        {
            if (!_market.Archive.Has(session)) break;
            loaded.Add(session);
        }
        return loaded;
    }

    private async ValueTask<ScanResult?> ScanAsync(
        Moment moment, List<DateOnly> sessions, IHistoryComputation computation, Func<TimeSpan> elapsed,
        CancellationToken cancellationToken)
    {
        var (newest, oldest) = (sessions[0], sessions[^1]);
        // The filters must not exclude a symbol because of bars that are not loaded yet.
        var request = _request with
        {
            MinBars = Math.Min(_request.MinBars, sessions.Count),
            MinDollarVolume = sessions.Count < DollarVolumeBars ? 0 : _request.MinDollarVolume,
        };
        var ledger = new ScanLedger(request, _universe, _volumes);
        var part = ledger.Search(moment, newest.DayNumber - oldest.DayNumber, computation);
        part.Splits = _market.Archive.Splits;
        var open = part.Open();
        var assembly = await _market.Assembler.AssembleAsync(part, open, cancellationToken).ConfigureAwait(false);
        var answers = new HistoryAnswer[open.Length];
        MemoryTier.InRanges(open.Length, cancellationToken, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                var history = assembly.Histories[i] ?? new PriceHistory(open[i].Key, BarSeries.Empty, moment.Now, _source);
                answers[i] = HistoryKeeper.Answer(part, open[i].Place, new HistoryLookup(history, Tier.Provider));
            }
        });
        ledger.Enter(answers);
        if (ledger.NewestBar is null) return null;
        var backdrop = ledger.IsWholeMarket ? MarketBackdrop.OfMarket(ledger.RowsOf(newest)) : MarketBackdrop.OfScan(ledger.RowsOf(newest));
        return ledger.Close(newest, DayState.Preliminary, _source, backdrop, elapsed).Result;
    }
}
