using System.Buffers;
using System.Runtime.InteropServices;
using Technic.Core.Market;

namespace Technic.Core.Formulas.Evaluation;

/// <summary>
/// Bars of a longer timeframe, built bar by bar: the last one is that of the unfinished period so far. The buffers are rented.
/// </summary>
internal sealed class FrameBars : IDisposable
{
    /// <summary>Open, high, low, close, volume, volume-weighted average price, and the volume behind that.</summary>
    private const int ValueColumns = 7;

    private readonly Timeframe _timeframe;
    private readonly int _capacity;
    private readonly int[] _times;
    private readonly int[] _periods;
    private readonly double[] _values;
    private bool _hasVwap;

    /// <param name="timeframe">The timeframe.</param>
    /// <param name="capacity">The number of bars to add.</param>
    public FrameBars(Timeframe timeframe, int capacity)
    {
        _timeframe = timeframe;
        _capacity = capacity;
        _times = ArrayPool<int>.Shared.Rent(Math.Max(1, capacity));
        _periods = ArrayPool<int>.Shared.Rent(Math.Max(1, capacity));
        _values = ArrayPool<double>.Shared.Rent(Math.Max(1, capacity * ValueColumns));
    }

    /// <summary>The number of periods so far.</summary>
    public int Count { get; private set; }

    /// <summary>The number of each period.</summary>
    public ReadOnlySpan<int> Periods => _periods.AsSpan(0, Count);

    /// <summary>The bars so far; valid until the next bar is added.</summary>
    public SeriesColumns Series => Last(Count);

    /// <summary>The last bars so far, at most <paramref name="count"/>; valid until the next bar is added.</summary>
    public SeriesColumns Last(int count)
    {
        var first = Math.Max(0, Count - count);
        return new SeriesColumns(
            MemoryMarshal.Cast<int, BarTime>(_times.AsSpan(first, Count - first)),
            Column(0, first), Column(1, first), Column(2, first), Column(3, first), Column(4, first),
            _hasVwap ? Column(5, first) : default);
    }

    /// <summary>Adds the next bar of the symbol.</summary>
    public void Add(in SeriesColumns bars, int index)
    {
        var time = bars.Times[index];
        var period = _timeframe.PeriodOf(time);
        var last = Count - 1;
        if (last < 0 || _periods[last] != period)
        {
            last = Count++;
            _periods[last] = period;
            _times[last] = time.Minutes;
            Value(0, last) = bars.Open[index];
            Value(1, last) = bars.High[index];
            Value(2, last) = bars.Low[index];
            Value(4, last) = 0;
            Value(5, last) = double.NaN;
            Value(6, last) = 0;
        }
        Value(1, last) = Math.Max(Value(1, last), bars.High[index]);
        Value(2, last) = Math.Min(Value(2, last), bars.Low[index]);
        Value(3, last) = bars.Close[index];
        Value(4, last) += bars.Volume[index];
        if (!bars.Vwap.IsEmpty) AddVwap(last, bars.Vwap[index], bars.Volume[index]);
    }

    private void AddVwap(int last, double vwap, double volume)
    {
        _hasVwap = true;
        if (double.IsNaN(vwap)) return;
        ref var mean = ref Value(5, last);
        ref var weight = ref Value(6, last);
        weight += volume;
        if (double.IsNaN(mean)) mean = vwap;
        else if (weight > 0) mean += (vwap - mean) * volume / weight;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_times);
        ArrayPool<int>.Shared.Return(_periods);
        ArrayPool<double>.Shared.Return(_values);
    }

    private ref double Value(int column, int index) => ref _values[(column * _capacity) + index];

    private ReadOnlySpan<double> Column(int column, int first) => _values.AsSpan((column * _capacity) + first, Count - first);
}
