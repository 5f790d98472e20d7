using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Storage;

namespace Technic.Core.Archive;

/// <summary>
/// The sessions of the whole market, kept as documents: each day as it was traded. Histories of any width are put together from it without a request. A day that
/// cannot be stored stays in memory, so that the scan that fetched it can go on. Safe for concurrent use.
/// </summary>
public sealed partial class MarketArchive : IDisposable
{
    /// <summary>What the names of the days' documents begin with; the date follows, <c>2026-11-20</c>.</summary>
    public const string DayPrefix = "day/";

    /// <summary>How long an answer is believed that contains a session whose bars may still come.</summary>
    public static readonly TimeSpan ProvisionalLife = EmptySessions.YoungLife;

    private const string DateFormat = "yyyy-MM-dd";
    private const long DefaultDecodedBytes = 128L << 20;

    private readonly IDocumentStore _documents;
    private readonly MarketClock _clock;
    private readonly ILogger<MarketArchive> _logger;
    private readonly ConcurrentDictionary<DateOnly, bool> _stored = new();
    private readonly ConcurrentDictionary<DateOnly, MarketDay> _unstored = new();
    private readonly EmptySessions _empty;
    private readonly DecodedDays _decoded;
    private readonly SingleFlight<DateOnly, MarketDay?> _opening = new();
    private readonly SemaphoreSlim _refreshing = new(1);
    private long _asked;
    private long _answered;
    private long _refreshedAt;
    private volatile bool _answers = true;

    /// <param name="documents">Where days and splits are kept.</param>
    /// <param name="clock">What the market has published.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="maxDecodedBytes">The most memory that decoded days take between uses, in bytes. Default: 128 MiB, about 300 days of 8,000 symbols.</param>
    public MarketArchive(IDocumentStore documents, MarketClock clock, ILoggerFactory loggers, long maxDecodedBytes = DefaultDecodedBytes)
    {
        _documents = documents;
        _clock = clock;
        _logger = loggers.CreateLogger<MarketArchive>();
        _empty = new EmptySessions(clock);
        _decoded = new DecodedDays(maxDecodedBytes, clock.Time);
        Known = new KnownSplits(documents, clock, loggers.CreateLogger<KnownSplits>());
    }

    /// <summary>Whether several processes answer from the store: then a day that cannot be stored is of no use to the others.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether the store answered when it was last read, or need not.</summary>
    public bool IsUsable => !IsShared || _answers;

    /// <summary>The splits, stored beside the days.</summary>
    public KnownSplits Known { get; }

    /// <summary>The splits as far as they are known now.</summary>
    public SplitBook Splits => Known.Splits;

    /// <summary>What decoded days occupy in memory now, in bytes.</summary>
    public long DecodedBytes => _decoded.Bytes;

    /// <summary>The document's name of a day.</summary>
    public static string NameOf(DateOnly day) => DayPrefix + day.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads what others have stored. A read that begins after the call answers it; callers at the same time share one.</summary>
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

    /// <summary>As <see cref="RefreshAsync(CancellationToken)"/>, unless that was done within a time.</summary>
    public ValueTask RefreshAsync(TimeSpan unlessWithin, CancellationToken cancellationToken) =>
        Volatile.Read(ref _answered) > 0 && _clock.Time.GetElapsedTime(Volatile.Read(ref _refreshedAt)) < unlessWithin
            ? ValueTask.CompletedTask
            : RefreshAsync(cancellationToken);

    /// <summary>Whether nothing needs to be requested for a session: its bars are here, or it is taken to have none.</summary>
    public bool Has(DateOnly session) => _stored.ContainsKey(session) || _unstored.ContainsKey(session) || _empty.Contains(session);

    /// <summary>Whether a session is taken to have no bars, but only for now.</summary>
    public bool IsProvisionallyEmpty(DateOnly session) => !_stored.ContainsKey(session) && _empty.IsProvisional(session);

    /// <summary>The sessions of a window that would have to be requested, ascending.</summary>
    public IReadOnlyList<DateOnly> Missing(in DayRange window) =>
        [.. MarketClock.Calendar.SessionsBetween(window.From, window.To).Where(session => !Has(session))];

    /// <summary>Whether the archive has everything that histories of a window need.</summary>
    public bool Covers(in DayRange window) => Known.Cover(Splits, window.From, window.To) && Missing(window).Count == 0;

    /// <summary>Whether a history was fetched before a split was known that changes its bars.</summary>
    public bool Outdates(PriceHistory history) => _clock.IsOutdated(history, Splits);

