using Technic.Core.Formulas.Syntax;

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

    /// <summary>
    /// What the word at the position could be replaced by, the best one first. Where it replaces a function with its arguments, these are
    /// <c>{0}</c>, <c>{1}</c>, …, e.g. <c>{0} crosses above {1}</c>.
    /// </summary>
    internal IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>The replacements that probably mend the formula, the best one first.</summary>
    public IReadOnlyList<FormulaFix> Fixes { get; init; } = [];

    /// <summary>The error as one sentence, e.g. <c>where, position 5: …</c>; the first character is 1.</summary>
    public string Sentence => $"{Subject}, position {position + 1}: {Message}";

    /// <summary>The part of the formula with the error: its first character, from 0, and its length; the length is 0 at the end.</summary>
    public (int Start, int Length) PlaceIn(string formula)
    {
        var start = Math.Min(position, formula.Length);
        return (start, FormulaLexer.EndOfToken(formula, start) - start);
    }

    /// <summary>The same error of a formula that is for something.</summary>
    public FormulaException About(string subject) => new(position, Message) { Subject = subject, Fixes = Fixes };
}
