using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// The sessions of the whole market, stored as documents: each day as traded. Histories of any width are built from it without a request. A
/// day that cannot be stored stays in memory, so that the scan that fetched it can continue. Thread-safe.
/// </summary>
public sealed partial class MarketArchive : ISplits, IDisposable
{
    /// <summary>The prefix of the names of the days' documents; the date follows, <c>2026-11-20</c>.</summary>
    public const string DayPrefix = "day/";

    /// <summary>The suffix, after the date, of a document that records that the provider had not published the day.</summary>
    private const string Unpublished = "/unpublished";

    private const string DateFormat = "yyyy-MM-dd";
    private const long DefaultDecodedBytes = 128L << 20;

    private readonly IDocumentStore _documents;
    private readonly MarketClock _clock;
    private readonly ILogger<MarketArchive> _logger;
    private readonly ConcurrentDictionary<DateOnly, bool> _stored = new();
    private readonly DayRecords _records;
    private readonly ConcurrentDictionary<DateOnly, MarketDay> _unstored = new();
    private readonly EmptySessions _empty;
    private readonly DecodedDays _decoded;
    private readonly SingleFlight<DateOnly, MarketDay?> _opening = new();
    private readonly SemaphoreSlim _refreshing = new(1);
    private long _asked;
    private long _answered;
    private long _refreshedAt;
    private volatile bool _answers = true;
    private volatile Snapshot _splits = new(SplitBook.Empty, SplitBook.Empty);

    /// <summary>Splits with the tickers of securities, and without.</summary>
    private sealed record Snapshot(SplitBook Source, SplitBook Splits);

    /// <param name="documents">The store of days and splits.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="maxDecodedBytes">
    /// The maximum memory for decoded days between uses, in bytes. Default: 128 MiB, about 300 days of 8,000 symbols.
    /// </param>
    public MarketArchive(IDocumentStore documents, MarketClock clock, ILoggerFactory loggers, long maxDecodedBytes = DefaultDecodedBytes)
    {
        _documents = documents;
        _clock = clock;
        _logger = loggers.CreateLogger<MarketArchive>();
        _empty = new EmptySessions(clock);
        _records = new DayRecords(clock);
        _decoded = new DecodedDays(maxDecodedBytes, clock.Time);
        Known = new KnownSplits(documents, clock, loggers.CreateLogger<KnownSplits>());
        Dividends = new KnownDividends(documents, clock, loggers.CreateLogger<KnownDividends>());
        Tickers = new KnownTickers(documents, clock, loggers.CreateLogger<KnownTickers>()) { Changed = () => Known.Changed() };
    }

    /// <summary>Whether several processes use the store: in this case a day that cannot be stored is not available to the others.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the store responded to the last read.</summary>
    public bool Answers => _answers;

    /// <summary>Whether the store responded to the last read, or is not needed.</summary>
    public bool IsUsable => !IsShared || _answers;

    /// <summary>The splits, stored beside the days.</summary>
    public KnownSplits Known { get; }

    /// <summary>The dividends, stored beside the splits.</summary>
    public KnownDividends Dividends { get; }

    /// <summary>The tickers of securities, stored beside the splits.</summary>
    public KnownTickers Tickers { get; }

    /// <summary>The splits and tickers known at present.</summary>
    public SplitBook Splits
    {
        get
        {
            var (splits, tickers, known) = (Known.Splits, Tickers.Tickers, _splits);
            if (ReferenceEquals(known.Source, splits) && ReferenceEquals(known.Splits.Tickers, tickers)) return known.Splits;
            _splits = known = new Snapshot(splits, splits.With(tickers));
            return known.Splits;
        }
    }

