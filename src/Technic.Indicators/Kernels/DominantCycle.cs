namespace Technic.Indicators;

/// <summary>
/// John Ehlers' Hilbert transform with a homodyne discriminator: in-phase and quadrature part of a series, and the period of its dominant
/// cycle, 6 … 50 bars. The first six values only fill the memory.
/// </summary>
/// <remarks>John Ehlers, Rocket Science for Traders, 2001; constants as in Stock.Indicators.</remarks>
internal ref struct DominantCycle(Span<double> buffer)
{
    /// <summary>The length of the buffer, zeroed, that an instance requires.</summary>
    public const int BufferLength = 5 * Size;

    /// <summary>The number of bars after which its start no longer matters, as measured on daily prices.</summary>
    public const int WarmUp = 250;

    private const int Size = 8;
    private readonly Span<double> _price = buffer[..Size];
    private readonly Span<double> _smooth = buffer[Size..(2 * Size)];
    private readonly Span<double> _detrended = buffer[(2 * Size)..(3 * Size)];
    private readonly Span<double> _quadrature = buffer[(3 * Size)..(4 * Size)];
    private readonly Span<double> _inPhase = buffer[(4 * Size)..(5 * Size)];
    private int _bar = -1;
    private double _i2;
    private double _q2;
    private double _real;
    private double _imaginary;

    public double Period { get; private set; }
    public readonly double InPhase => At(_inPhase, 0);
    public readonly double Quadrature => At(_quadrature, 0);

    public void Add(double value)
    {
        _bar++;
        Set(_price, value);
        Set(_smooth, 0);
        Set(_detrended, 0);
        Set(_quadrature, 0);
        Set(_inPhase, 0);
        if (_bar < 6) return;
        var adjustment = (0.075 * Period) + 0.54;
        Set(_smooth, ((4 * value) + (3 * At(_price, 1)) + (2 * At(_price, 2)) + At(_price, 3)) / 10);
        Set(_detrended, Transform(_smooth) * adjustment);
        Set(_quadrature, Transform(_detrended) * adjustment);
        Set(_inPhase, At(_detrended, 3));
        double i2 = At(_inPhase, 0) - (Transform(_quadrature) * adjustment), q2 = At(_quadrature, 0) + (Transform(_inPhase) * adjustment);
        i2 = (0.2 * i2) + (0.8 * _i2);
        q2 = (0.2 * q2) + (0.8 * _q2);
        _real = (0.2 * ((i2 * _i2) + (q2 * _q2))) + (0.8 * _real);
        _imaginary = (0.2 * ((i2 * _q2) - (q2 * _i2))) + (0.8 * _imaginary);
        (_i2, _q2) = (i2, q2);
        var period = _imaginary != 0 && _real != 0 ? 2 * Math.PI / Math.Atan(_imaginary / _real) : 0;
        period = Math.Min(period, 1.5 * Period);
        period = Math.Max(period, 0.67 * Period);
        period = Math.Clamp(period, 6, 50);
        Period = (0.2 * period) + (0.8 * Period);
    }

    private readonly double Transform(ReadOnlySpan<double> values) =>
        (0.0962 * At(values, 0)) + (0.5769 * At(values, 2)) - (0.5769 * At(values, 4)) - (0.0962 * At(values, 6));

    private readonly double At(ReadOnlySpan<double> values, int barsAgo) => values[(_bar - barsAgo) & (Size - 1)];

    private readonly void Set(Span<double> values, double value) => values[_bar & (Size - 1)] = value;
}
