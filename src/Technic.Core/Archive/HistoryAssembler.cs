using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>Histories built from the archive.</summary>
/// <param name="Histories">One for each query, in their order; <c>null</c> if the archive lacks a day or the splits.</param>
/// <param name="FreshUntil">The time until which they are fresh.</param>
/// <param name="Problem">Why stored days could not be read, as one sentence; <c>null</c> when the store did not fail.</param>
public readonly record struct Assembly(PriceHistory?[] Histories, DateTimeOffset FreshUntil, string? Problem = null);

/// <summary>
/// Builds daily histories: the raw bars of the window's days, adjusted for the splits executed within it. So a replay of a past day
/// contains no later split, and no split ever makes a stored day wrong.
/// </summary>
/// <param name="archive">The days and splits.</param>
/// <param name="clock">What the market has published.</param>
/// <param name="source">The name of the source of the bars.</param>
public sealed class HistoryAssembler(MarketArchive archive, MarketClock clock, string source)
{
    /// <summary>The maximum number of days decoded at a time, regardless of the window.</summary>
    private const int DaysAtATime = 32;

    private const int KeysPerTask = 256;
    private const int ReadsAtATime = 16;

    /// <summary>
    /// Each pass over the days holds a block of decoded days; more passes than processors would only need more memory. The partitions of a
    /// silo begin theirs together.
    /// </summary>
    private readonly SemaphoreSlim _passes = new(Environment.ProcessorCount);

