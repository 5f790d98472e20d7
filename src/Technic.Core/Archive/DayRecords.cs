using System.Collections.Concurrent;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Archive;

/// <summary>
/// The records of the available days, and the conclusions: whether a day is final and when it is due for another request. A day is final
/// when it was fetched after the provider's last revision and is as complete as its neighbours. Thread-safe.
/// </summary>
internal sealed class DayRecords(MarketClock clock)
{
    /// <summary>The number of sessions on either side with which a day is compared.</summary>
    private const int Neighbours = 5;

    /// <summary>The maximum distance of a neighbour, in sessions.</summary>
    private const int Reach = 10;

    /// <summary>A day with less than this share of its neighbours' median is suspect.</summary>
    private const double LeastShare = 0.85;

    /// <summary>This number of symbols may always be missing, because small universes vary by chance.</summary>
    private const int AlwaysAllowed = 2;

    /// <summary>The number of fetches of a day with dropped rows.</summary>
    private const int FetchesForDefects = 2;

    /// <summary>The number of fetches after which a suspect day is kept as it is.</summary>
    private const int MaxFetches = 6;

    private readonly ConcurrentDictionary<DateOnly, DayRecord> _records = new();
    private readonly ConcurrentDictionary<DateOnly, DateTimeOffset> _withoutRecord = new();
    private readonly ConcurrentDictionary<DateOnly, DateTimeOffset> _failedAt = new();
    private readonly ConcurrentDictionary<DateOnly, bool> _doubted = new();

    /// <summary>The record of a day; <c>null</c> when the day is not available.</summary>
    public DayRecord? Find(DateOnly session) => _records.GetValueOrDefault(session);

    /// <summary>Sets the record of a day.</summary>
    public void Set(DateOnly session, DayRecord record)
    {
        _records[session] = record;
        _withoutRecord.TryRemove(session, out _);
        _failedAt.TryRemove(session, out _);
        _doubted.TryRemove(session, out _);
    }

    /// <summary>
    /// Enters when a stored day without a record was fetched: version 0.1.0 stored no records. The day is plausible until it is read.
    /// </summary>
    public void SetFetched(DateOnly session, DateTimeOffset fetchedAt)
    {
        if (!_records.ContainsKey(session)) _withoutRecord[session] = fetchedAt;
    }

    /// <summary>Removes a day.</summary>
    public void Remove(DateOnly session)
    {
        _records.TryRemove(session, out _);
        _withoutRecord.TryRemove(session, out _);
    }

    /// <summary>Makes a day due for another request until that succeeds or fails.</summary>
    public void Doubt(DateOnly session) => _doubted[session] = true;

    /// <summary>Notes that another request for a day failed.</summary>
    public void NoteFailure(DateOnly session, DateTimeOffset at)
    {
        _failedAt[session] = at;
        _doubted.TryRemove(session, out _);
    }

    /// <summary>The reliability of an available day.</summary>
    public DayState StateOf(DateOnly session)
    {
        if (Find(session) is not { } record)
        {
            var isSettled = _withoutRecord.TryGetValue(session, out var fetchedAt) && fetchedAt >= clock.SettledAt(session);
            return isSettled ? DayState.Final : DayState.Preliminary;
        }
        if (IsPreliminary(session, record)) return DayState.Preliminary;
        return IsSuspect(session, record) ? DayState.Suspect : DayState.Final;
    }

    /// <summary>Whether an available day is due for another request now.</summary>
    public bool IsDue(DateOnly session) => _doubted.ContainsKey(session) || NextLook(session) <= clock.Now;

    /// <summary>When an available day is due for another request; <see cref="DateTimeOffset.MaxValue"/> for never.</summary>
    public DateTimeOffset NextLook(DateOnly session)
    {
        if (DueAt(session) is not { } due) return DateTimeOffset.MaxValue;
        // The available day is usable, so the provider has time to recover.
        return _failedAt.TryGetValue(session, out var failed) && due <= failed ? clock.AskAgainAt(session, failed) : due;
    }

    /// <summary>Whether a day is as complete as its neighbours; also when there are none to compare with.</summary>
    public bool IsPlausible(DateOnly session) => Find(session) is not { } record || IsPlausible(session, record);

    /// <summary>Whether a response has so many fewer symbols than the available day that it cannot be better.</summary>
    public bool IsWorse(DateOnly session, DayRecord answer) =>
        Find(session) is { Symbols: > 0 } known && (IsShort(answer.Symbols, known.Symbols) || IsShort(answer.Traded, known.Traded));

    private bool IsPreliminary(DateOnly session, DayRecord record) => !record.IsImported && record.FetchedAt < clock.SettledAt(session);

    private bool IsSuspect(DateOnly session, DayRecord record) =>
        (record.LeftOut > 0 && record.Fetches < FetchesForDefects) || !IsPlausible(session, record);

    private DateTimeOffset? DueAt(DateOnly session)
    {
        if (Find(session) is { } record) return record.IsImported ? null : DueAt(session, record);
        var settled = clock.SettledAt(session);
        return _withoutRecord.TryGetValue(session, out var fetchedAt) && fetchedAt < settled ? settled : null;
    }

    private DateTimeOffset DueAt(DateOnly session, DayRecord record)
    {
        var settled = clock.SettledAt(session);
        if (record.FetchedAt < settled) return IsPlausible(session, record) ? settled : clock.AskAgainAt(session, record.FetchedAt);
        if (record.Fetches >= MaxFetches || !IsSuspect(session, record)) return DateTimeOffset.MaxValue;
        var age = record.FetchedAt - settled;
        return record.FetchedAt + (age < TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : age);
    }

    private bool IsPlausible(DateOnly session, DayRecord record)
    {
        Span<int> symbols = stackalloc int[2 * Neighbours];
        Span<int> traded = stackalloc int[2 * Neighbours];
        var count = Collect(session, -1, symbols, traded, 0);
        count = Collect(session, +1, symbols, traded, count);
        if (count == 0) return true;
        return !IsShort(record.Symbols, Median(symbols[..count])) && !IsShort(record.Traded, Median(traded[..count]));
    }

    private int Collect(DateOnly session, int step, Span<int> symbols, Span<int> traded, int count)
    {
        var (day, found) = (session, 0);
        for (var i = 0; i < Reach && found < Neighbours; i++)
        {
            day = step < 0
                ? MarketClock.Calendar.LastSessionOnOrBefore(day.AddDays(-1))
                : MarketClock.Calendar.FirstSessionOnOrAfter(day.AddDays(1));
            if (Find(day) is not { } record) continue;
            (symbols[count], traded[count]) = (record.Symbols, record.Traded);
            (count, found) = (count + 1, found + 1);
        }
        return count;
    }

    private static bool IsShort(int count, int expected) => count < LeastShare * expected && count < expected - AlwaysAllowed;

    private static int Median(Span<int> values)
    {
        values.Sort();
        return values[values.Length / 2];
    }
}
