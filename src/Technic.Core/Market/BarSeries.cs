using System.Runtime.InteropServices;

namespace Technic.Core.Market;

/// <summary>One bar. Prices in US dollars, adjusted for splits; volume in shares (may be fractional).</summary>
/// <param name="Time">The start.</param>
/// <param name="Open">The first price.</param>
/// <param name="High">The highest price.</param>
/// <param name="Low">The lowest price.</param>
/// <param name="Close">The last price.</param>
/// <param name="Volume">The shares traded.</param>
/// <param name="Vwap">The volume-weighted average price as the source gives it; NaN if it does not.</param>
public readonly record struct Bar(
    BarTime Time, double Open, double High, double Low, double Close, double Volume, double Vwap = double.NaN);

/// <summary>
/// Bars as immutable columns of equal length, in ascending order of unique times. Prices in US dollars, adjusted for splits;
/// volume in shares. Where the source gives the average price of the trades, it is a sixth column. A slice shares the columns of its
/// series.
/// </summary>
public sealed class BarSeries
{
    /// <summary>The empty series.</summary>
    public static BarSeries Empty { get; } = new([], [], 0, 0);

    /// <summary>The number of columns that every series has: open, high, low, close, volume.</summary>
    public const int ValueColumns = 5;

    /// <summary>The place of the volume-weighted average price in the columns, and in the values of a bar.</summary>
    public const int VwapColumn = ValueColumns;

    // The five or six value columns are consecutive, each as long as _times, so that a whole series is two arrays.
    private readonly int[] _times;
    private readonly double[] _values;
    private readonly int _offset;

    private BarSeries(int[] times, double[] values, int offset, int count)
    {
        _times = times;
        _values = values;
        _offset = offset;
        Count = count;
    }

    /// <summary>The number of bars.</summary>
    public int Count { get; }

    /// <summary>The start of each bar, ascending.</summary>
    public ReadOnlySpan<BarTime> Times => MemoryMarshal.Cast<int, BarTime>(_times.AsSpan(_offset, Count));

    public ReadOnlySpan<double> Open => Column(0);
    public ReadOnlySpan<double> High => Column(1);
    public ReadOnlySpan<double> Low => Column(2);
    public ReadOnlySpan<double> Close => Column(3);
    public ReadOnlySpan<double> Volume => Column(4);

    /// <summary>The volume-weighted average prices, NaN where the source gave none; empty if it gave none at all.</summary>
    public ReadOnlySpan<double> Vwap => HasVwap ? Column(VwapColumn) : default;

    /// <summary>Whether there is a column of volume-weighted average prices.</summary>
    public bool HasVwap => _values.Length > _times.Length * ValueColumns;

    /// <summary>The number of columns: 5, or 6 with <see cref="Vwap"/>.</summary>
    public int Columns => HasVwap ? ValueColumns + 1 : ValueColumns;

    public Bar this[int index] => new(
        Times[index], Open[index], High[index], Low[index], Close[index], Volume[index], HasVwap ? Vwap[index] : double.NaN);

    /// <summary>The memory size of the columns, in bytes; shared columns count in each slice.</summary>
    public long Bytes => (_times.Length * (long)sizeof(int)) + (_values.Length * (long)sizeof(double)) + ObjectOverhead;

    private const int ObjectOverhead = 96;

    /// <summary>Takes ownership of columns of equal length, with ascending and unique times.</summary>
    /// <param name="times">Bar starts in <see cref="BarTime"/> minutes; length n.</param>
    /// <param name="values">
    /// Open, high, low, close, volume, column after column, and where the source gives it the volume-weighted average price (NaN for none);
    /// length 5·n or 6·n.
    /// </param>
    /// <exception cref="ArgumentException">The lengths differ, or the times are not strictly ascending.</exception>
    public static BarSeries FromColumns(int[] times, double[] values)
    {
        if (values.Length != times.Length * ValueColumns && values.Length != times.Length * (ValueColumns + 1))
            throw new ArgumentException(
                $"{times.Length} times need {times.Length * ValueColumns} values, not {values.Length}.", nameof(values));
        for (var i = 1; i < times.Length; i++)
        {
            if (times[i] <= times[i - 1]) throw new ArgumentException($"The times are not strictly ascending at bar {i}.", nameof(times));
        }
        return times.Length == 0 ? Empty : new BarSeries(times, values, 0, times.Length);
    }

