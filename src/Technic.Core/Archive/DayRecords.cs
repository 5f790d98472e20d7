using System.Collections.Concurrent;
using Technic.Core.Market.Calendar;

namespace Technic.Core.Archive;

/// <summary>
/// The records of the days that are here, and what follows from them: whether a day is final and when it is worth fetching again. A day is
/// final when it was fetched after the provider's last revision and is as full as its neighbours. Safe for concurrent use.
/// </summary>
internal sealed class DayRecords(MarketClock clock)
{
    /// <summary>Sessions on either side whose counts a day is compared with.</summary>
    private const int Neighbours = 5;

    /// <summary>How far away a neighbour may be, in sessions.</summary>
    private const int Reach = 10;

    /// <summary>A day with less than this part of its neighbours' median is suspect.</summary>
    private const double LeastShare = 0.85;

    /// <summary>So many symbols may always be missing: small universes vary by chance.</summary>
    private const int AlwaysAllowed = 2;

    /// <summary>A day with rows that could not be used is fetched so often.</summary>
    private const int FetchesForDefects = 2;

    /// <summary>Afterwards a suspect day is left as it is.</summary>
    private const int MaxFetches = 6;

    private readonly ConcurrentDictionary<DateOnly, DayRecord> _records = new();
    private readonly ConcurrentDictionary<DateOnly, DateTimeOffset> _withoutRecord = new();
    private readonly ConcurrentDictionary<DateOnly, DateTimeOffset> _failedAt = new();
    private readonly ConcurrentDictionary<DateOnly, bool> _doubted = new();

    /// <summary>The record of a day; <c>null</c> when the day is not here.</summary>
    public DayRecord? Find(DateOnly session) => _records.GetValueOrDefault(session);

    /// <summary>Enters the record of a day.</summary>
    public void Set(DateOnly session, DayRecord record)
    {
        _records[session] = record;
        _withoutRecord.TryRemove(session, out _);
        _failedAt.TryRemove(session, out _);
        _doubted.TryRemove(session, out _);
    }

    /// <summary>Enters when a stored day was fetched that has no record, because version 0.1.0 stored it. It counts as plausible until it is read.</summary>
    public void SetFetched(DateOnly session, DateTimeOffset fetchedAt)
    {
        if (!_records.ContainsKey(session)) _withoutRecord[session] = fetchedAt;
    }

    /// <summary>Forgets a day.</summary>
    public void Remove(DateOnly session)
    {
        _records.TryRemove(session, out _);
        _withoutRecord.TryRemove(session, out _);
    }

    /// <summary>Has a day count as worth another request until it comes or fails.</summary>
    public void Doubt(DateOnly session) => _doubted[session] = true;

    /// <summary>Notes that a day was requested again and did not come.</summary>
    public void NoteFailure(DateOnly session, DateTimeOffset at)
    {
        _failedAt[session] = at;
        _doubted.TryRemove(session, out _);
    }

    /// <summary>How far a day that is here can be relied on.</summary>
    public DayState StateOf(DateOnly session)
    {
        if (Find(session) is not { } record)
            return _withoutRecord.TryGetValue(session, out var fetchedAt) && fetchedAt >= clock.SettledAt(session) ? DayState.Final : DayState.Preliminary;
        if (IsPreliminary(session, record)) return DayState.Preliminary;
        return IsSuspect(session, record) ? DayState.Suspect : DayState.Final;
    }

    /// <summary>Whether a day that is here is worth a request now.</summary>
    public bool IsDue(DateOnly session) => _doubted.ContainsKey(session) || NextLook(session) <= clock.Now;

    /// <summary>When a day that is here is worth a request; <see cref="DateTimeOffset.MaxValue"/> for never.</summary>
    public DateTimeOffset NextLook(DateOnly session)
    {
        if (DueAt(session) is not { } due) return DateTimeOffset.MaxValue;
        // The day that is here can be used, so the provider has time to recover.
        return _failedAt.TryGetValue(session, out var failed) && due <= failed ? clock.AskAgainAt(session, failed) : due;
    }

    /// <summary>Whether a day is as full as its neighbours; also when it has none to be compared with.</summary>
    public bool IsPlausible(DateOnly session) => Find(session) is not { } record || IsPlausible(session, record);

    /// <summary>Whether an answer has so much less than the day that is here that it cannot be the better one.</summary>
    public bool IsWorse(DateOnly session, DayRecord answer) =>
        Find(session) is { Symbols: > 0 } known && (IsShort(answer.Symbols, known.Symbols) || IsShort(answer.Traded, known.Traded));

    private bool IsPreliminary(DateOnly session, DayRecord record) => !record.IsImported && record.FetchedAt < clock.SettledAt(session);

    private bool IsSuspect(DateOnly session, DayRecord record) => record.LeftOut > 0 && record.Fetches < FetchesForDefects || !IsPlausible(session, record);

    private DateTimeOffset? DueAt(DateOnly session)
    {
        if (Find(session) is { } record) return record.IsImported ? null : DueAt(session, record);
        return _withoutRecord.TryGetValue(session, out var fetchedAt) && clock.SettledAt(session) is var settled && fetchedAt < settled ? settled : null;
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
