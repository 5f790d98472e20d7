namespace Technic.Indicators;

/// <summary>The sum of the last values of one column ÷ that of another.</summary>
internal struct RatioOfSums(int period)
{
    private ExactSum _dividends;
    private ExactSum _divisors;

    /// <summary>Adds the values at a bar; bars follow each other from 0.</summary>
    public void Add(ReadOnlySpan<double> dividends, ReadOnlySpan<double> divisors, int bar)
    {
        var isFull = bar >= period;
        _dividends.Replace(isFull ? dividends[bar - period] : 0, dividends[bar]);
        _divisors.Replace(isFull ? divisors[bar - period] : 0, divisors[bar]);
    }

    /// <summary>The ratio; NaN where the divisor is 0.</summary>
    public readonly double Value => Quotient.Of(_dividends.Value, _divisors.Value);
}
