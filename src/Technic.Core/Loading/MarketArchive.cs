using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Caching;
using Technic.Core.MarketData;

namespace Technic.Core.Loading;

/// <summary>
/// The market's sessions and splits, kept as documents in the store: each day as it was traded, once and for good. Histories of any width are put together from
/// it without a request. What cannot be stored is held in memory, so that the scan that fetched it can go on. Safe for concurrent use.
/// </summary>
public sealed partial class MarketArchive : IDisposable
{
    /// <summary>What the names of the days' documents begin with; the date follows, <c>2026-11-20</c>.</summary>
    public const string DayPrefix = "day/";

    /// <summary>The name of the split book's document.</summary>
    public const string SplitsName = "splits";

    /// <summary>A day without a bar that the calendar calls a session is taken for a holiday when it is as old; before, its bars may yet come.</summary>
    public static readonly TimeSpan HolidayAge = TimeSpan.FromHours(12);

    /// <summary>How long a young day without a bar is believed to have none.</summary>
    public static readonly TimeSpan EmptyDayLife = TimeSpan.FromMinutes(5);

    /// <summary>How long a day stays decoded in memory after its last use.</summary>
    private static readonly TimeSpan IdleLife = TimeSpan.FromSeconds(30);

    /// <summary>The most memory that decoded days take between uses, in bytes: about 300 days of 8,000 symbols.</summary>
    private const long MaxDecodedBytes = 128L << 20;

    /// <summary>What follows the name of a young day that had no bars.</summary>
    private const string EmptySuffix = "/empty";

    private const string DateFormat = "yyyy-MM-dd";

    private readonly IDocumentStore _documents;
    private readonly MarketClock _clock;
    private readonly ILogger<MarketArchive> _logger;
    private readonly ConcurrentDictionary<DateOnly, bool> _stored = new();
    private readonly ConcurrentDictionary<DateOnly, MarketDay> _unstored = new();
    private readonly ConcurrentDictionary<DateOnly, DateTimeOffset> _believedEmpty = new();
    private readonly SemaphoreSlim _refreshing = new(1);
    private readonly ITimer _broom;
    private readonly Lock _gate = new();
    private readonly Dictionary<DateOnly, MarketDay> _decoded = [];
    private long _decodedBytes;
    private long _asked;
    private long _answered;
    private long _refreshedAt;
    private volatile SplitBook _splits = SplitBook.Empty;
    private volatile Action _splitsChanged = () => { };
    private volatile bool _answers = true;
    private readonly SingleFlight<DateOnly, MarketDay?> _opening = new();

