namespace Technic.Core.Formulas;

/// <summary>An invalid formula.</summary>
/// <param name="position">The first character of the error, from 0.</param>
/// <param name="complaint">The error: the end of a sentence that begins with the position.</param>
public sealed class FormulaException(int position, string complaint) : Exception(complaint)
{
    /// <summary>The first character of the error, from 0.</summary>
    public int Position => position;

    /// <summary>What the formula is for, e.g. <c>where</c>.</summary>
    public string Subject { get; init; } = "formula";

    /// <summary>The error as one sentence, e.g. <c>where, position 5: …</c>; the first character is 1.</summary>
    public string Sentence => $"{Subject}, position {position + 1}: {Message}";
}
