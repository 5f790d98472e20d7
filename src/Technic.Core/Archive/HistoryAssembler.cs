using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>Histories put together from the archive.</summary>
/// <param name="Histories">One a key, in the order of the keys; <c>null</c> where the archive lacks a day or the splits.</param>
/// <param name="Life">How long they may be believed, when a young day among them had no bars yet.</param>
/// <param name="Problem">Why stored days could not be read now, as one sentence; <c>null</c> when the store answered.</param>
public readonly record struct Assembly(PriceHistory?[] Histories, TimeSpan? Life, string? Problem = null);

/// <summary>
/// Puts daily histories together: the raw bars of the window's days, adjusted by the splits executed within it. So a replay of a past day knows no later split,
/// and no split ever makes a stored day wrong.
/// </summary>
public sealed class HistoryAssembler(MarketArchive archive, MarketClock clock, string source)
{
    /// <summary>Where the days and splits are.</summary>
    public MarketArchive Archive => archive;

    /// <summary>How many days are held decoded at a time, however wide the window.</summary>
    private const int DaysAtATime = 64;

    private const int KeysPerTask = 256;
    private const int ReadsAtATime = 4;

    /// <summary>Whether the archive has everything that histories of a key's window need.</summary>
    public bool Covers(in PriceHistoryKey key)
    {
        if (key.Frequency != Frequency.Daily) return false;
        var window = clock.Window(key, clock.Now);
        return archive.KnowsSplits(window.From, window.To) && archive.Missing(window.From, window.To).Count == 0;
    }

    /// <summary>The first day that the archive has to bring for a key: the one after what the store's row covers, or the window's first.</summary>
    /// <param name="key">The key.</param>
    /// <param name="known">What the store has of it.</param>
    public DateOnly FirstNeeded(in PriceHistoryKey key, PriceHistory? known)
    {
        var window = clock.Window(key, clock.Now);
        return known is not null && CoveredTo(known, window) is { } covered ? covered.AddDays(1) : window.From;
    }

    /// <summary>Puts histories together.</summary>
    /// <param name="keys">Keys that differ in nothing but the symbol; of intraday keys nothing comes.</param>
    /// <param name="known">What the store has of each, in the same order; <c>null</c> to use the archive alone.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public ValueTask<Assembly> AssembleAsync(IReadOnlyList<PriceHistoryKey> keys, IReadOnlyList<PriceHistory?>? known, CancellationToken cancellationToken) =>
        keys.Count == 0 || keys[0].Frequency != Frequency.Daily
            ? ValueTask.FromResult(new Assembly(new PriceHistory?[keys.Count], null))
            : AssembleAsync(keys, known, clock.Window(keys[0], clock.Now), cancellationToken);

    /// <summary>
    /// Puts together what there is up to the last day that came, as of that day's publication: for when the provider failed to give the later ones.
    /// </summary>
    /// <returns>One history a key; <c>null</c> where the archive lacks a day before.</returns>
    public async ValueTask<PriceHistory?[]> AssembleOldAsync(IReadOnlyList<PriceHistoryKey> keys, CancellationToken cancellationToken)
    {
        var none = new PriceHistory?[keys.Count];
        if (keys.Count == 0 || keys[0].Frequency != Frequency.Daily) return none;
        var window = clock.Window(keys[0], clock.Now);
        var last = MarketClock.Calendar.SessionsBetween(window.From, window.To).LastOrDefault(archive.Has);
        if (last == default) return none;
        var assembly = await AssembleAsync(keys, known: null, window with { To = last }, cancellationToken).ConfigureAwait(false);
        return Array.ConvertAll(assembly.Histories, history => history is null ? null : history with { FetchedAt = clock.PublishedAt(last) });
    }

    private async ValueTask<Assembly> AssembleAsync(
        IReadOnlyList<PriceHistoryKey> keys, IReadOnlyList<PriceHistory?>? known, DayRange window, CancellationToken cancellationToken)
    {
        var none = new Assembly(new PriceHistory?[keys.Count], null);
        var (book, missing) = (archive.Splits, archive.Missing(window.From, window.To));
        var afterLastMissing = missing.Count == 0 ? window.From : missing[^1].AddDays(1);

        var drafts = new List<Draft>(keys.Count);
        for (var i = 0; i < keys.Count; i++)
        {
            var row = known?[i];
            var covered = row is null ? null : CoveredTo(row, window);
            var from = covered?.AddDays(1) ?? window.From;
            if (from < afterLastMissing || !archive.KnowsSplits(from, window.To)) continue;
            drafts.Add(new Draft(i, keys[i], covered is null ? null : row, from));
        }
        if (drafts.Count == 0) return none;

        var sessions = MarketClock.Calendar.SessionsBetween(drafts.Min(draft => draft.From), window.To).ToArray();
        foreach (var draft in drafts) draft.Reserve(sessions.Length);
        foreach (var block in sessions.Chunk(DaysAtATime))
        {
            try
            {
                if (await OpenAsync(block, cancellationToken).ConfigureAwait(false) is not { } days) return none;
                InParallel(drafts, draft => draft.Take(days), cancellationToken);
            }
            catch (HistoryStoreException problem)
            {
                return none with { Problem = problem.Message };
            }
        }
        InParallel(drafts, draft => none.Histories[draft.Place] = draft.Finish(window, book, source), cancellationToken);
        return none with { Life = Array.Exists(sessions, archive.IsBelievedEmpty) ? MarketArchive.EmptyDayLife : null };
    }

