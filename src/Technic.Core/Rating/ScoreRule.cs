using System.Globalization;

namespace Technic.Core.Rating;

/// <summary>Returns the measure of a rule.</summary>
internal delegate double Measure(in ScoreInputs inputs);

/// <summary>A range of a measure, with its points and its words.</summary>
internal readonly record struct Band(double Low, bool LowIncluded, double High, bool HighIncluded, int Points, string Words)
{
    public static Band Above(double level, int points, string? words = null) =>
        new(level, false, double.PositiveInfinity, true, points, words ?? $"above {Text(level)}");

    public static Band Below(double level, int points, string? words = null) =>
        new(double.NegativeInfinity, true, level, false, points, words ?? $"below {Text(level)}");

    public static Band AtLeast(double level, int points, string? words = null) =>
        new(level, true, double.PositiveInfinity, true, points, words ?? $"at least {Text(level)}");

    public static Band AtMost(double level, int points, string? words = null) =>
        new(double.NegativeInfinity, true, level, true, points, words ?? $"at most {Text(level)}");

    public static Band Within(double low, double high, int points) => new(low, true, high, true, points, $"{Text(low)} to {Text(high)}");

    public bool Contains(double value) =>
        (LowIncluded ? value >= Low : value > Low) && (HighIncluded ? value <= High : value < High);

    public static string Text(double level) => level.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// One rule of the score: the first band that contains the measure determines the points; without a band or a value there are none. A rule
/// with a direction multiplies them by the sign of that.
/// </summary>
internal sealed class ScoreRule(
    Subscore subscore, string name, string unit, Measure measure, string otherwise, Band[] bands, Measure? direction = null,
    string? missing = null)
{
    /// <summary>The end of the words of a rule without a value.</summary>
    public const string NoValue = " has no value";

    public Subscore Subscore => subscore;

    /// <summary>The comparison of the rule, without its result.</summary>
    public string Name => missing is null ? name : missing[..^NoValue.Length];

    /// <summary>Whether the measure of the rule has no value.</summary>
    public bool HasNoValue(in ScoreInputs inputs) => double.IsNaN(measure(inputs));

    public int Points(in ScoreInputs inputs)
    {
        var value = measure(inputs);
        foreach (ref readonly var band in bands.AsSpan())
        {
            if (band.Contains(value)) return band.Points * Direction(inputs);
        }
        return 0;
    }

    public RuleOutcome Explain(in ScoreInputs inputs)
    {
        var value = measure(inputs);
        return new RuleOutcome(subscore, Words(value, inputs), double.IsNaN(value) ? null : value, unit, Points(inputs));
    }

    private string Words(double value, in ScoreInputs inputs)
    {
        if (double.IsNaN(value)) return missing ?? name + NoValue;
        foreach (var band in bands)
        {
            if (band.Contains(value)) return $"{name} {band.Words}{DirectionWords(inputs)}";
        }
        return $"{name} {otherwise}";
    }

    private int Direction(in ScoreInputs inputs)
    {
        if (direction is null) return 1;
        var value = direction(inputs);
        return value > 0 ? 1 : value < 0 ? -1 : 0;
    }

    private string DirectionWords(in ScoreInputs inputs) =>
        direction is null ? "" : Direction(inputs) switch
        {
            > 0 => ", and the close rose",
            < 0 => ", and the close fell",
            _ => ", and the close was unchanged",
        };
}