    /// <summary>Decides disputed splits of a snapshot whose prices are available.</summary>
    /// <returns>The snapshot, or the next one when something was decided.</returns>
    public async ValueTask<SplitBook> SettleSplitsAsync(SplitBook book, CancellationToken cancellationToken)
    {
        if (book.Disputed.IsEmpty) return book;
        var decided = await SplitDisputes.DecideAsync(this, book, cancellationToken).ConfigureAwait(false);
        return await Known.DecideAsync(book, decided, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The memory of decoded days, in bytes.</summary>
    public long DecodedBytes => _decoded.Bytes;

    /// <summary>Runs after a decoded day was kept in memory.</summary>
    public Action Decoded
    {
        get => _decoded.Kept;
        set => _decoded.Kept = value;
    }

    /// <summary>The name of a day's document.</summary>
    public static string NameOf(DateOnly day) => DayPrefix + day.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads what others have stored. The read begins after the call; concurrent callers share one.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _asked);
        await _refreshing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_answered >= number) return;
            var upTo = Volatile.Read(ref _asked);
            _answers = await ReadIndexAsync(cancellationToken).ConfigureAwait(false);
            (_answered, _refreshedAt) = (upTo, _clock.Time.GetTimestamp());
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>Like <see cref="RefreshAsync(CancellationToken)"/>, unless it was done recently.</summary>
    public ValueTask RefreshAsync(TimeSpan unlessWithin, CancellationToken cancellationToken) =>
        Volatile.Read(ref _answered) > 0 && _clock.Time.GetElapsedTime(Volatile.Read(ref _refreshedAt)) < unlessWithin
            ? ValueTask.CompletedTask
            : RefreshAsync(cancellationToken);

    /// <summary>Whether a session needs no request: its bars are available, or it is assumed to have none.</summary>
    public bool Has(DateOnly session) => _stored.ContainsKey(session) || _unstored.ContainsKey(session) || _empty.Contains(session);

    /// <summary>The sessions of a window that must be requested, ascending.</summary>
    public IReadOnlyList<DateOnly> Missing(in DayRange window) =>
        [.. MarketClock.Calendar.SessionsBetween(window.From, window.To).Where(session => !Has(session))];

    /// <summary>
    /// The available sessions of a window that are due for another request now, newest last: they can be final now, or have far fewer
    /// symbols than their neighbours. Until the response, the available days are used.
    /// </summary>
    public IReadOnlyList<DateOnly> Due(in DayRange window) =>
        [.. MarketClock.Calendar.SessionsBetween(window.From, window.To).Where(session => IsHere(session) && _records.IsDue(session))];

    /// <summary>Whether a request for a session can be useful: it is not available, or due for another request.</summary>
    public bool Lacks(DateOnly session) => !Has(session) || (IsHere(session) && _records.IsDue(session));

    /// <summary>The reliability of a day; <c>null</c> when it is not available.</summary>
    public DayState? StateOf(DateOnly session) => IsHere(session) ? _records.StateOf(session) : null;

    /// <summary>The record of a day; <c>null</c> when it is not available, or was stored by version 0.1.0 and not read yet.</summary>
    public DayRecord? RecordOf(DateOnly session) => _records.Find(session);

    /// <summary>Whether an available day has about as many symbols as its neighbours.</summary>
    public bool IsPlausible(DateOnly session) => _records.IsPlausible(session);

    /// <summary>Whether the exchange is assumed to have been closed in a session of the calendar.</summary>
    public bool IsClosing(DateOnly session) => !IsHere(session) && _empty.IsClosing(session);

    /// <summary>The available days, ascending.</summary>
    public IReadOnlyList<DateOnly> Days => [.. _stored.Keys.Concat(_unstored.Keys).Distinct().Order()];

    /// <summary>The last session of a window with bars; <c>null</c> when there is none.</summary>
    public DateOnly? NewestSession(in DayRange window)
    {
        for (var day = window.To; day >= window.From; day = day.AddDays(-1))
        {
            if (IsHere(day)) return day;
        }
        return null;
    }