    /// <param name="documents">Where days and splits are kept.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="logger">Where it tells what it does.</param>
    public MarketArchive(IDocumentStore documents, MarketClock clock, ILogger<MarketArchive> logger)
    {
        _documents = documents;
        _clock = clock;
        _logger = logger;
        _broom = clock.Time.CreateTimer(_ => ForgetDecoded(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the store is all that this archive shares with others that answer for it: then what cannot be stored is of no use to them.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the store answered when it was last looked into, or need not.</summary>
    public bool IsUsable => !IsShared || _answers;

    /// <summary>The splits as far as they are known here.</summary>
    public SplitBook Splits => _splits;

    /// <summary>What is done when splits have been learned.</summary>
    public Action SplitsChanged
    {
        set => _splitsChanged = value;
    }

    /// <summary>The document's name of a day.</summary>
    public static string NameOf(DateOnly day) => DayPrefix + day.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>
    /// Looks into the store for what others have put there. A look that begins after the call answers it; callers at the same time share one.
    /// </summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _asked);
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_answered >= number) return;
            var upTo = Volatile.Read(ref _asked);
            await LookAsync(cancellationToken).ConfigureAwait(false);
            (_answered, _refreshedAt) = (upTo, _clock.Time.GetTimestamp());
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>As <see cref="RefreshAsync(CancellationToken)"/>, unless that was done so lately.</summary>
    public ValueTask RefreshAsync(TimeSpan unlessWithin, CancellationToken cancellationToken) =>
        Volatile.Read(ref _answered) > 0 && _clock.Time.GetElapsedTime(Volatile.Read(ref _refreshedAt)) < unlessWithin
            ? ValueTask.CompletedTask
            : RefreshAsync(cancellationToken);

    /// <summary>Whether nothing needs to be asked for a session: its bars are here, or it is known to have none.</summary>
    public bool Has(DateOnly session) => _stored.ContainsKey(session) || _unstored.ContainsKey(session) || IsBelievedEmpty(session);

    /// <summary>Whether a young session is taken to have no bars, for now.</summary>
    public bool IsBelievedEmpty(DateOnly session) => _believedEmpty.TryGetValue(session, out var until) && _clock.Now < until;

    /// <summary>The sessions from one day to another that would have to be asked for, ascending.</summary>
    public IReadOnlyList<DateOnly> Missing(DateOnly from, DateOnly to) => [.. MarketClock.Calendar.SessionsBetween(from, to).Where(session => !Has(session))];

    /// <summary>Whether every split is known that raw bars from one day on have to be adjusted by, up to a session.</summary>
    public bool KnowsSplits(DateOnly from, DateOnly to)
    {
        var book = _splits;
        return book.From <= from && book.CheckedAt > DateTimeOffset.MinValue && _clock.LastPublishedSession(book.CheckedAt) >= to;
    }

    /// <summary>Whether a history was fetched before a split was known that changes its bars.</summary>
    public bool Outdates(PriceHistory history) =>
        _splits.Splits.Length > 0 && _splits.Outdates(history, _clock.Window(history.Key, history.FetchedAt).To);

    /// <summary>A day's bars; <c>null</c> when they are not here, or damaged: then the day counts as missing.</summary>
    /// <exception cref="HistoryStoreException">The day is stored and the store cannot be read now; the day still counts as
    /// stored.</exception>
    /// <param name="session">The day.</param>
    /// <param name="neighbour">A day that was opened before; it shares its symbols.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    public async ValueTask<MarketDay?> OpenAsync(DateOnly session, MarketDay? neighbour, CancellationToken cancellationToken)
    {
        if (_unstored.TryGetValue(session, out var day) || TryGetDecoded(session, out day)) return day;
        if (!_stored.ContainsKey(session)) return IsBelievedEmpty(session) ? new MarketDay(session, [], []) : null;
        return (await _opening.RunAsync(session, neighbour, ReadAsync, cancellationToken).ConfigureAwait(false)).Result;
    }

    private async Task<MarketDay?> ReadAsync(DateOnly session, MarketDay? neighbour, CancellationToken cancellationToken)
    {
        var read = await _documents.ReadDocumentAsync(NameOf(session), cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable)
        {
            throw new HistoryStoreException(
                $"The market day {session:yyyy-MM-dd} is stored but cannot be read now. Try again in a moment.");
        }
        if (read.Document is { } document && MarketDayCodec.TryDecode(document.Payload.Span, session, neighbour, out var day))
        {
            KeepDecoded(day);
            return day;
        }
        _stored.TryRemove(session, out _);
        LogUnreadable(session);
        return null;
    }

    /// <summary>Takes a day in, as soon as it has come.</summary>
    /// <param name="day">Its bars.</param>
    /// <param name="fetchedAt">When the provider was asked.</param>
    /// <param name="cancellationToken">Gives up storing it.</param>
    public async ValueTask AddAsync(MarketDay day, DateTimeOffset fetchedAt, CancellationToken cancellationToken)
    {
        if (day.Count == 0 && fetchedAt < _clock.PublishedAt(day.Date) + HolidayAge)
        {
            _believedEmpty[day.Date] = fetchedAt + EmptyDayLife;
            LogEmpty(day.Date);
            await NoteEmptyAsync(day.Date, fetchedAt, cancellationToken).ConfigureAwait(false);
            return;
        }
        try
        {
            await ImportAsync(day, fetchedAt, cancellationToken).ConfigureAwait(false);
            _unstored.TryRemove(day.Date, out _);
        }
        catch (HistoryStoreException problem)
        {
            _unstored[day.Date] = day;
            LogNotStored(NameOf(day.Date), problem.Message);
        }
    }

    /// <summary>Takes a day in that did not come from the provider.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    public async ValueTask ImportAsync(MarketDay day, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _documents.WriteDocumentAsync(NameOf(day.Date), new StoredDocument(MarketDayCodec.Encode(day), at), cancellationToken).ConfigureAwait(false);
        KeepDecoded(day);
        _stored[day.Date] = true;
    }

    /// <summary>Takes splits in that did not come from the provider (<see cref="SplitBook.WithImported"/>).</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask ImportAsync(IReadOnlyList<Split> splits, DateOnly from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var book = _splits.WithImported(splits, from, until);
        await WriteAsync(book, cancellationToken).ConfigureAwait(false);
        _splits = book;
        _splitsChanged();
    }

