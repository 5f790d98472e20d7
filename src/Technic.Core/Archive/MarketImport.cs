using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>What an import brought.</summary>
/// <param name="Days">Days that were new to the archive.</param>
/// <param name="KeptDays">Days that the archive had already, and kept.</param>
/// <param name="Bars">Bars of the new days.</param>
/// <param name="FirstDay">The first new day; <c>null</c> when there was none.</param>
/// <param name="LastDay">The last new day.</param>
/// <param name="FewestSymbols">The fewest symbols of a new day: what is not among them has no bar on that day.</param>
/// <param name="MostSymbols">The most symbols of a new day.</param>
public sealed record ImportSummary(int Days, int KeptDays, long Bars, DateOnly? FirstDay, DateOnly? LastDay, int FewestSymbols, int MostSymbols);

/// <summary>
/// Takes files into the archive. Files of one import may each have some symbols of a day; a day that was there before the import is never changed.
/// </summary>
public sealed class MarketImport(MarketArchive archive, MarketClock clock)
{
    private readonly HashSet<DateOnly> _kept = [];
    private readonly SortedDictionary<DateOnly, int> _taken = [];

    /// <summary>Takes a file's days in.</summary>
    /// <exception cref="HistoryStoreException">The store did not take a day.</exception>
    public async Task AddAsync(MarketFile file, CancellationToken cancellationToken)
    {
        if (_taken.Count == 0 && _kept.Count == 0) await archive.RefreshAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (date, bars) in file.Days.OrderBy(day => day.Key))
        {
            if (!_taken.ContainsKey(date) && archive.Has(date))
            {
                _kept.Add(date);
                continue;
            }
            var before = _taken.ContainsKey(date) ? await archive.OpenAsync(date, neighbour: null, cancellationToken).ConfigureAwait(false) : null;
            var day = before is null ? MarketDay.Of(date, bars) : before.With(bars);
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
    public ImportSummary Summary() => _taken.Count == 0
        ? new ImportSummary(0, _kept.Count, 0, null, null, 0, 0)
        : new ImportSummary(
            _taken.Count, _kept.Count, _taken.Values.Sum(count => (long)count), _taken.Keys.First(), _taken.Keys.Last(), _taken.Values.Min(),
            _taken.Values.Max());
}