    /// <summary>
    /// The time until which histories of a window are fresh: the next session is published, or one of the days is due for another request.
    /// </summary>
    /// <param name="window">The window.</param>
    /// <param name="replay">The last visible day of a replay; <c>null</c> for the present.</param>
    public DateTimeOffset FreshUntil(in DayRange window, DateOnly? replay)
    {
        var next = MarketClock.Calendar.FirstSessionOnOrAfter(window.To.AddDays(1));
        var until = replay < next ? DateTimeOffset.MaxValue : _clock.PublishedAt(next);
        foreach (var session in MarketClock.Calendar.SessionsBetween(window.From, window.To))
        {
            var look = IsHere(session) ? _records.NextLook(session) : _empty.BelievedUntil(session);
            if (look < until) until = look;
        }
        // A day that is due but not requested yet must not prevent answers from memory.
        var soon = _clock.Now + MarketClock.ShortestWait;
        return until < soon ? soon : until;
    }

    /// <summary>Whether the archive has all data for histories of a window.</summary>
    public bool Covers(in DayRange window) => Known.Cover(Splits, window.From, window.To) && Missing(window).Count == 0;

    /// <summary>Whether a history was fetched before a split became known that changes its bars.</summary>
    public bool Outdates(PriceHistory history) => _clock.IsOutdated(history, Splits);

    /// <summary>The bars of a history in another form.</summary>
    /// <param name="bars">The bars, adjusted for the splits executed until <paramref name="asOf"/>.</param>
    /// <param name="symbol">Their symbol.</param>
    /// <param name="adjustment">The form.</param>
    /// <param name="asOf">The last day (New York date) whose splits and dividends are known.</param>
    public BarSeries Adjusted(BarSeries bars, Symbol symbol, PriceAdjustment adjustment, DateOnly asOf)
    {
        if (adjustment == PriceAdjustment.Splits) return bars;
        var splits = Splits;
        var security = splits.Tickers.Of(symbol, asOf);
        return adjustment.From(bars, splits.Of(security), Dividends.Dividends.Of(security), asOf);
    }

    /// <summary>The bars of a day; <c>null</c> when they are not available, or damaged: the day then counts as missing.</summary>
    /// <param name="session">The day.</param>
    /// <param name="neighbour">A day that was opened before, to share its symbols.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="HistoryStoreException">The day is stored but the store failed; the day still counts as stored.</exception>
    public async ValueTask<MarketDay?> OpenAsync(DateOnly session, MarketDay? neighbour, CancellationToken cancellationToken)
    {
        if (_unstored.TryGetValue(session, out var day)) return day;
        if (_decoded.Find(session) is { } decoded) return decoded;
        if (!_stored.ContainsKey(session)) return _empty.Contains(session) ? Empty(session) : null;
        return (await _opening.RunAsync(session, neighbour, ReadAsync, cancellationToken).ConfigureAwait(false)).Result;
    }

    /// <summary>
    /// Adds a received day, replacing an earlier version; one with far fewer symbols than the available day is not used.
    /// </summary>
    /// <param name="day">Its bars.</param>
    /// <param name="fetchedAt">The time of the request.</param>
    /// <param name="leftOut">The number of dropped rows of the response.</param>
    /// <param name="cancellationToken">Cancels storing it.</param>
    public async ValueTask AddAsync(MarketDay day, DateTimeOffset fetchedAt, int leftOut, CancellationToken cancellationToken)
    {
        var record = DayRecord.Of(day, fetchedAt, leftOut, (_records.Find(day.Date)?.Fetches ?? 0) + 1);
        if (IsHere(day.Date) && (day.Count == 0 || _records.IsWorse(day.Date, record)))
        {
            LogWorse(day.Date, day.Count, _records.Find(day.Date)?.Symbols ?? 0);
            _records.NoteFailure(day.Date, fetchedAt);
            return;
        }
        if (day.Count == 0)
        {
            LogEmpty(day.Date);
            await NoteEmptyAsync(day.Date, fetchedAt, cancellationToken).ConfigureAwait(false);
            return;
        }
        try
        {
            await StoreAsync(day, record, cancellationToken).ConfigureAwait(false);
            _unstored.TryRemove(day.Date, out _);
        }
        catch (HistoryStoreException problem)
        {
            _unstored[day.Date] = day;
            _records.Set(day.Date, record);
            LogNotStored(NameOf(day.Date), problem.Message);
        }
    }

