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
/// Provisional results while a provider's quota makes a load of the market take minutes: days are loaded from the newest back, so that the first few of them
/// already say something of every symbol. Not safe for concurrent use.
/// </summary>
internal sealed class ProvisionalScan
{
    /// <summary>Shorter loads are waited for.</summary>
    private static readonly TimeSpan LongLoad = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The numbers of sessions from which further rules have values: the 5-bar return, the averages and ranges of 20, the MACD and the average
    /// of 50, the volatility of 60, half a year, and the average of 200.
    /// </summary>
    private static readonly int[] Steps = [5, 21, 51, 64, 126, 200];

    private const int DollarVolumeBars = 20;

    private readonly ScanRequest _request;
    private readonly Universe _universe;
    private readonly MarketDay? _volumes;
    private readonly WholeMarket _market;
    private readonly string _source;
    private int _reported;

    private ProvisionalScan(ScanRequest request, Universe universe, MarketDay? volumes, WholeMarket market, string source) =>
        (_request, _universe, _volumes, _market, _source) = (request, universe, volumes, market, source);

    /// <summary>The provisional results of a load; <c>null</c> when there are none, because it is short or not of whole days.</summary>
    public static ProvisionalScan? For(
        ScanRequest request, LoadPlan plan, Universe universe, MarketDay? volumes, WholeMarket? market, IPriceSource source) =>
        market is not null && plan.Days > 0 && plan.Time >= LongLoad
            ? new ProvisionalScan(request, universe, volumes, market, source.Name)
            : null;

    /// <summary>The next provisional result, when enough further sessions have been loaded; otherwise <c>null</c>.</summary>
    /// <param name="search">The search of the scan.</param>
    /// <param name="elapsed">How long the scan has taken.</param>
    /// <param name="cancellationToken">Ends the reading of the days.</param>
    public async ValueTask<ScanProvisional?> NextAsync(HistorySearch search, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        var sessions = Loaded(search.Window);
        if (sessions.Count <= _reported || !Array.Exists(Steps, step => step > _reported && step <= sessions.Count)) return null;
        var needed = MarketClock.Calendar.CountBetween(search.Window.From, search.Window.To);
        if (sessions.Count == needed) return null;
        try
        {
            if (await ScanAsync(search, sessions, elapsed, cancellationToken).ConfigureAwait(false) is not { } result) return null;
            _reported = sessions.Count;
            return new ScanProvisional(result, sessions.Count, needed);
        }
        catch (HistoryStoreException)
        {
            // The load goes on, and says at its end what could not be read.
            return null;
        }
    }

    /// <summary>The sessions with bars that are here without a gap, from the newest back.</summary>
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
        HistorySearch search, List<DateOnly> sessions, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        var (newest, oldest) = (sessions[0], sessions[^1]);
        // The filters must not leave a symbol out for bars that are not loaded yet.
        var request = _request with
        {
            MinBars = Math.Min(_request.MinBars, sessions.Count),
            MinDollarVolume = sessions.Count < DollarVolumeBars ? 0 : _request.MinDollarVolume,
        };
        var ledger = new ScanLedger(request, _universe, _volumes);
        var part = ledger.Search(search.Moment, search.Window.To.DayNumber - oldest.DayNumber, AdjustedRows.Of(request.Adjust, _market.Archive));
        part.Splits = _market.Archive.Splits;
        var open = part.Open();
        var assembly = await _market.Assembler.AssembleAsync(part, open, cancellationToken).ConfigureAwait(false);
        var answers = new HistoryAnswer[open.Length];
        MemoryTier.InRanges(open.Length, cancellationToken, (from, to) =>
        {
            for (var i = from; i < to; i++)
            {
                var history = assembly.Histories[i] ?? new PriceHistory(open[i].Key, BarSeries.Empty, search.Moment.Now, _source);
                answers[i] = HistoryKeeper.Answer(part, open[i].Place, new HistoryLookup(history, Tier.Provider));
            }
        });
        ledger.Enter(answers);
        if (ledger.NewestBar is null) return null;
        var backdrop = ledger.IsWholeMarket ? MarketBackdrop.OfMarket(ledger.RowsOf(newest)) : MarketBackdrop.OfScan(ledger.RowsOf(newest));
        return ledger.Close(newest, DayState.Preliminary, _source, backdrop, elapsed).Result;
    }
}
