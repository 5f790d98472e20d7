namespace Technic.Indicators;

/// <summary>The straight line of least squares through the last values, with exact sums. Its x is 0 at the first value of the window.</summary>
internal struct LinearFit(int period)
{
    private readonly double _inverse = 1.0 / period;
    private readonly double _middle = (period - 1) / 2.0;
    private readonly double _squaredPlaces = period * ((double)period * period - 1) / 12;
    private ExactSum _sum;
    private ExactSum _weighted;
    private Moments _moments = new(period);
    private int _count;

    /// <summary>Adds a value while there are fewer than the period.</summary>
    public void Add(double value)
    {
        _sum.Add(value);
        _moments.Add(value);
        _weighted.AddProduct(value, _count++);
    }

    public void Replace(double leaving, double entering)
    {
        // The sum without the leaving value is subtracted: every other value moves one place down.
        _sum.Add(-leaving);
        _weighted.Subtract(_sum);
        _weighted.AddProduct(entering, period - 1);
        _sum.Add(entering);
        _moments.Replace(leaving, entering);
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
}
