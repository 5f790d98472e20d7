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

    public void Add(double x, double y)
    {
        _x.Add(x);
        _y.Add(y);
        _sumX.Add(x);
        _sumY.Add(y);
        _products.AddProduct(x, y);
    }

    public void Replace(double leavingX, double leavingY, double x, double y)
    {
        _x.Replace(leavingX, x);
        _y.Replace(leavingY, y);
        _sumX.Replace(leavingX, x);
        _sumY.Replace(leavingY, y);
        _products.AddProduct(x, y);
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
