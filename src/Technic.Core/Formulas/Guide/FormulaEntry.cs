namespace Technic.Core.Formulas.Guide;

/// <summary>A word of the language, as help and completion show it.</summary>
/// <param name="Name">The word.</param>
/// <param name="Family">The family, e.g. <c>Momentum</c>.</param>
/// <param name="Signature">How it is written, with usual values, e.g. <c>macd(x, 12, 26, 9)</c>.</param>
/// <param name="Meaning">One sentence without a full stop; may be empty.</param>
public sealed record FormulaEntry(string Name, string Family, string Signature, string Meaning)
{
    /// <summary>How it is computed; for a named formula its text. Empty if the meaning says it.</summary>
    public string Formula { get; init; } = "";

    /// <summary>Where the definition comes from; may be empty.</summary>
    public string Source { get; init; } = "";

    /// <summary>Other names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The parameters with their ranges.</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>The outputs with their meanings; empty for a function with one.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];
}
