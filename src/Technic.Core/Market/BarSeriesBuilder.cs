using System.Runtime.InteropServices;

namespace Technic.Core.Market;

/// <summary>Bars of a provider that were dropped, by reason.</summary>
/// <param name="OutOfRange">Outside the requested range.</param>
/// <param name="Repeated">A second bar of the same time; the later one in the response is kept.</param>
/// <param name="Impossible">Not finite, not positive, above the bounds, or high below low.</param>
public readonly record struct BarDefects(int OutOfRange, int Repeated, int Impossible)
{
    public int Total => OutOfRange + Repeated + Impossible;

    public static BarDefects operator +(BarDefects a, BarDefects b) =>
        new(a.OutOfRange + b.OutOfRange, a.Repeated + b.Repeated, a.Impossible + b.Impossible);
}

/// <summary>Collects parsed bars in any order and builds a valid series: clipped, sorted, without repeated or impossible bars.</summary>
public sealed class BarSeriesBuilder
{
    private readonly List<Bar> _bars = [];
    private int _impossible;
    private bool _ascending = true;

    /// <summary>The number of possible bars added so far.</summary>
    public int Count => _bars.Count;

    /// <summary>Adds a bar, or counts it as impossible.</summary>
    public void Add(in Bar bar)
    {
        if (!BarBounds.IsPossible(bar))
        {
            _impossible++;
            return;
        }
        _ascending &= _bars.Count == 0 || _bars[^1].Time < bar.Time;
        _bars.Add(BarBounds.IsPossibleVwap(bar.Vwap) ? bar : bar with { Vwap = double.NaN });
    }

    /// <summary>The series of the bars whose New York date is in [<paramref name="from"/>, <paramref name="to"/>].</summary>
    public BarSeries Build(DateOnly from, DateOnly to, out BarDefects defects)
    {
        var repeated = 0;
        if (!_ascending) repeated = SortAndKeepLast();
        var bars = CollectionsMarshal.AsSpan(_bars);
        var first = LowerBound(bars, BarTime.OfDay(from));
        var end = LowerBound(bars, BarTime.AfterDay(to));
        var kept = bars[first..Math.Max(first, end)];
        defects = new BarDefects(bars.Length - kept.Length, repeated, _impossible);
        return BarSeries.FromBars(kept);
    }

    /// <summary>The series of all bars.</summary>
    public BarSeries Build(out BarDefects defects) => Build(DateOnly.MinValue, DateOnly.MaxValue, out defects);

    private int SortAndKeepLast()
    {
        var sorted = _bars.Select((bar, order) => (bar, order)).OrderBy(x => x.bar.Time).ThenBy(x => x.order).Select(x => x.bar).ToList();
        var before = sorted.Count;
        _bars.Clear();
        foreach (var bar in sorted)
        {
            if (_bars.Count > 0 && _bars[^1].Time == bar.Time) _bars[^1] = bar;
            else _bars.Add(bar);
        }
        _ascending = true;
        return before - _bars.Count;
    }

    private static int LowerBound(ReadOnlySpan<Bar> bars, BarTime time)
    {
        int low = 0, high = bars.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (bars[middle].Time < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
