namespace Technic.Core.Formulas;

/// <summary>The limits of a formula, so that any text is answered in bounded time and memory.</summary>
public static class FormulaLimits
{
    /// <summary>The maximum length, in characters.</summary>
    public const int Length = 4_096;

    /// <summary>The maximum depth of nested parentheses, brackets and functions.</summary>
    public const int Depth = 64;

    /// <summary>The maximum number of different parts of a formula, its definitions included.</summary>
    public const int Parts = 4_096;

    /// <summary>The maximum number of bars that a formula may look back for one value, without warm-up.</summary>
    public const int BarsBack = 100_000;

    /// <summary>The maximum offset in <c>x[n]</c>, and the longest window of <c>within</c>, <c>for</c> and <c>count</c>, in bars.</summary>
    public const int Window = 5_000;

    /// <summary>The maximum number of other symbols.</summary>
    public const int Symbols = 16;
}