    /// <summary>Takes splits in.</summary>
    /// <param name="answer">What the provider said.</param>
    /// <param name="from">The first execution date it was asked for.</param>
    /// <param name="to">The last one.</param>
    /// <param name="at">When it was asked.</param>
    /// <param name="cancellationToken">Gives up storing them.</param>
    public async ValueTask AddAsync(IReadOnlyList<Split> answer, DateOnly from, DateOnly to, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var before = _splits;
        var book = before.With(answer, from, to, at);
        _splits = book;
        try
        {
            await WriteAsync(book, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(SplitsName, problem.Message);
        }
        if (!book.Splits.SequenceEqual(before.Splits)) _splitsChanged();
    }

    public void Dispose()
    {
        _broom.Dispose();
        _refreshing.Dispose();
    }

    /// <summary>Lets those that share the store know of a young day without bars.</summary>
    private async ValueTask NoteEmptyAsync(DateOnly day, DateTimeOffset fetchedAt, CancellationToken cancellationToken)
    {
        try
        {
            var note = new StoredDocument(ReadOnlyMemory<byte>.Empty, fetchedAt);
            await _documents.WriteDocumentAsync(NameOf(day) + EmptySuffix, note, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(NameOf(day) + EmptySuffix, problem.Message);
        }
    }

    private ValueTask WriteAsync(SplitBook book, CancellationToken cancellationToken) =>
        _documents.WriteDocumentAsync(SplitsName, new StoredDocument(SplitBookDocument.Encode(book), book.CheckedAt), cancellationToken);

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        // A day that is stored while the others are listed need not be among them.
        var before = _stored.Keys;
        // A store that is out of order takes nothing away from what is known.
        var listed = await _documents.ListDocumentsAsync(DayPrefix, cancellationToken).ConfigureAwait(false);
        _answers = listed is not null;
        if (listed is not { } entries) return;
        var found = new HashSet<DateOnly>(entries.Count);
        foreach (var (name, fetchedAt) in entries)
        {
            var isEmpty = name.EndsWith(EmptySuffix, StringComparison.Ordinal);
            var date = name.AsSpan()[DayPrefix.Length..(isEmpty ? ^EmptySuffix.Length : ^0)];
            if (!DateOnly.TryParseExact(date, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) continue;
            if (isEmpty) _believedEmpty[day] = fetchedAt + EmptyDayLife;
            else found.Add(day);
        }
        foreach (var day in found) _stored[day] = true;
        foreach (var day in before.Where(day => !found.Contains(day))) _stored.TryRemove(day, out _);
        await LookForSplitsAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task LookForSplitsAsync(CancellationToken cancellationToken)
    {
        var read = await _documents.ReadDocumentAsync(SplitsName, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable) _answers = false;
        if (read.Document is not { } document) return;
        if (document.FetchedAt < _splits.CheckedAt) return;
        if (!SplitBookDocument.TryDecode(document.Payload, out var book))
        {
            LogUnreadableSplits();
            return;
        }
        var changed = !book.Splits.SequenceEqual(_splits.Splits);
        _splits = book;
        if (changed) _splitsChanged();
    }

    private bool TryGetDecoded(DateOnly session, out MarketDay? day)
    {
        lock (_gate)
        {
            _broom.Change(IdleLife, Timeout.InfiniteTimeSpan);
            return _decoded.TryGetValue(session, out day);
        }
    }

    private void KeepDecoded(MarketDay day)
    {
        lock (_gate)
        {
            _broom.Change(IdleLife, Timeout.InfiniteTimeSpan);
            if (_decoded.Remove(day.Date, out var other)) _decodedBytes -= other.Bytes;
            if (_decodedBytes + day.Bytes > MaxDecodedBytes) return;
            _decoded.Add(day.Date, day);
            _decodedBytes += day.Bytes;
        }
    }

    private void ForgetDecoded()
    {
        lock (_gate)
        {
            _decoded.Clear();
            _decodedBytes = 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored market day {Session:yyyy-MM-dd} cannot be read and will be asked for again")]
    private partial void LogUnreadable(DateOnly session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored splits cannot be read and will be asked for again")]
    private partial void LogUnreadableSplits();

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The provider has no bar of {Session:yyyy-MM-dd} yet, a day on which the exchange should have been open")]
    private partial void LogEmpty(DateOnly session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Document}' was not stored and is kept in memory. {Reason}")]
    private partial void LogNotStored(string document, string reason);
}
