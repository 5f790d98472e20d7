namespace Technic.Indicators;

/// <summary>What an output holds.</summary>
public enum ValueKind
{
    /// <summary>A number; NaN where there is no value.</summary>
    Number,

    /// <summary>1 for true, 0 for false; NaN where there is no value.</summary>
    Condition,
}

/// <summary>An output of an <see cref="IndicatorFunction"/>.</summary>
/// <param name="Name">The name behind the point, e.g. <c>signal</c>; empty for what the function itself is. Without such an output, the
/// function itself is the first one.</param>
/// <param name="Unit">The unit, e.g. <c>$</c>, <c>%</c>, <c>0 to 100</c>, <c>shares</c>; <c>as x</c> if it is that of the input, empty
/// for a plain number.</param>
/// <param name="Meaning">One sentence without a full stop.</param>
/// <param name="Kind">A number or a condition.</param>
public sealed record FunctionOutput(string Name, string Unit, string Meaning, ValueKind Kind = ValueKind.Number)
{
    /// <summary>
    /// Whether its level counts from the first bar of the history, so that no number of bars brings it near to that of a longer one
    /// (on-balance volume). It must be evaluated over the whole history, not over a cut window.
    /// </summary>
    public bool IsCumulative { get; init; }
}
