using System.Collections.Immutable;

namespace Technic.Indicators;

/// <summary>What the value of a <see cref="FunctionParameter"/> is. All are handed over as <see cref="double"/>.</summary>
public enum ParameterKind
{
    /// <summary>A whole number, e.g. a number of bars.</summary>
    Whole,

    /// <summary>Any finite number.</summary>
    Number,

    /// <summary>A day, as its <see cref="DateOnly.DayNumber"/>; written as a text, e.g. <c>'2026-01-02'</c>.</summary>
    Date,

    /// <summary>An index in <see cref="FunctionParameter.Choices"/>; written as the text itself, e.g. <c>'engulfing'</c>.</summary>
    Choice,
}

/// <summary>A parameter of an <see cref="IndicatorFunction"/>.</summary>
/// <param name="Name">Its name in help and errors, e.g. <c>bars</c>.</param>
/// <param name="Usual">The value if it is left out; NaN if it must be given.</param>
/// <param name="Least">The smallest value accepted.</param>
/// <param name="Most">The largest value accepted.</param>
/// <param name="Kind">What the value is.</param>
public sealed record FunctionParameter(string Name, double Usual, double Least, double Most, ParameterKind Kind = ParameterKind.Whole)
{
    /// <summary>The largest number of bars of any window.</summary>
    public const int MostBars = 5_000;

    /// <summary>The largest number of bars before a value.</summary>
    public const int MostBarsBack = 1_000_000;

    /// <summary>Whether the value is a whole number.</summary>
    public bool Whole => Kind is not ParameterKind.Number;

    /// <summary>Whether it must be given.</summary>
    public bool IsRequired => double.IsNaN(Usual);

    /// <summary>The texts of a <see cref="ParameterKind.Choice"/>, in lower case; empty for all other kinds.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>A number of bars up to <see cref="MostBars"/>.</summary>
    public static FunctionParameter Bars(string name, double usual, int least = 1) => new(name, usual, least, MostBars);

    /// <summary>A number of bars that must be given.</summary>
    public static FunctionParameter RequiredBars(string name, int least = 1) => Bars(name, double.NaN, least);
}
