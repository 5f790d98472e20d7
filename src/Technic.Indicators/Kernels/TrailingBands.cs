namespace Technic.Indicators;

/// <summary>
/// A stop that follows the market: the lower band while it rises, which never falls, and the upper band while it falls, which never rises.
/// A close at or beyond the stop reverses it.
/// </summary>
internal struct TrailingBands
{
    /// <summary>The number of bars after which the direction at the start no longer matters, as measured on daily prices.</summary>
    public const int WarmUp = 250;

    private double _upper;
    private double _lower;

    /// <summary>Whether the market rises: the stop is the lower band.</summary>
    public bool IsUp { get; private set; }

    public void Start(bool isUp, double upper, double lower) => (IsUp, _upper, _lower) = (isUp, upper, lower);

    /// <summary>The stop at the next bar.</summary>
    public double Next(double upper, double lower, double previousClose, double close)
    {
        if (upper < _upper || previousClose > _upper) _upper = upper;
        if (lower > _lower || previousClose < _lower) _lower = lower;
        IsUp = close > (IsUp ? _lower : _upper);
        return IsUp ? _lower : _upper;
    }
}
