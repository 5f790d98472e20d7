namespace Technic.Indicators;

/// <summary>Covariance and variances of the rolling windows of two series; exact like <see cref="Moments"/>.</summary>
internal struct PairMoments(int period)
{
    private readonly double _inverse = 1.0 / period;
    private Moments _x = new(period);
    private Moments _y = new(period);
    private ExactSum _sumX;
    private ExactSum _sumY;
    private ExactSum _products;

    /// <summary>Moves the window to the next values of both series; bars follow each other from 0.</summary>
    public void Roll(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int bar)
    {
        _x.Roll(x, bar);
        _y.Roll(y, bar);
        var isAnchor = bar > 0 && bar % (Moments.Anchor * period) == 0;
        if (isAnchor) (_sumX, _sumY, _products) = (default, default, default);
        for (var i = isAnchor ? bar - period + 1 : bar; i <= bar; i++)
        {
            _sumX.Add(x[i]);
            _sumY.Add(y[i]);
            _products.AddProduct(x[i], y[i]);
        }
        if (isAnchor || bar < period) return;
        double leavingX = x[bar - period], leavingY = y[bar - period];
        _sumX.Add(-leavingX);
        _sumY.Add(-leavingY);
        _products.AddProduct(-leavingX, leavingY);
    }

    /// <summary>The population covariance (divisor period).</summary>
    public readonly double Covariance
    {
        get
        {
            if (_x.IsConstant || _y.IsConstant) return 0;
            double meanX = _x.Mean, meanY = _y.Mean;
            return (_products.Less(meanX, _sumY) - (meanY * _sumX.Residue(period, meanX))) * _inverse;
        }
    }

    /// <summary>The population variance of x.</summary>
    public readonly double VarianceX => _x.Variance(_x.Mean);

    /// <summary>The population variance of y.</summary>
    public readonly double VarianceY => _y.Variance(_y.Mean);

    /// <summary>−1 … 1; NaN where one of the series is constant.</summary>
    public readonly double Correlation
    {
        get
        {
            var deviations = Math.Sqrt(VarianceX) * Math.Sqrt(VarianceY);
            return deviations == 0 ? double.NaN : Math.Clamp(Covariance / deviations, -1, 1);
        }
    }
}
