using System.Collections.Immutable;
using System.Globalization;

namespace Technic.Indicators;

/// <summary>
/// A function over the bars of one symbol, or over one or two series: its description, and its evaluation at every bar. The value at a bar
/// depends on that bar and earlier ones only: with the history cut off behind a bar, its bits are the same. Safe to call from any thread;
/// nothing is allocated.
/// </summary>
/// <remarks>
/// NaN means no value. A series may begin with NaN: the function starts where its input starts. A NaN or an infinity further on ends the
/// history, and so does one beyond ±1e100: behind it the function starts again as at a first bar. An output is a finite number or NaN.
/// </remarks>
/// <example>
/// An own function, which <c>TechnicOptions.AddIndicator</c> of Technic.Embedded makes a function of formulas:
/// <code>
/// public sealed class RangePosition() : IndicatorFunction(new()
/// {
///     Name = "range_position", Family = "Own", Meaning = "The close within the bar's range",
///     Formula = "(close − low) ÷ (high − low)", Source = "Own", Outputs = [new("", "0 to 1", "0 at the low, 1 at the high")],
/// })
/// {
///     public override int FirstIndex(ReadOnlySpan&lt;double> parameters, int output) => 0;
///
///     protected override void Compute(in FunctionCall call)
///     {
///         var bars = call.Bars;
///         var result = call.Output(0);
///         for (var i = 0; i &lt; call.Length; i++)
///         {
///             var range = bars.High[i] - bars.Low[i];
///             result[i] = range > 0 ? (bars.Close[i] - bars.Low[i]) / range : double.NaN;
///         }
///     }
/// }
/// </code>
/// </example>
public abstract class IndicatorFunction
{
    private readonly FunctionDescription _description;

    // The functions of the library write every value themselves, which their tests hold.
    private readonly bool _isOwn;

    /// <summary>Creates a function.</summary>
    /// <param name="description">What is known of it without bars.</param>
    protected IndicatorFunction(FunctionDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        _description = description;
        _isOwn = GetType().Assembly != typeof(IndicatorFunction).Assembly;
    }

    /// <summary>The name in a formula, e.g. <c>sma</c>.</summary>
    public string Name => _description.Name;

    /// <summary>One of <see cref="FunctionFamilies"/>.</summary>
    public string Family => _description.Family;

    /// <summary>One sentence without a full stop.</summary>
    public string Meaning => _description.Meaning;

    /// <summary>The formula, its seeding included, in plain text.</summary>
    public string Formula => _description.Formula;

    /// <summary>The author and year where they are known, and the library whose convention it has.</summary>
    public string Source => _description.Source;

    /// <summary>The version of the values: <see cref="FunctionDescription.Version"/>, or that of the assembly.</summary>
    public string Version => _description.Version ?? GetType().Module.ModuleVersionId.ToString("N");

    /// <summary>Other names, e.g. <c>rma</c> for <c>smma</c>.</summary>
    public ImmutableArray<string> Aliases => _description.Aliases;

    /// <summary>The series that it takes as arguments.</summary>
    public SeriesArguments Series => _description.Series;

    /// <summary>Whether the first argument is a series x, which is the close if it is left out.</summary>
    public bool TakesSeries => Series != SeriesArguments.None;

    /// <summary>Whether a second series must be given.</summary>
    public bool TakesSecondSeries => Series == SeriesArguments.Two;

    /// <summary>The parameters in their order; those with a usual value may be left out.</summary>
    public ImmutableArray<FunctionParameter> Parameters => _description.Parameters;

    /// <summary>The outputs in the order of their buffers; at least one, at most 32.</summary>
    public ImmutableArray<FunctionOutput> Outputs => _description.Outputs;

    /// <summary>Whether an output is cumulative (<see cref="FunctionOutput.IsCumulative"/>).</summary>
    public bool IsCumulative => Outputs.Any(output => output.IsCumulative);

    /// <summary>The number of bars before the first value of an output, counted from the first value of the input.</summary>
    /// <param name="parameters">One value for each of <see cref="Parameters"/>, accepted by <see cref="Check"/>.</param>
    /// <param name="output">An index in <see cref="Outputs"/>.</param>
    public abstract int FirstIndex(ReadOnlySpan<double> parameters, int output);