    /// <summary>Copies bars with ascending and unique times into columns.</summary>
    /// <exception cref="ArgumentException">The times are not strictly ascending.</exception>
    public static BarSeries FromBars(ReadOnlySpan<Bar> bars)
    {
        var n = bars.Length;
        var hasVwap = false;
        foreach (ref readonly var bar in bars) hasVwap |= !double.IsNaN(bar.Vwap);
        var times = new int[n];
        var values = GC.AllocateUninitializedArray<double>(n * (hasVwap ? ValueColumns + 1 : ValueColumns));
        for (var i = 0; i < n; i++)
        {
            ref readonly var bar = ref bars[i];
            times[i] = bar.Time.Minutes;
            values[i] = bar.Open;
            values[n + i] = bar.High;
            values[(2 * n) + i] = bar.Low;
            values[(3 * n) + i] = bar.Close;
            values[(4 * n) + i] = bar.Volume;
            if (hasVwap) values[(VwapColumn * n) + i] = bar.Vwap;
        }
        return FromColumns(times, values);
    }

    /// <summary>A part of the series that shares its columns.</summary>
    public BarSeries Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + count, Count, nameof(count));
        return count == Count ? this : count == 0 ? Empty : new BarSeries(_times, _values, _offset + start, count);
    }

    /// <summary>The bars whose New York date is in [<paramref name="from"/>, <paramref name="to"/>], sharing the columns.</summary>
    public BarSeries Between(DateOnly from, DateOnly to)
    {
        var start = IndexAtOrAfter(BarTime.OfDay(from));
        var end = IndexAtOrAfter(BarTime.AfterDay(to));
        return Slice(start, Math.Max(0, end - start));
    }

    /// <summary>The index of the first bar that starts at or after a time; <see cref="Count"/> if there is none.</summary>
    public int IndexAtOrAfter(BarTime time)
    {
        var index = Times.BinarySearch(time);
        return index >= 0 ? index : ~index;
    }

    /// <summary>
    /// The bars of this series that start before the first bar of <paramref name="later"/>, followed by <paramref name="later"/>.
    /// </summary>
    public BarSeries Append(BarSeries later)
    {
        if (later.Count == 0) return this;
        var keep = IndexAtOrAfter(later.Times[0]);
        var length = keep + later.Count;
        var times = new int[length];
        var columns = Math.Max(keep == 0 ? ValueColumns : Columns, later.Columns);
        var values = new double[length * columns];
        _times.AsSpan(_offset, keep).CopyTo(times);
        later._times.AsSpan(later._offset, later.Count).CopyTo(times.AsSpan(keep));
        for (var column = 0; column < columns; column++)
        {
            CopyColumn(column, 0, keep, values.AsSpan(column * length));
            later.CopyColumn(column, 0, later.Count, values.AsSpan((column * length) + keep));
        }
        return new BarSeries(times, values, 0, length);
    }

    /// <summary>Whether another series has exactly the same bars.</summary>
    public bool HasSameBars(BarSeries other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (Count != other.Count || Columns != other.Columns || !Times.SequenceEqual(other.Times)) return false;
        for (var column = 0; column < Columns; column++)
        {
            if (!Column(column).SequenceEqual(other.Column(column))) return false;
        }
        return true;
    }

    /// <summary>The same bars in columns of exactly their length, which release the memory outside a slice.</summary>
    public BarSeries Compact() => _times.Length == Count ? this : Empty.Append(this);

    /// <summary>Copies a part of a value column; NaN if the series does not have it.</summary>
    internal void CopyColumn(int column, int start, int count, Span<double> target)
    {
        if (column < Columns) Column(column).Slice(start, count).CopyTo(target);
        else target[..count].Fill(double.NaN);
    }

    /// <summary>Value column 0 … 4: open, high, low, close, volume; 5 if there is one: volume-weighted average price.</summary>
    public ReadOnlySpan<double> Column(int column) => _values.AsSpan((column * _times.Length) + _offset, Count);
}