    /// <summary>The last day that a stored row covers, when raw bars can follow it: no split may be known that it could lack or already have.</summary>
    private DateOnly? CoveredTo(PriceHistory row, DayRange window)
    {
        if (row.IsEmpty || row.Key.Replay is not null) return null;
        var covered = clock.Window(row.Key, row.FetchedAt).To;
        if (covered >= window.To || covered < window.From || archive.Outdates(row)) return null;
        return archive.Splits.Of(row.Key.Symbol).Any(known => known.Split.ExecutionDate > covered) ? null : covered;
    }

    private async ValueTask<MarketDay[]?> OpenAsync(DateOnly[] sessions, CancellationToken cancellationToken)
    {
        var days = new MarketDay?[sessions.Length];
        days[0] = await archive.OpenAsync(sessions[0], neighbour: null, cancellationToken).ConfigureAwait(false);
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = ReadsAtATime, CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default,
        };
        await Parallel.ForAsync(1, sessions.Length, options, async (i, token) =>
            days[i] = await archive.OpenAsync(sessions[i], days[0], token).ConfigureAwait(false)).ConfigureAwait(false);
        return Array.TrueForAll(days, day => day is not null) ? Array.ConvertAll(days, day => day!) : null;
    }

    private static void InParallel(List<Draft> drafts, Action<Draft> work, CancellationToken cancellationToken)
    {
        if (drafts.Count <= KeysPerTask)
        {
            foreach (var draft in drafts) work(draft);
            return;
        }
        var tasks = (drafts.Count + KeysPerTask - 1) / KeysPerTask;
        // Not the scheduler of a grain, which has one thread.
        var options = new ParallelOptions { CancellationToken = cancellationToken, TaskScheduler = TaskScheduler.Default };
        Parallel.For(0, tasks, options, task =>
        {
            for (var i = task * KeysPerTask; i < Math.Min(drafts.Count, (task + 1) * KeysPerTask); i++) work(drafts[i]);
        });
    }

    /// <summary>One history while its days come in, oldest first.</summary>
    private sealed class Draft(int place, PriceHistoryKey key, PriceHistory? row, DateOnly from)
    {
        private int[] _times = [];
        private double[] _values = [];
        private int _count;
        private int _near;

        public int Place => place;

        public DateOnly From => from;

        public void Reserve(int sessions)
        {
            _times = new int[sessions];
            _values = new double[sessions * BarSeries.ValueColumns];
        }

        public void Take(MarketDay[] days)
        {
            foreach (var day in days)
            {
                if (day.Date < from) continue;
                var index = day.IndexOf(key.Symbol, _near);
                _near = index < 0 ? ~index : index;
                if (index < 0) continue;
                _times[_count] = BarTime.OfDay(day.Date).Minutes;
                var bar = day.ValuesAt(index);
                for (var column = 0; column < BarSeries.ValueColumns; column++) _values[(column * _times.Length) + _count] = bar[column];
                _count++;
            }
        }

        public PriceHistory Finish(DayRange window, SplitBook book, string source)
        {
            var raw = BarSeries.FromColumns(Times(), Values());
            var bars = row is null
                ? SplitAdjustment.Adjust(raw, book.Of(key.Symbol).Select(known => known.Split), window.To)
                : row.Bars.Append(raw).Between(window.From, window.To).Compact();
            return new PriceHistory(key, bars, book.CheckedAt, source);
        }

        private int[] Times() => _count == _times.Length ? _times : _times[.._count];

        private double[] Values()
        {
            if (_count == _times.Length) return _values;
            var values = new double[_count * BarSeries.ValueColumns];
            for (var column = 0; column < BarSeries.ValueColumns; column++)
                _values.AsSpan(column * _times.Length, _count).CopyTo(values.AsSpan(column * _count));
            return values;
        }
    }
}