    /// <summary>
    /// The number of bars before a bar that bring all its outputs within 1e-6 of the values with endless history (relative to the value, or
    /// to the input's level for differences around 0); at least the largest <see cref="FirstIndex"/>. Without recursion it is that index.
    /// </summary>
    /// <inheritdoc cref="FirstIndex"/>
    public virtual int WarmUp(ReadOnlySpan<double> parameters)
    {
        var last = 0;
        for (var output = 0; output < Outputs.Length; output++) last = Math.Max(last, FirstIndex(parameters, output));
        return last;
    }

    /// <summary>Validates the parameters: their number, ranges, kinds, and the rules between them.</summary>
    /// <returns><c>null</c>, or the first error as one sentence without a full stop.</returns>
    public string? Check(ReadOnlySpan<double> parameters)
    {
        if (parameters.Length != Parameters.Length)
            return string.Create(CultureInfo.InvariantCulture, $"{Name} has {Parameters.Length} parameters, not {parameters.Length}");
        for (var i = 0; i < parameters.Length; i++)
        {
            var (parameter, value) = (Parameters[i], parameters[i]);
            if (!double.IsFinite(value)) return $"{Name} requires a value for {parameter.Name}";
            if (parameter.Whole && value != Math.Floor(value))
                return string.Create(CultureInfo.InvariantCulture, $"{parameter.Name} of {Name} must be a whole number, not {value}");
            if (value < parameter.Least || value > parameter.Most)
            {
                return string.Create(CultureInfo.InvariantCulture,
                    $"{parameter.Name} of {Name} must be between {parameter.Least} and {parameter.Most}, not {value}");
            }
        }
        return CheckTogether(parameters);
    }

    /// <summary>Writes the outputs at every bar.</summary>
    /// <param name="bars">n bars. For a function of a series alone they may be empty.</param>
    /// <param name="x">n values if <see cref="TakesSeries"/>, else ignored.</param>
    /// <param name="second">n values if <see cref="TakesSecondSeries"/>, else ignored.</param>
    /// <param name="parameters">One value for each of <see cref="Parameters"/>, accepted by <see cref="Check"/>.</param>
    /// <param name="outputs">Gets the outputs one after another, n values each: output k is at <c>[k × n, (k + 1) × n)</c>.</param>
    /// <param name="wanted">Bit k is set if output k is read. The content of the other outputs is undefined.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a parameter is not accepted.</exception>
    public virtual void Evaluate(
        in Bars bars, ReadOnlySpan<double> x, ReadOnlySpan<double> second, ReadOnlySpan<double> parameters, Span<double> outputs,
        uint wanted = uint.MaxValue)
    {
        var length = TakesSeries ? x.Length : bars.Length;
        if (TakesSecondSeries) Columns.RequireSameLength(length, second.Length);
        Columns.RequireSameLength(length * Outputs.Length, outputs.Length);
        if (Check(parameters) is { } error) throw new ArgumentException(error, nameof(parameters));
        if (length == 0) return;
        if (_isOwn) outputs.Fill(double.NaN);
        if (TakesSeries) ComputeRuns(x, TakesSecondSeries ? second : x, parameters, outputs, wanted);
        else Compute(new FunctionCall(bars, parameters, outputs, wanted));
        if (_isOwn) RemoveInfinities(outputs);
    }

    /// <summary>The rules between parameters.</summary>
    /// <returns><c>null</c>, or one sentence without a full stop.</returns>
    protected virtual string? CheckTogether(ReadOnlySpan<double> parameters) => null;

    /// <summary>Writes each wanted output at each bar of the call; a value that is not written, or not finite, is NaN.</summary>
    protected abstract void Compute(in FunctionCall call);

    /// <summary>Computes each part of the series without a missing value.</summary>
    private void ComputeRuns(
        ReadOnlySpan<double> x, ReadOnlySpan<double> second, ReadOnlySpan<double> parameters, Span<double> outputs, uint wanted)
    {
        var length = x.Length;
        for (var start = 0; start < length;)
        {
            var first = start + FiniteRun.Gap(x[start..], second[start..]);
            for (var output = 0; output < Outputs.Length; output++)
                outputs.Slice((output * length) + start, first - start).Fill(double.NaN);
            var end = first + FiniteRun.Length(x[first..], second[first..]);
            if (end > first) Compute(new FunctionCall(x, second, parameters, outputs, wanted, first, end - first));
            start = end;
        }
    }

    private static void RemoveInfinities(Span<double> values)
    {
        foreach (ref var value in values)
        {
            if (!double.IsFinite(value)) value = double.NaN;
        }
    }
}
