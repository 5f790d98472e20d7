namespace Technic.Core.Formulas;

/// <summary>A replacement of a part of an invalid formula that probably mends it.</summary>
/// <param name="Position">The first character that is replaced, from 0.</param>
/// <param name="Length">The number of characters that are replaced.</param>
/// <param name="Text">The new text.</param>
public sealed record FormulaFix(int Position, int Length, string Text)
{
    /// <summary>The formula with the replacement.</summary>
    public string ApplyTo(string formula) => string.Concat(formula.AsSpan(0, Position), Text, formula.AsSpan(Position + Length));
}
