using Technic.Core.Market;
using Technic.Core.Market.Calendar;

namespace Technic.Polygon;

/// <summary>
/// Converts Unix milliseconds to bar times without a time zone lookup for every bar: New York's offset changes twice a year, and the
/// changes from 1970 to 2100 are computed once.
/// </summary>
internal sealed class NewYorkClock
{
    private const long MillisecondsPerMinute = 60_000;
    private const int MinutesPerDay = 1440;

    /// <summary>Since 1970 every offset has lasted for more than a month and a half.</summary>
    private const int SearchStep = 30 * MinutesPerDay;

    private static readonly long First = MinuteOf(new DateTimeOffset(1970, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly long End = MinuteOf(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly (long[] Begins, int[] Offsets) Changes = FindChanges();

    // The span of the last offset: bars are in order, so the next one is usually in it too.
    private long _begins = long.MaxValue;
    private long _ends = long.MinValue;
    private int _offset;

    /// <summary>Gets the wall-clock minute in New York; <c>false</c> for a time before 1970 or after 2099.</summary>
    public bool TryGetTime(long unixMilliseconds, out BarTime time)
    {
        var minute = FloorToMinute(unixMilliseconds);
        time = default;
        if (minute < First || minute >= End) return false;
        if (minute < _begins || minute >= _ends) Find(minute);
        time = new BarTime((int)minute + _offset);
        return true;
    }

    private void Find(long minute)
    {
        var index = Array.BinarySearch(Changes.Begins, minute);
        if (index < 0) index = ~index - 1;
        _begins = Changes.Begins[index];
        _ends = index + 1 < Changes.Begins.Length ? Changes.Begins[index + 1] : End;
        _offset = Changes.Offsets[index];
    }

    private static (long[] Begins, int[] Offsets) FindChanges()
    {
        List<long> begins = [First];
        List<int> offsets = [OffsetAt(First)];
        for (var minute = First; minute < End; minute += SearchStep)
        {
            var next = Math.Min(minute + SearchStep, End);
            if (OffsetAt(next) == offsets[^1]) continue;
            begins.Add(FindChange(minute, next));
            offsets.Add(OffsetAt(next));
        }
        return ([.. begins], [.. offsets]);
    }

    private static long FindChange(long before, long after)
    {
        var offset = OffsetAt(before);
        while (after - before > 1)
        {
            var middle = before + ((after - before) / 2);
            if (OffsetAt(middle) == offset) before = middle;
            else after = middle;
        }
        return after;
    }

    private static int OffsetAt(long minute) =>
        (int)NewYork.Zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(minute * MillisecondsPerMinute)).TotalMinutes;

    private static long MinuteOf(DateTimeOffset instant) => FloorToMinute(instant.ToUnixTimeMilliseconds());

    private static long FloorToMinute(long milliseconds) =>
        milliseconds >= 0 ? milliseconds / MillisecondsPerMinute : ((milliseconds + 1) / MillisecondsPerMinute) - 1;
}
