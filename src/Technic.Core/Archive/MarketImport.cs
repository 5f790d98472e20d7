using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>The result of an import.</summary>
/// <param name="Days">The number of stored days.</param>
/// <param name="KeptDays">The number of days that were in the archive and were kept.</param>
/// <param name="ReplacedDays">The number of <paramref name="Days"/> that replaced days in the archive.</param>
/// <param name="Bars">The number of bars of the stored days.</param>
/// <param name="FirstDay">The first stored day; <c>null</c> when there was none.</param>
/// <param name="LastDay">The last stored day.</param>
/// <param name="FewestSymbols">The minimum number of symbols of a stored day; other symbols have no bar on that day.</param>
/// <param name="MostSymbols">The maximum number of symbols of a stored day.</param>
/// <param name="Thin">Stored days with far fewer symbols than the sessions around them.</param>
public sealed record ImportSummary(
    int Days, int KeptDays, int ReplacedDays, long Bars, DateOnly? FirstDay, DateOnly? LastDay, int FewestSymbols, int MostSymbols,
    IReadOnlyList<ThinDay> Thin);

/// <summary>A day with far fewer symbols than the sessions around it.</summary>
/// <param name="Day">The day.</param>
/// <param name="Symbols">The number of its symbols.</param>
/// <param name="Usual">The median of the sessions around it.</param>
public readonly record struct ThinDay(DateOnly Day, int Symbols, int Usual);

/// <summary>
/// Imports files into the archive. Files of one import may each have some symbols of a day. A day that was there before the import is
/// replaced on request, or when it is partial and the new one has more symbols.
/// </summary>
/// <param name="archive">The destination.</param>
/// <param name="clock">What the market has published.</param>
/// <param name="replace">Whether a file replaces existing days.</param>
public sealed class MarketImport(MarketArchive archive, MarketClock clock, bool replace = false)
{
    /// <summary>A day with fewer than nine tenths of the usual symbols is partial.</summary>
    private const double PartialShare = 0.9;

    /// <summary>
    /// A day with fewer than this share of the usual symbols gets a message; the number of listed symbols does not change as fast.
    /// </summary>
    private const double ThinShare = 0.75;

    /// <summary>The number of sessions on each side with which a day is compared.</summary>
    private const int Neighbours = 3;

    private readonly HashSet<DateOnly> _kept = [];
    private readonly HashSet<DateOnly> _replaced = [];
    private readonly SortedDictionary<DateOnly, int> _taken = [];

    /// <summary>Imports the days of a file.</summary>
    /// <exception cref="HistoryStoreException">A day was not stored.</exception>
    public async Task AddAsync(MarketFile file, CancellationToken cancellationToken)
    {
        if (_taken.Count == 0 && _kept.Count == 0)
        {
            await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (!archive.Answers) throw new HistoryStoreException("The price store cannot be read now. Try again in a moment.");
        }
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

    /// <summary>Imports splits, which must be all splits executed on the imported days.</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async Task AddAsync(IReadOnlyList<Split> splits, CancellationToken cancellationToken)
    {
        var days = _taken.Keys.Concat(_kept).Order().ToArray();
        if (days.Length == 0) return;
        await AddAsync(splits, days[0], clock.PublishedAt(days[^1]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The instant, but not one that has not come: a book of the future is not trusted.</summary>
    private DateTimeOffset Earlier(DateTimeOffset until) => until < clock.Now ? until : clock.Now;

    /// <summary>Imports all splits executed from a day on.</summary>
    /// <param name="splits">The splits.</param>
    /// <param name="from">The first execution date (New York date).</param>
    /// <param name="until">The instant up to which they are complete.</param>
    /// <param name="cancellationToken">Cancels the import.</param>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public ValueTask AddAsync(IReadOnlyList<Split> splits, DateOnly from, DateTimeOffset until, CancellationToken cancellationToken) =>
        archive.Known.ImportAsync(splits, from, Earlier(until), cancellationToken);

    /// <summary>Imports all dividends with an ex-date from a day on.</summary>
    /// <param name="dividends">The dividends.</param>
    /// <param name="from">The first ex-date (New York date).</param>
    /// <param name="until">The instant up to which they are complete.</param>
    /// <param name="cancellationToken">Cancels the import.</param>
    public async Task AddAsync(
        IReadOnlyList<Dividend> dividends, DateOnly from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await archive.Dividends.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var at = Earlier(until);
        await archive.Dividends.AddAsync(dividends, new DayRange(from, NewYork.Date(at)), at, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The result of the import.</summary>
    public async Task<ImportSummary> SummaryAsync(CancellationToken cancellationToken)
    {
        if (_taken.Count == 0) return new ImportSummary(0, _kept.Count, 0, 0, null, null, 0, 0, []);
        var thin = new List<ThinDay>();
        foreach (var (date, count) in _taken)
        {
            var usual = await UsualAsync(date, cancellationToken).ConfigureAwait(false);
            if (usual is { } median && count < median * ThinShare) thin.Add(new ThinDay(date, count, median));
        }
        return new ImportSummary(
            _taken.Count, _kept.Count, _replaced.Count, _taken.Values.Sum(count => (long)count), _taken.Keys.First(), _taken.Keys.Last(),
            _taken.Values.Min(), _taken.Values.Max(), thin);
    }

    /// <summary>Whether a stored day lacks many of the symbols that another version of it, or its neighbours, have.</summary>
    private async Task<bool> IsPartialAsync(MarketDay stored, int offered, CancellationToken cancellationToken)
    {
        if (offered <= stored.Count) return false;
        if (stored.Count < offered * PartialShare) return true;
        return await UsualAsync(stored.Date, cancellationToken).ConfigureAwait(false) is { } usual && stored.Count < usual * PartialShare;
    }

    /// <summary>The median number of symbols of the sessions around a day; <c>null</c> when the archive has none of them.</summary>
    private async Task<int?> UsualAsync(DateOnly day, CancellationToken cancellationToken)
    {
        var before = MarketClock.Calendar.SessionsBetween(day.AddDays(-2 * Neighbours), day.AddDays(-1)).TakeLast(Neighbours);
        var after = MarketClock.Calendar.SessionsBetween(day.AddDays(1), day.AddDays(2 * Neighbours)).Take(Neighbours);
        var counts = new List<int>();
        foreach (var session in before.Concat(after))
        {
            if (_taken.TryGetValue(session, out var taken)) counts.Add(taken);
            else if (archive.RecordOf(session) is { Symbols: > 0 } record) counts.Add(record.Symbols);
            else if (archive.Has(session))
            {
                var stored = await archive.OpenAsync(session, neighbour: null, cancellationToken).ConfigureAwait(false);
                if (stored is { Count: > 0 }) counts.Add(stored.Count);
            }
        }
        if (counts.Count == 0) return null;
        counts.Sort();
        return counts[counts.Count / 2];
    }
}
