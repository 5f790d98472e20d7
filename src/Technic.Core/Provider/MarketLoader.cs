using Microsoft.Extensions.Logging;
using Technic.Core.Archive;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Provider;

/// <summary>
/// Loads what the archive lacks. Callers of one day share one request, in a cluster as in a process, and a day is stored before any caller
/// is notified: loaded data is never requested again, regardless of how the load ends.
/// </summary>
public interface IMarketLoader
{
    /// <summary>Loads a session.</summary>
    /// <returns>The number of requests of this caller; 0 when it joined another's, or the day was available.</returns>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<int> LoadDayAsync(DateOnly session, CancellationToken cancellationToken);

    /// <summary>Requests a session again to replace the available one.</summary>
    /// <returns>The number of requests of this caller.</returns>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<int> ReloadDayAsync(DateOnly session, CancellationToken cancellationToken);

    /// <summary>Loads the splits executed from a day on, as listed by the provider at an instant or later.</summary>
    /// <returns>The number of requests of this caller.</returns>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<int> LoadSplitsAsync(DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken);

    /// <summary>Loads the dividends with an ex-date from a day on, as listed by the provider at an instant or later.</summary>
    /// <returns>The number of requests of this caller.</returns>
    /// <exception cref="PriceSourceException">The request failed.</exception>
    Task<int> LoadDividendsAsync(DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken);
}