    /// <summary>Builds the histories of a search; an older copy that can be continued needs only the days after it.</summary>
    /// <param name="search">The search; it has daily bars, and its snapshot of the splits is used.</param>
    /// <param name="queries">Keys of the search.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<Assembly> AssembleAsync(HistorySearch search, HistoryQuery[] queries, CancellationToken cancellationToken)
    {
        var splits = search.Splits = await archive.SettleSplitsAsync(search.Splits, cancellationToken).ConfigureAwait(false);
        // The splits may have been checked for a request of a later session, whose bars are not in this window.
        var isLater = splits.CheckedAt > search.Moment.Now && clock.LastPublishedSession(splits.CheckedAt) > search.Moment.Published;
        var fetchedAt = isLater ? search.Moment.Now : splits.CheckedAt;
        return await AssembleAsync(queries, search.Window, splits, fetchedAt, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Builds histories up to the last available day, as of that day's publication: for when the provider failed to supply the later ones.
    /// </summary>
    /// <returns>One history for each query; <c>null</c> if the archive lacks an earlier day.</returns>
    public async ValueTask<PriceHistory?[]> AssembleOldAsync(
        HistorySearch search, HistoryQuery[] queries, CancellationToken cancellationToken)
    {
        var window = search.Window;
        var last = MarketClock.Calendar.SessionsBetween(window.From, window.To).LastOrDefault(archive.Has);
        if (last == default || search.Frequency != Frequency.Daily) return new PriceHistory?[queries.Length];
        var alone = Array.ConvertAll(queries, query => query with { Known = null });
        var end = clock.PublishedAt(last);
        var assembly = await AssembleAsync(alone, window with { To = last }, search.Splits, end, cancellationToken).ConfigureAwait(false);
        return assembly.Histories;
    }

    private async ValueTask<Assembly> AssembleAsync(
        HistoryQuery[] queries, DayRange window, SplitBook splits, DateTimeOffset fetchedAt, CancellationToken cancellationToken)
    {
        var none = new Assembly(new PriceHistory?[queries.Length], DateTimeOffset.MinValue);
        var missing = archive.Missing(window);
        var afterLastMissing = missing.Count == 0 ? window.From : missing[^1].AddDays(1);

        var drafts = new List<Draft>(queries.Length);
        for (var i = 0; i < queries.Length; i++)
        {
            var covered = queries[i].Known is { } row ? clock.ContinuesAfter(row, window, splits) : null;
            var from = covered?.AddDays(1) ?? window.From;
            if (from < afterLastMissing || !archive.Known.Cover(splits, from, window.To)) continue;
            var security = splits.Tickers.Of(queries[i].Key.Symbol, window.To);
            drafts.Add(new Draft(i, queries[i].Key, covered is null ? null : queries[i].Known, new DayRange(from, window.To), security));
        }
        if (drafts.Count == 0) return none;
        await _passes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await PassAsync(drafts, none, window, splits, fetchedAt, queries[0].Key.Replay, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _passes.Release();
        }
    }

    /// <summary>Fills the drafts from the days, a block at a time.</summary>
    private async ValueTask<Assembly> PassAsync(
        List<Draft> drafts, Assembly none, DayRange window, SplitBook splits, DateTimeOffset fetchedAt, DateOnly? replay,
        CancellationToken cancellationToken)
    {
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
        InParallel(drafts, draft => none.Histories[draft.Place] = draft.Finish(window, splits, fetchedAt, source), cancellationToken);
        return none with { FreshUntil = archive.FreshUntil(window, replay) };
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
    private sealed class Draft(int place, PriceHistoryKey key, PriceHistory? row, DayRange days, Security security)
    {
        private readonly TickerColumns _own = new(key.Symbol, days);
        private readonly TickerColumns[] _earlier =
            [.. security.Earlier(days).Select(earlier => new TickerColumns(earlier.Ticker, earlier.Days))];

        public int Place => place;

        public DateOnly From => days.From;

        public void Reserve(int sessions)
        {
            _own.Reserve(sessions);
            foreach (var ticker in _earlier) ticker.Reserve(sessions);
        }

        public void Take(MarketDay[] block)
        {
            _own.Take(block);
            foreach (var ticker in _earlier) ticker.Take(block);
        }

        public PriceHistory Finish(DayRange window, SplitBook splits, DateTimeOffset fetchedAt, string source)
        {
            var bars = row is null ? Joined(splits, window.To) : Continued(row, window);
            return new PriceHistory(key, bars.Compact(), security.LearnedAt > fetchedAt ? security.LearnedAt : fetchedAt, source);
        }

        private BarSeries Joined(SplitBook splits, DateOnly asOf)
        {
            var (raw, believed) = security.Join(RawOf, splits.Of);
            return SplitAdjustment.Adjust(raw, splits.Of(believed).Select(known => known.Split), asOf);
        }

        private BarSeries RawOf(Symbol ticker) =>
            ticker == key.Symbol ? _own.Bars() : Array.Find(_earlier, columns => columns.Ticker == ticker)?.Bars() ?? BarSeries.Empty;

        private BarSeries Continued(PriceHistory row, DayRange window)
        {
            var bars = row.Bars.Between(window.From, days.From.AddDays(-1)).Append(_own.Bars()).Between(window.From, window.To);
            return security.IsKnown ? bars : Security.SinceLastPause(bars);
        }
    }

    /// <summary>The bars of one ticker while its days come in.</summary>
    private sealed class TickerColumns(Symbol ticker, DayRange days)
    {
        private int[] _times = [];
        private double[] _values = [];
        private double[]? _vwaps;
        private int _count;
        private int _near;

        public Symbol Ticker => ticker;

        public void Reserve(int sessions)
        {
            _times = new int[sessions];
            _values = new double[sessions * BarSeries.ValueColumns];
        }

        public void Take(MarketDay[] block)
        {
            foreach (var day in block)
            {
                if (day.Date < days.From || day.Date > days.To) continue;
                var index = day.IndexOf(ticker, _near);
                _near = index < 0 ? ~index : index;
                if (index < 0) continue;
                _times[_count] = BarTime.OfDay(day.Date).Minutes;
                var bar = day.ValuesAt(index);
                for (var column = 0; column < BarSeries.ValueColumns; column++) _values[(column * _times.Length) + _count] = bar[column];
                if (bar.Length > BarSeries.VwapColumn && !double.IsNaN(bar[BarSeries.VwapColumn]))
                    (_vwaps ??= NoVwaps())[_count] = bar[BarSeries.VwapColumn];
                _count++;
            }
        }

        private double[] NoVwaps()
        {
            var vwaps = new double[_times.Length];
            Array.Fill(vwaps, double.NaN);
            return vwaps;
        }

        public BarSeries Bars() => BarSeries.FromColumns(Times(), Values());

        private int[] Times() => _count == _times.Length ? _times : _times[.._count];

        private double[] Values()
        {
            if (_count == _times.Length && _vwaps is null) return _values;
            var values = new double[_count * MarketDay.ValuesPerBar(_vwaps is not null)];
            for (var column = 0; column < BarSeries.ValueColumns; column++)
                _values.AsSpan(column * _times.Length, _count).CopyTo(values.AsSpan(column * _count));
            _vwaps.AsSpan(0, _vwaps is null ? 0 : _count).CopyTo(values.AsSpan(BarSeries.ValueColumns * _count));
            return values;
        }
    }
}
