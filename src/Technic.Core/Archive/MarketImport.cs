using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>What an import brought.</summary>
/// <param name="Days">Days that were stored.</param>
/// <param name="KeptDays">Days that the archive had already, and kept.</param>
/// <param name="ReplacedDays">Days among <paramref name="Days"/> that the archive had already, and that were replaced.</param>
/// <param name="Bars">Bars of the stored days.</param>
/// <param name="FirstDay">The first stored day; <c>null</c> when there was none.</param>
/// <param name="LastDay">The last stored day.</param>
/// <param name="FewestSymbols">The fewest symbols of a stored day: what is not among them has no bar on that day.</param>
/// <param name="MostSymbols">The most symbols of a stored day.</param>
/// <param name="Thin">Stored days with far fewer symbols than the sessions around them.</param>
public sealed record ImportSummary(
    int Days, int KeptDays, int ReplacedDays, long Bars, DateOnly? FirstDay, DateOnly? LastDay, int FewestSymbols, int MostSymbols, IReadOnlyList<ThinDay> Thin);

/// <summary>A day with far fewer symbols than the sessions around it.</summary>
/// <param name="Day">The day.</param>
/// <param name="Symbols">Its symbols.</param>
/// <param name="Usual">The median of the sessions around it.</param>
public readonly record struct ThinDay(DateOnly Day, int Symbols, int Usual);

/// <summary>
/// Takes files into the archive. Files of one import may each have some symbols of a day. A day that was there before the import is replaced when that is asked
/// for, or when it is partial and the new one has more symbols.
/// </summary>
/// <param name="archive">Where the days go.</param>
/// <param name="clock">What the market has published.</param>
/// <param name="replace">Whether a file replaces the days that are there.</param>
public sealed class MarketImport(MarketArchive archive, MarketClock clock, bool replace = false)
{
    /// <summary>A day with fewer than nine tenths of the usual symbols is partial.</summary>
    private const double PartialShare = 0.9;

    /// <summary>A day with fewer than this part of the usual symbols is worth a message; the number of listed symbols does not change as fast.</summary>
    private const double ThinShare = 0.75;

    /// <summary>How many sessions on each side a day is compared with.</summary>
    private const int Neighbours = 3;

    private readonly HashSet<DateOnly> _kept = [];
    private readonly HashSet<DateOnly> _replaced = [];
    private readonly SortedDictionary<DateOnly, int> _taken = [];

    /// <summary>Takes a file's days in.</summary>
    /// <exception cref="HistoryStoreException">The store did not take a day.</exception>
    public async Task AddAsync(MarketFile file, CancellationToken cancellationToken)
    {
        if (_taken.Count == 0 && _kept.Count == 0) await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (date, bars) in file.Days.OrderBy(day => day.Key))
        {
            var before = archive.Has(date) ? await archive.OpenAsync(date, neighbour: null, cancellationToken).ConfigureAwait(false) : null;
            var isOurs = _taken.ContainsKey(date);
            if (before is { Count: > 0 } && !isOurs)
            {
                if (!replace && !await IsPartialAsync(before, bars.Count, cancellationToken).ConfigureAwait(false))
                {
                    _kept.Add(date);
                    continue;
                }
                _replaced.Add(date);
            }
            var day = before is null || !isOurs ? MarketDay.Of(date, bars) : before.With(bars);
            await archive.ImportAsync(day, clock.Now, cancellationToken).ConfigureAwait(false);
            _taken[date] = day.Count;
        }
    }

    /// <summary>Takes splits in; they are believed to be all that were executed on the imported days.</summary>
    /// <exception cref="HistoryStoreException">The store did not take them.</exception>
    public async Task AddAsync(IReadOnlyList<Split> splits, CancellationToken cancellationToken)
    {
        var days = _taken.Keys.Concat(_kept).Order().ToArray();
        if (days.Length == 0) return;
        var published = clock.PublishedAt(days[^1]);
        await archive.Known.ImportAsync(splits, days[0], published < clock.Now ? published : clock.Now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What came of it.</summary>
    public async Task<ImportSummary> SummaryAsync(CancellationToken cancellationToken)
    {
        if (_taken.Count == 0) return new ImportSummary(0, _kept.Count, 0, 0, null, null, 0, 0, []);
        var thin = new List<ThinDay>();
        foreach (var (date, count) in _taken)
        {
            if (await UsualAsync(date, cancellationToken).ConfigureAwait(false) is { } usual && count < usual * ThinShare) thin.Add(new ThinDay(date, count, usual));
        }
        return new ImportSummary(
            _taken.Count, _kept.Count, _replaced.Count, _taken.Values.Sum(count => (long)count), _taken.Keys.First(), _taken.Keys.Last(),
            _taken.Values.Min(), _taken.Values.Max(), thin);
    }

    /// <summary>Whether a stored day lacks many of the symbols that another version of it has, or that its neighbours have.</summary>
    private async Task<bool> IsPartialAsync(MarketDay stored, int offered, CancellationToken cancellationToken)
    {
        if (offered <= stored.Count) return false;
        if (stored.Count < offered * PartialShare) return true;
        return await UsualAsync(stored.Date, cancellationToken).ConfigureAwait(false) is { } usual && stored.Count < usual * PartialShare;
    }

    /// <summary>The median number of symbols of the sessions around a day; <c>null</c> when the archive has none of them.</summary>
    private async Task<int?> UsualAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var around = MarketClock.Calendar.SessionsBetween(day.AddDays(-2 * Neighbours), day.AddDays(2 * Neighbours)).Where(session => session != day).ToArray();
        DateOnly[] sessions = [.. around.Where(session => session < day).TakeLast(Neighbours), .. around.Where(session => session > day).Take(Neighbours)];
        var counts = new List<int>();
        foreach (var session in sessions)
        {
            if (_taken.TryGetValue(session, out var taken)) counts.Add(taken);
            else if (archive.RecordOf(session) is { Symbols: > 0 } record) counts.Add(record.Symbols);
            else if (archive.Has(session) && await archive.OpenAsync(session, neighbour: null, cancellationToken).ConfigureAwait(false) is { Count: > 0 } stored)
                counts.Add(stored.Count);
        }
        if (counts.Count == 0) return null;
        counts.Sort();
        return counts[counts.Count / 2];
    }
}