/// <summary>Sends requests to the source itself: for one process, or as the only sender of a whole cluster.</summary>
public sealed partial class MarketLoader(
    MarketArchive archive, IMarketDaySource source, MarketClock clock, CacheCounters counters, ILogger<MarketLoader> logger) : IMarketLoader
{
    /// <summary>
    /// The days before the last check for which splits are requested again: providers enter some late, and correct others.
    /// </summary>
    private const int OverlapDays = 14;

    /// <summary>Older sessions may be before the provider's first one.</summary>
    private const int RecentDays = 30;

    /// <summary>The time between two reads of the index of a store that fails.</summary>
    private static readonly TimeSpan PauseBetweenLooks = TimeSpan.FromSeconds(2);

    private readonly SingleFlight<DateOnly, int> _days = new();
    private readonly SingleFlight<bool, int> _splits = new();
    private readonly SingleFlight<bool, int> _dividends = new();
    private volatile int _holidaysAskedOn;

    /// <inheritdoc/>
    public async Task<int> LoadDayAsync(DateOnly session, CancellationToken cancellationToken)
    {
        var (requests, joined) = await _days
            .RunAsync(session, this, static (day, self, token) => self.FetchDayAsync(day, token), cancellationToken)
            .ConfigureAwait(false);
        return joined ? 0 : requests;
    }

    /// <inheritdoc/>
    public Task<int> ReloadDayAsync(DateOnly session, CancellationToken cancellationToken)
    {
        archive.Doubt(session);
        return LoadDayAsync(session, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> LoadSplitsAsync(DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken)
    {
        // A joined request of another caller may be for fewer days; its own is for all of them, regardless of the clock.
        for (var joined = true; joined && !archive.Known.IsKnown(archive.Splits, from, checkedSince);)
        {
            (var requests, joined) = await _splits
                .RunAsync(true, from, (_, first, token) => FetchSplitsAsync(first, token), cancellationToken)
                .ConfigureAwait(false);
            if (!joined) return requests;
        }
        return 0;
    }

    /// <inheritdoc/>
    public async Task<int> LoadDividendsAsync(DateOnly from, DateTimeOffset checkedSince, CancellationToken cancellationToken)
    {
        if (!archive.Dividends.IsKnown(from, checkedSince)) await archive.Dividends.RefreshAsync(cancellationToken).ConfigureAwait(false);
        for (var joined = true; joined && !archive.Dividends.IsKnown(from, checkedSince);)
        {
            (var requests, joined) = await _dividends
                .RunAsync(true, from, (_, first, token) => FetchDividendsAsync(first, token), cancellationToken)
                .ConfigureAwait(false);
            if (!joined) return requests;
        }
        return 0;
    }

    /// <summary>The span to request, so that the book covers everything from a day on.</summary>
    internal static DayRange SplitSpan(SplitBook book, DateOnly from, DateOnly today) => Span(book.From, book.CheckedAt, from, today);

    private static DayRange Span(DateOnly known, DateTimeOffset checkedAt, DateOnly from, DateOnly today)
    {
        if (known > from || NewYork.Date(checkedAt) > today) return new DayRange(from, today);
        var overlap = NewYork.Date(checkedAt).AddDays(-OverlapDays);
        return new DayRange(overlap > known ? overlap : known, today);
    }

    private async Task<int> FetchDayAsync(DateOnly session, CancellationToken cancellationToken)
    {
        // A store that failed when the load was planned may have the day.
        if (!archive.Answers) await archive.RefreshAsync(PauseBetweenLooks, cancellationToken).ConfigureAwait(false);
        if (!archive.Lacks(session)) return 0;
        var now = clock.Now;
        var fetched = await FetchPublishedAsync(session, now, cancellationToken).ConfigureAwait(false);
        await archive.AddAsync(fetched.Day, now, fetched.Defects.Total, cancellationToken).ConfigureAwait(false);
        LogDay(session, fetched.Day.Count, fetched.Requests);
        return fetched.Requests;
    }

    /// <summary>
    /// Fetches a day; one that has not settled and is empty, or that the subscription plan does not include yet, is unpublished. The day of
    /// a subscription plan that publishes after midnight is refused until then.
    /// </summary>
    private async Task<FetchedDay> FetchPublishedAsync(DateOnly session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isSettled = now >= clock.SettledAt(session);
        try
        {
            var fetched = await FetchOnceAsync(session, cancellationToken).ConfigureAwait(false);
            if (fetched.Day.Count == 0 && !archive.Has(session)
                && await LearnHolidaysAsync(session, now, cancellationToken).ConfigureAwait(false) is > 0 and var asked)
                fetched = fetched with { Requests = fetched.Requests + asked };
            if (fetched.Day.Count == 0 && isSettled && !archive.IsClosing(session) && session >= NewYork.Date(now).AddDays(-RecentDays))
            {
                // A session of the calendar is never empty, and a second response is often complete.
                var second = await FetchOnceAsync(session, cancellationToken).ConfigureAwait(false);
                return second with { Requests = second.Requests + fetched.Requests };
            }
            if (fetched.Day.Count > 0 || isSettled || archive.Has(session)) return fetched;
            throw await NotPublishedAsync(session, now, fetched.Requests, null, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem) when (problem.Failure == PriceSourceFailure.Forbidden && !isSettled && !archive.Has(session))
        {
            throw await NotPublishedAsync(session, now, problem.Requests, problem, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem) when (problem.Failure != PriceSourceFailure.NotPublished)
        {
            archive.NoteFailure(session, now);
            throw;
        }
    }

    /// <summary>
    /// Requests the provider's list of holidays, once a day, when a session of today is empty: the calendar does not contain unscheduled
    /// closures.
    /// </summary>
    /// <returns>The number of requests.</returns>
    private async Task<int> LearnHolidaysAsync(DateOnly session, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var today = NewYork.Date(now);
        if (source is not IMarketHolidaySource lists || session < today || _holidaysAskedOn == today.DayNumber) return 0;
        _holidaysAskedOn = today.DayNumber;
        try
        {
            var fetched = await CountedAsync(lists, (own, token) => own.FetchUpcomingHolidaysAsync(token), cancellationToken)
                .ConfigureAwait(false);
            counters.ProviderFetch(fetched.Requests);
            var closures = fetched.Holidays.Where(holiday => holiday.IsClosed && holiday.Exchange is "NYSE" or "NASDAQ")
                .Where(holiday => MarketClock.Calendar.IsSession(holiday.Date)).DistinctBy(holiday => holiday.Date);
            foreach (var closure in closures)
            {
                await archive.NoteHolidayAsync(closure.Date, now, cancellationToken).ConfigureAwait(false);
                LogHoliday(closure.Date, closure.Name);
            }
            return fetched.Requests;
        }
        catch (PriceSourceException problem)
        {
            LogNoHolidays(problem.Message);
            return problem.Requests;
        }
    }

    private async Task<FetchedDay> FetchOnceAsync(DateOnly session, CancellationToken cancellationToken)
    {
        var fetched = await CountedAsync(source, (own, token) => own.FetchMarketDayAsync(session, token), cancellationToken)
            .ConfigureAwait(false);
        counters.ProviderFetch(fetched.Requests);
        return fetched;
    }

    private async ValueTask<PriceSourceException> NotPublishedAsync(
        DateOnly session, DateTimeOffset now, int requests, PriceSourceException? answer, CancellationToken cancellationToken)
    {
        await archive.NoteUnpublishedAsync(session, now, cancellationToken).ConfigureAwait(false);
        var message = $"The provider has not published {session:yyyy-MM-dd} yet.";
        return new PriceSourceException(PriceSourceFailure.NotPublished, message, requests, answer);
    }

    private async Task<int> FetchSplitsAsync(DateOnly from, CancellationToken cancellationToken)
    {
        var now = clock.Now;
        var span = SplitSpan(archive.Splits, from, NewYork.Date(now));
        var fetched = await CountedAsync(source, (own, token) => own.FetchSplitsAsync(span.From, span.To, token), cancellationToken)
            .ConfigureAwait(false);
        counters.ProviderFetch(fetched.Requests);
        await archive.Known.AddAsync(fetched.Splits, span, now, cancellationToken).ConfigureAwait(false);
        LogSplits(span.From, fetched.Splits.Count, fetched.Requests);
        return fetched.Requests;
    }

    private async Task<int> FetchDividendsAsync(DateOnly from, CancellationToken cancellationToken)
    {
        if (source is not IDividendSource lists)
            throw new PriceSourceException(PriceSourceFailure.BadData, "The provider lists no dividends.");
        var (now, book) = (clock.Now, archive.Dividends.Dividends);
        var span = Span(book.From, book.CheckedAt, from, NewYork.Date(now));
        var fetched = await CountedAsync(lists, (own, token) => own.FetchDividendsAsync(span.From, span.To, token), cancellationToken)
            .ConfigureAwait(false);
        counters.ProviderFetch(fetched.Requests);
        await archive.Dividends.AddAsync(fetched.Dividends, span, now, cancellationToken).ConfigureAwait(false);
        LogDividends(span.From, fetched.Dividends.Count, fetched.Requests);
        return fetched.Requests;
    }

    private async Task<T> CountedAsync<TSource, T>(
        TSource lists, Func<TSource, CancellationToken, Task<T>> fetch, CancellationToken cancellationToken)
        where TSource : class
    {
        try
        {
            return await SourceCall.RunAsync(lists, fetch, cancellationToken).ConfigureAwait(false);
        }
        catch (PriceSourceException problem)
        {
            counters.ProviderFetch(problem.Requests);
            throw;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "L3 market day {Session:yyyy-MM-dd}, {Symbols} symbols in {Requests} requests")]
    private partial void LogDay(DateOnly session, int symbols, int requests);

    [LoggerMessage(Level = LogLevel.Information, Message = "L3 splits from {From:yyyy-MM-dd}, {Splits} of them in {Requests} requests")]
    private partial void LogSplits(DateOnly from, int splits, int requests);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "L3 dividends from {From:yyyy-MM-dd}, {Dividends} of them in {Requests} requests")]
    private partial void LogDividends(DateOnly from, int dividends, int requests);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The exchange is closed on {Session:yyyy-MM-dd}, a session of the calendar: the provider lists {Name}.")]
    private partial void LogHoliday(DateOnly session, string name);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "The list of holidays is not available; empty responses on three days will decide. {Reason}")]
    private partial void LogNoHolidays(string reason);
}
