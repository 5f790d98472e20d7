namespace Technic.Indicators;

/// <summary>
/// One evaluation of an <see cref="IndicatorFunction"/>: its input without a missing value inside, and its outputs. All columns have
/// <see cref="Length"/> values.
/// </summary>
public readonly ref struct FunctionCall
{
    private readonly Span<double> _outputs;
    private readonly int _stride;
    private readonly int _start;
    private readonly uint _wanted;

    /// <summary>A call of a function of the bars.</summary>
    internal FunctionCall(in Bars bars, ReadOnlySpan<double> parameters, Span<double> outputs, uint wanted)
    {
        Bars = bars;
        Parameters = parameters;
        Length = bars.Length;
        _outputs = outputs;
        _stride = bars.Length;
        _wanted = wanted;
    }

    /// <summary>A call of a function of series, for the bars from <paramref name="start"/>.</summary>
    internal FunctionCall(
        ReadOnlySpan<double> x, ReadOnlySpan<double> second, ReadOnlySpan<double> parameters, Span<double> outputs, uint wanted, int start,
        int length)
    {
        X = x.Slice(start, length);
        Second = second.Slice(start, length);
        Parameters = parameters;
        Length = length;
        _outputs = outputs;
        _stride = x.Length;
        _start = start;
        _wanted = wanted;
    }

    /// <summary>The number of bars; never 0.</summary>
    public int Length { get; }

    /// <summary>The bars of a function that takes no series.</summary>
    public Bars Bars { get; }

    /// <summary>The series of a function that takes one; finite values.</summary>
    public ReadOnlySpan<double> X { get; }

    /// <summary>The second series of a function that takes two; finite values.</summary>
    public ReadOnlySpan<double> Second { get; }

    /// <summary>One value for each parameter, in its range.</summary>
    public ReadOnlySpan<double> Parameters { get; }

    /// <summary>A whole parameter.</summary>
    public int Whole(int parameter) => (int)Parameters[parameter];

    /// <summary>
    /// The buffer of an output, to be written completely: NaN where there is no value. One that is not wanted may be left unwritten, or
    /// used as scratch.
    /// </summary>
    public Span<double> Output(int output) => _outputs.Slice((output * _stride) + _start, Length);

    /// <summary>Whether the caller reads an output.</summary>
    public bool Wants(int output) => ((_wanted >> output) & 1) != 0;
}
