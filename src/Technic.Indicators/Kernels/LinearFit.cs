namespace Technic.Indicators;

/// <summary>
/// The straight line of least squares through the last values, with exact sums. Its x is 0 at the first value of the window.
/// </summary>
internal struct LinearFit(int period)
{
    private readonly double _inverse = 1.0 / period;
    private readonly double _middle = (period - 1) / 2.0;
    private readonly double _squaredPlaces = period * ((double)period * period - 1) / 12;
    private ExactSum _sum;
    private ExactSum _weighted;
    private Moments _moments = new(period);

    /// <summary>Moves the window to the next value of a series; bars follow each other from 0.</summary>
    public void Roll(ReadOnlySpan<double> x, int bar)
    {
        _moments.Roll(x, bar);
        if (bar > 0 && bar % (Moments.Anchor * period) == 0)
        {
            (_sum, _weighted) = (default, default);
            for (var i = 0; i < period; i++) Add(x[bar - period + 1 + i], i);
        }
        else if (bar < period)
        {
            Add(x[bar], bar);
        }
        else
        {
            // The sum without the leaving value is subtracted: every other value moves one place down.
            _sum.Add(-x[bar - period]);
            _weighted.Subtract(_sum);
            Add(x[bar], period - 1);
        }
    }

    public readonly double Mean => _sum.Mean(period, _inverse);

    /// <summary>The change from bar to bar.</summary>
    public readonly double Slope => _moments.IsConstant ? 0 : _weighted.Less(_middle, _sum) / _squaredPlaces;

    /// <summary>The value of the line at the last bar.</summary>
    public readonly double End => Mean + (Slope * _middle);

    /// <summary>The squared correlation of value and place, 0 … 1; NaN where all values are equal.</summary>
    public readonly double RSquared
    {
        get
        {
            var deviations = _moments.SquaredDeviations(_moments.Mean);
            var slope = Slope;
            return deviations == 0 ? double.NaN : Math.Min(1, slope * slope * _squaredPlaces / deviations);
        }
    }

    private void Add(double value, int place)
    {
        _sum.Add(value);
        _weighted.AddProduct(value, place);
    }
}
