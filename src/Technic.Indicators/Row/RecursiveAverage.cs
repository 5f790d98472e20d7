using System.Runtime.CompilerServices;

namespace Technic.Indicators;

/// <summary>
/// An exponentially weighted average, seeded by the arithmetic mean of its first <c>period</c> values:
/// after that <c>average += weight × (value − average)</c>. Equal values leave it exactly unchanged.
/// </summary>
internal struct RecursiveAverage
{
    private readonly int _period;
    private readonly double _weight;
    private int _count;
    private double _average;

    private RecursiveAverage(int period, double weight)
    {
        _period = period;
        _weight = weight;
    }

    /// <summary>The weight 2 ÷ (period + 1) of an exponential moving average.</summary>
    public static RecursiveAverage Exponential(int period) => new(period, 2.0 / (period + 1));

    /// <summary>The weight 1 ÷ period of Wilder's smoothing.</summary>
    public static RecursiveAverage Wilder(int period) => new(period, 1.0 / period);

    /// <summary>The average; NaN before <c>period</c> values were added.</summary>
    public readonly double Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _count < _period ? double.NaN : _average;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value)
    {
        if (_count < _period) _average += (value - _average) / ++_count;
        else _average += _weight * (value - _average);
    }
}
