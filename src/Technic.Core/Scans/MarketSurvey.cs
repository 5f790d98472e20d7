using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;
using Technic.Core.Rating;
using Technic.Core.Storage;
using Technic.Core.Universes;

namespace Technic.Core.Scans;

/// <summary>
/// The whole market as a backdrop for scans of a part of it. A scan of all symbols stores its own; otherwise the backdrop is computed once
/// per session from the archive, without requests. Safe for concurrent use.
/// </summary>
/// <param name="market">The whole-market days; <c>null</c> when the source provides single symbols only.</param>
/// <param name="listings">The known listings.</param>
public sealed class MarketSurvey(WholeMarket? market, ListingCache listings)
{
    private const int Kept = 4;

    /// <summary>
    /// Calendar days that contain the 63 sessions of relative strength and the averages of 50, for an archive without more.
    /// </summary>
    private const int LeastDays = 100;

    private readonly Lock _gate = new();
    private readonly List<(Edition Edition, MarketBackdrop Backdrop)> _kept = [];
    private volatile Latest? _latest;

    /// <summary>The last backdrop of a scan of all symbols, and the rows that it was computed from.</summary>
    private sealed record Latest(IReadOnlyList<ScanRow> Rows, MarketBackdrop Backdrop);

    /// <summary>The input of a backdrop: it is computed again when the session's bars or the splits change.</summary>
    private sealed record Edition(DateOnly Session, DateTimeOffset? FetchedAt, SplitBook Splits);

    /// <summary>The backdrop of a scan of all symbols: the last one again if the rows are the same objects in the same order.</summary>
    /// <param name="rows">One row a symbol, all of one session.</param>
    public MarketBackdrop Of(IReadOnlyList<ScanRow> rows)
    {
        if (_latest is { } latest && IsSame(latest.Rows, rows)) return latest.Backdrop;
        var backdrop = MarketBackdrop.OfMarket(rows);
        _latest = new Latest(rows, backdrop);
        return backdrop;
    }

    /// <summary>Stores the backdrop of a scan of all symbols.</summary>
    /// <param name="session">The session of its rows (New York date).</param>
    /// <param name="backdrop">The backdrop.</param>
    public void Keep(DateOnly session, MarketBackdrop backdrop)
    {
        if (market is not null) Keep(EditionOf(session), backdrop);
    }

    /// <summary>The backdrop of a session; <c>null</c> when the archive lacks days for it.</summary>
    /// <param name="session">The session (New York date).</param>
    /// <param name="moment">The moment of the scan.</param>
    /// <param name="cancellationToken">Cancels the reading of the days.</param>
    public async ValueTask<MarketBackdrop?> FindAsync(DateOnly session, Moment moment, CancellationToken cancellationToken)
    {
        if (market is null) return null;
        var edition = EditionOf(session);
        lock (_gate)
        {
            if (_kept.Find(kept => kept.Edition == edition).Backdrop is { } known) return known;
        }
        var rows = await RowsAsync(session, moment, cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0) return null;
        var backdrop = MarketBackdrop.OfMarket(rows);
        Keep(edition, backdrop);
        return backdrop;
    }

    private static bool IsSame(IReadOnlyList<ScanRow> rows, IReadOnlyList<ScanRow> others)
    {
        if (rows.Count != others.Count) return false;
        for (var i = 0; i < rows.Count; i++)
        {
            if (!ReferenceEquals(rows[i], others[i])) return false;
        }
        return true;
    }

    private void Keep(Edition edition, MarketBackdrop backdrop)
    {
        lock (_gate)
        {
            _kept.RemoveAll(kept => kept.Edition == edition);
            if (_kept.Count == Kept) _kept.RemoveAt(0);
            _kept.Add((edition, backdrop));
        }
    }

    private Edition EditionOf(DateOnly session) => new(session, market!.Archive.RecordOf(session)?.FetchedAt, market.Archive.Splits);

    private async ValueTask<IReadOnlyList<ScanRow>> RowsAsync(DateOnly session, Moment moment, CancellationToken cancellationToken)
    {
        var archive = market!.Archive;
        int[] widths = [RatingWindow.Days, LeastDays];
        if (Array.Find(widths, width => archive.Covers(new DayRange(session.AddDays(-width), session))) is not (> 0 and var days))
            return [];
        try
        {
            if (await archive.OpenAsync(session, neighbour: null, cancellationToken).ConfigureAwait(false) is not { Count: > 0 } day)
                return [];
            var symbols = await OfUsualTypesAsync(day.Symbols.ToArray(), cancellationToken).ConfigureAwait(false);
            var keys = symbols.ConvertAll(symbol => new PriceHistoryKey(symbol, days, Frequency.Daily, session));
            var search = new HistorySearch(keys, moment) { IsScan = true, Splits = archive.Splits };
            var assembly = await market.Assembler.AssembleAsync(search, search.Open(), cancellationToken).ConfigureAwait(false);
            var rows = new ScanRow?[keys.Count];
            MemoryTier.InRanges(rows.Length, cancellationToken, (from, to) =>
            {
                for (var i = from; i < to; i++)
                {
                    if (assembly.Histories[i] is { IsEmpty: false } history) rows[i] = SymbolEvaluator.Evaluate(history);
                }
            });
            return [.. rows.OfType<ScanRow>()];
        }
        catch (HistoryStoreException)
        {
            // The scan itself has already reported what was not readable.
            return [];
        }
    }

    private async ValueTask<List<Symbol>> OfUsualTypesAsync(Symbol[] traded, CancellationToken cancellationToken)
    {
        var known = await listings.GetKnownAsync(cancellationToken).ConfigureAwait(false);
        var unusual = known.Where(listing => listing.Type is { } type && !SecurityTypes.Usual.Contains(type))
            .Select(listing => listing.Symbol).ToHashSet();
        return [.. traded.Where(symbol => !unusual.Contains(symbol))];
    }
}