    /// <summary>A day's bars; <c>null</c> when they are not here, or damaged: then the day counts as missing.</summary>
    /// <param name="session">The day.</param>
    /// <param name="neighbour">A day that was opened before; it shares its symbols.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="HistoryStoreException">The day is stored and the store cannot be read now; the day still counts as stored.</exception>
    public async ValueTask<MarketDay?> OpenAsync(DateOnly session, MarketDay? neighbour, CancellationToken cancellationToken)
    {
        if (_unstored.TryGetValue(session, out var day)) return day;
        if (_decoded.Find(session) is { } decoded) return decoded;
        if (!_stored.ContainsKey(session)) return _empty.Contains(session) ? Empty(session) : null;
        return (await _opening.RunAsync(session, neighbour, ReadAsync, cancellationToken).ConfigureAwait(false)).Result;
    }

    /// <summary>Enters a day as soon as it has come.</summary>
    /// <param name="day">Its bars.</param>
    /// <param name="fetchedAt">When the provider was asked.</param>
    /// <param name="cancellationToken">Gives up storing it.</param>
    public async ValueTask AddAsync(MarketDay day, DateTimeOffset fetchedAt, CancellationToken cancellationToken)
    {
        if (day.Count == 0)
        {
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

    /// <summary>Enters a day that did not come from the provider.</summary>
    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    public async ValueTask ImportAsync(MarketDay day, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await _documents.WriteDocumentAsync(NameOf(day.Date), new StoredDocument(MarketDayCodec.Encode(day), at), cancellationToken).ConfigureAwait(false);
        _decoded.Keep(day);
        _stored[day.Date] = true;
        _empty.Remove(day.Date);
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
            throw new HistoryStoreException($"The market day {session:yyyy-MM-dd} is stored but cannot be read now. Try again in a moment.");
        if (read.Document is { } document && MarketDayCodec.TryDecode(document.Payload.Span, session, neighbour, out var day))
        {
            if (day.Count == 0) await ReplaceEmptyAsync(session, document.FetchedAt, cancellationToken).ConfigureAwait(false);
            else _decoded.Keep(day);
            return day;
        }
        _stored.TryRemove(session, out _);
        LogUnreadable(session);
        return null;
    }

    /// <summary>Version 0.1.0 stored a day without bars for good; here it is one empty answer.</summary>
    private async ValueTask ReplaceEmptyAsync(DateOnly session, DateTimeOffset askedAt, CancellationToken cancellationToken)
    {
        await NoteEmptyAsync(session, askedAt, cancellationToken).ConfigureAwait(false);
        try
        {
            await _documents.DeleteDocumentAsync(NameOf(session), cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(NameOf(session), problem.Message);
        }
        _stored.TryRemove(session, out _);
    }

    private async ValueTask NoteEmptyAsync(DateOnly session, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var name = DayPrefix + _empty.Add(session, at);
        try
        {
            await _documents.WriteDocumentAsync(name, new StoredDocument(ReadOnlyMemory<byte>.Empty, at), cancellationToken).ConfigureAwait(false);
        }
        catch (HistoryStoreException problem)
        {
            LogNotStored(name, problem.Message);
        }
    }

    /// <returns>Whether the store answered; one that does not takes nothing away from what is known.</returns>
    private async Task<bool> ReadIndexAsync(CancellationToken cancellationToken)
    {
        // A day that is stored while the others are listed need not be among them.
        var before = _stored.Keys;
        if (await _documents.ListDocumentsAsync(DayPrefix, cancellationToken).ConfigureAwait(false) is not { } entries) return false;
        var found = new HashSet<DateOnly>(entries.Count);
        foreach (var (name, fetchedAt) in entries)
        {
            var rest = name[DayPrefix.Length..];
            if (_empty.TryAdd(rest, fetchedAt)) continue;
            if (DateOnly.TryParseExact(rest, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) found.Add(day);
        }
        foreach (var day in found) _stored[day] = true;
        foreach (var day in before.Where(day => !found.Contains(day))) _stored.TryRemove(day, out _);
        return await Known.RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The stored market day {Session:yyyy-MM-dd} cannot be read and will be requested again.")]
    private partial void LogUnreadable(DateOnly session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The provider has no bars for {Session:yyyy-MM-dd}, a session of the exchange's calendar.")]
    private partial void LogEmpty(DateOnly session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{Document}' was not stored and is kept in memory. {Reason}")]
    private partial void LogNotStored(string document, string reason);
}
