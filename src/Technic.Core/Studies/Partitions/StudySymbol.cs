using Technic.Core.Formulas;
using Technic.Core.Market;
using Technic.Core.Provider;

namespace Technic.Core.Studies.Partitions;

/// <summary>The history of a symbol in a study.</summary>
internal sealed class StudySymbol
{
    private readonly BarSeries _raw;
    private readonly Split[] _splits;
    private readonly Lazy<StudySymbol> _withDividends;

    /// <param name="history">The bars as traded.</param>
    /// <param name="days">All days of the market, ascending.</param>
    public StudySymbol(TradedHistory history, DateOnly[] days)
    {
        (Outline, _raw) = (SymbolOutline.Of(history), history.Bars);
        var last = _raw.Times[^1].Date;
        _splits = [.. history.Splits.Where(split => split.ExecutionDate <= last).OrderBy(split => split.ExecutionDate)];
        Bars = SplitAdjustment.Adjust(_raw, _splits, last);
        _withDividends = new Lazy<StudySymbol>(() => history.Dividends.Count == 0 ? this : new StudySymbol(this, DividendAdjustment.Adjust(
            Bars, [.. _splits.Select(split => new KnownSplit(split, default))], history.Dividends, last)));
        Days = new int[_raw.Count];
        var day = 0;
        for (var i = 0; i < Days.Length; i++)
        {
            var date = _raw.Times[i].Date;
            while (days[day] < date) day++;
            Days[i] = day;
        }
        IsStopped = Days[^1] < days.Length - 1;
    }

    private StudySymbol(StudySymbol other, BarSeries bars)
    {
        (Outline, Bars, Days, IsStopped) = (other.Outline, bars, other.Days, other.IsStopped);
        (_raw, _splits, _withDividends) = (other._raw, other._splits, new Lazy<StudySymbol>(this));
    }

    /// <summary>What is known of it without its bars.</summary>
    public SymbolOutline Outline { get; }

    public Listing Listing => Outline.Listing;

    /// <summary>The bars, adjusted for all splits up to the last of them.</summary>
    public BarSeries Bars { get; }

    /// <summary>The symbol with bars whose returns contain the dividends, for returns only; itself if it paid none.</summary>
    public StudySymbol WithDividends => _withDividends.Value;

    /// <summary>The mean dollar volume of the last 20 bars up to a bar, as traded; of fewer at the beginning.</summary>
    public double DollarVolumeAt(int bar)
    {
        const int Usual = 20;
        var first = Math.Max(0, bar - Usual + 1);
        return PriceReturns.SumOfProducts(_raw.Close[first..(bar + 1)], _raw.Volume[first..(bar + 1)]) / (bar - first + 1);
    }

    /// <summary>The index of the day of each bar.</summary>
    public int[] Days { get; }

    /// <summary>Whether the data go on after its last bar.</summary>
    public bool IsStopped { get; }

    /// <summary>Whether it trades on every day from its first bar to its last one.</summary>
    public bool HasNoGaps => Days[^1] - Days[0] == Days.Length - 1;

    /// <summary>The bars of some days: the first, and the one after the last.</summary>
    /// <param name="from">The index of the first day.</param>
    /// <param name="to">The index of the day after the last one.</param>
    public (int First, int End) BarsOf(int from, int to)
    {
        if (HasNoGaps) return (Math.Clamp(from - Days[0], 0, Days.Length), Math.Clamp(to - Days[0], 0, Days.Length));
        var (first, end) = (Days.AsSpan().BinarySearch(from), Days.AsSpan().BinarySearch(to));
        return (first < 0 ? ~first : first, end < 0 ? ~end : end);
    }

    /// <summary>The bars that were known at a bar: up to it, adjusted for the splits executed until then.</summary>
    public BarSeries KnownAt(int bar)
    {
        var known = _raw.Slice(0, bar + 1);
        return _splits.Length == 0 ? known : SplitAdjustment.Adjust(known, _splits, _raw.Times[bar].Date);
    }

    /// <summary>
    /// What formulas see: between two splits, the symbol's own or those of other symbols of the formulas, prices have the unit of that
    /// time; a price jump hides what was before it.
    /// </summary>
    public IEnumerable<FormulaStretch> Stretches(StudyReferences references)
    {
        var first = 0;
        foreach (var end in Ends(references))
        {
            var known = KnownAt(end - 1);
            var others = references.KnownOn(known.Times[end - 1].Date);
            foreach (var (start, stop) in Comparable(known))
            {
                if (stop <= first) continue;
                yield return new FormulaStretch(known.Slice(start, stop - start), start, Math.Max(start, first), others);
            }
            first = end;
        }
    }

    /// <summary>The spans between two price jumps of a series.</summary>
    public static IEnumerable<(int Start, int Stop)> Comparable(BarSeries bars)
    {
        var start = 0;
        foreach (var jump in JumpsOf(bars))
        {
            yield return (start, jump);
            start = jump;
        }
        yield return (start, bars.Count);
    }

    /// <summary>The bars after a price jump.</summary>
    private static List<int> JumpsOf(BarSeries bars)
    {
        var jumps = new List<int>();
        var open = bars.Open;
        var close = bars.Close;
        for (var i = 1; i < open.Length; i++)
        {
            if (PriceGap.IsJump(close[i - 1], open[i])) jumps.Add(i);
        }
        return jumps;
    }

    /// <summary>The ends of the spans without a split.</summary>
    private SortedSet<int> Ends(StudyReferences references)
    {
        var ends = new SortedSet<int> { _raw.Count };
        foreach (var day in _splits.Select(split => split.ExecutionDate).Concat(references.SplitDays))
        {
            if (_raw.IndexAtOrAfter(BarTime.OfDay(day)) is > 0 and var index && index < _raw.Count) ends.Add(index);
        }
        return ends;
    }
}