    /// <summary>Adds a day that is not from the provider.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    public ValueTask ImportAsync(MarketDay day, DateTimeOffset at, CancellationToken cancellationToken) =>
        StoreAsync(day, DayRecord.Of(day, at, isImported: true), cancellationToken);

    /// <summary>Makes an available day due for another request until that succeeds or fails.</summary>
    public void Doubt(DateOnly session) => _records.Doubt(session);

    /// <summary>Notes that another request for an available day failed.</summary>
    public void NoteFailure(DateOnly session, DateTimeOffset at) => _records.NoteFailure(session, at);

    /// <summary>Notes for all processes that the provider had not published a session yet.</summary>
    public ValueTask NoteUnpublishedAsync(DateOnly session, DateTimeOffset at, CancellationToken cancellationToken)
    {
        _clock.NoteUnpublished(session, at);
        return WriteNoteAsync(NameOf(session) + Unpublished, at, cancellationToken);
    }

    private async ValueTask StoreAsync(MarketDay day, DayRecord record, CancellationToken cancellationToken)
    {
        var (name, before) = (NameOf(day.Date), _records.Find(day.Date));
        var document = new StoredDocument(MarketDayCodec.Encode(day), record.FetchedAt);
        await _documents.WriteDocumentAsync(name, document, cancellationToken).ConfigureAwait(false);
        _decoded.Keep(day);
        _stored[day.Date] = true;
        _records.Set(day.Date, record);
        _empty.Remove(day.Date);
        await WriteNoteAsync(name + record.ToName(), record.FetchedAt, cancellationToken).ConfigureAwait(false);
        if (before is not null && before.ToName() != record.ToName())
            await RemoveNoteAsync(name + before.ToName(), cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _decoded.Dispose();
        _refreshing.Dispose();
    }

    private static MarketDay Empty(DateOnly session) => MarketDay.FromColumns(session, [], []);

    private async Task<MarketDay?> ReadAsync(DateOnly session, MarketDay? neighbour, CancellationToken cancellationToken)
    {
        var read = await _documents.ReadDocumentAsync(NameOf(session), cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable)
            throw new HistoryStoreException(
                $"The market day {session:yyyy-MM-dd} is stored but cannot be read now. Try again in a moment.");
        if (read.Document is { } document && MarketDayCodec.TryDecode(document.Payload.Span, session, neighbour, out var day))
        {
            if (day.Count == 0)
            {
                await ReplaceEmptyAsync(session, document.FetchedAt, cancellationToken).ConfigureAwait(false);
                return day;
            }
            _decoded.Keep(day);
            // Version 0.1.0 stored no records.
            if (_records.Find(session) is null) _records.Set(session, DayRecord.Of(day, document.FetchedAt));
            return day;
        }
        _stored.TryRemove(session, out _);
        LogUnreadable(session);
        return null;
    }

    /// <summary>Version 0.1.0 stored a day without bars permanently; it is converted to one empty response.</summary>
    private async ValueTask ReplaceEmptyAsync(DateOnly session, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        await NoteEmptyAsync(session, askedAt, cancellationToken).ConfigureAwait(false);
        await RemoveNoteAsync(NameOf(session), cancellationToken).ConfigureAwait(false);
        _stored.TryRemove(session, out _);
    }

    /// <summary>Notes for all processes that the provider lists a session of the calendar as a holiday.</summary>
    public ValueTask NoteHolidayAsync(DateOnly session, DateTimeOffset at, CancellationToken cancellationToken) =>
        IsHere(session) ? ValueTask.CompletedTask : WriteNoteAsync(DayPrefix + _empty.AddHoliday(session), at, cancellationToken);

    private ValueTask NoteEmptyAsync(DateOnly session, DateTimeOffset at, CancellationToken cancellationToken) =>
        WriteNoteAsync(DayPrefix + _empty.Add(session, at), at, cancellationToken);

    /// <summary>Writes a document whose name and time are its only content.</summary>
    private async ValueTask WriteNoteAsync(string name, DateTimeOffset at, CancellationToken cancellationToken)
    {
        try
        {
            var note = new StoredDocument(ReadOnlyMemory<byte>.Empty, at);
            await _documents.WriteDocumentAsync(name, note, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(name, problem.Message);
        }
    }

    private async ValueTask RemoveNoteAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await _documents.DeleteDocumentAsync(name, cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotDeleted(name, problem.Message);
        }
    }

    private bool IsHere(DateOnly session) => _stored.ContainsKey(session) || _unstored.ContainsKey(session);

    /// <returns>Whether the store responded; if not, what is known is unchanged.</returns>
    private async Task<bool> ReadIndexAsync(CancellationToken cancellationToken)
    {
        // A day stored during the listing may be missing from it.
        var before = _stored.Keys;
        if (await _documents.ListDocumentsAsync(DayPrefix, cancellationToken).ConfigureAwait(false) is not { } entries) return false;
        var found = new Dictionary<DateOnly, DateTimeOffset>(entries.Count);
        var records = new Dictionary<DateOnly, DayRecord>(entries.Count);
        var fromFuture = new List<string>();
        foreach (var (name, fetchedAt) in entries)
        {
            var rest = name.AsSpan(DayPrefix.Length);
            const DateTimeStyles Style = DateTimeStyles.None;
            if (rest.Length < DateFormat.Length) continue;
            if (!DateOnly.TryParseExact(rest[..DateFormat.Length], DateFormat, CultureInfo.InvariantCulture, Style, out var day)) continue;
            rest = rest[DateFormat.Length..];
            if (rest.IsEmpty) found[day] = fetchedAt;
            else if (rest.SequenceEqual(Unpublished))
            {
                if (_clock.IsFromFuture(fetchedAt)) fromFuture.Add(name);
                else _clock.NoteUnpublished(day, fetchedAt);
            }
            else if (!DayRecord.TryParse(rest, fetchedAt, out var record))
            {
                if (_empty.TryAdd(name[DayPrefix.Length..], fetchedAt) && _clock.IsFromFuture(fetchedAt)) fromFuture.Add(name);
            }
            else if (!records.TryGetValue(day, out var other) || other.FetchedAt < record.FetchedAt) records[day] = record;
        }
        _clock.ForgetFutureNotes();
        foreach (var name in fromFuture) await RemoveNoteAsync(name, cancellationToken).ConfigureAwait(false);
        foreach (var (day, fetchedAt) in found)
        {
            _stored[day] = true;
            if (records.TryGetValue(day, out var record) && record.FetchedAt == fetchedAt) SetRecord(day, record);
            else _records.SetFetched(day, fetchedAt);
        }
        foreach (var day in before.Where(day => !found.ContainsKey(day)))
        {
            _stored.TryRemove(day, out _);
            if (!_unstored.ContainsKey(day)) _records.Remove(day);
        }
        return await Known.RefreshAsync(cancellationToken).ConfigureAwait(false)
            && await Tickers.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes over what another process has stored meanwhile.</summary>
    private void SetRecord(DateOnly day, DayRecord record)
    {
        if (_records.Find(day) is { } known && known.FetchedAt >= record.FetchedAt) return;
        _decoded.Forget(day);
        _records.Set(day, record);
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The stored market day {Session:yyyy-MM-dd} cannot be read and will be requested again.")]
    private partial void LogUnreadable(DateOnly session);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The provider has no bars for {Session:yyyy-MM-dd}, a session of the exchange's calendar.")]
    private partial void LogEmpty(DateOnly session);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The provider's new response for {Session:yyyy-MM-dd} has {Symbols} symbols; the stored day with {Known} is kept.")]
    private partial void LogWorse(DateOnly session, int symbols, int known);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Document}' was not stored and is kept in memory. {Reason}")]
    private partial void LogNotStored(string document, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Document}' was not removed from the store. {Reason}")]
    private partial void LogNotDeleted(string document, string reason);
}
