using Technic.Core.Formulas;
using Technic.Core.Formulas.Guide;

namespace Technic.Web.Wire;

/// <summary>What a formula is and needs; or, if it is invalid, the problem alone.</summary>
/// <param name="Valid">Whether it is valid.</param>
/// <param name="Type">condition or number.</param>
/// <param name="Unit">The unit; empty for a plain number and for a condition.</param>
/// <param name="Bars">Bars of the first value.</param>
/// <param name="WarmUp">Bars that bring the value within 1e-6 of that of endless history.</param>
/// <param name="Columns">The columns of rows that it uses.</param>
/// <param name="Symbols">The other symbols that it uses.</param>
/// <param name="ComparesSymbols">Whether it compares the symbols of a scan.</param>
/// <param name="Problem">Why it is invalid.</param>
internal sealed record FormulaCheckDocument(
    bool Valid, string? Type, string? Unit, int? Bars, int? WarmUp, IReadOnlyList<string>? Columns, IReadOnlyList<string>? Symbols,
    bool? ComparesSymbols, FormulaProblem? Problem)
{
    /// <param name="check">The check.</param>
    /// <param name="formula">The text of the formula.</param>
    public static FormulaCheckDocument Of(FormulaCheck check, string formula) => check.Problem is { } problem
        ? new(Valid: false, null, null, null, null, null, null, null, FormulaProblem.Of(problem, formula))
        : new(
            Valid: true, check.IsCondition ? "condition" : "number", check.Unit, check.Bars, check.WarmUp, check.Columns, check.Symbols,
            check.ComparesSymbols, Problem: null);
}

/// <summary>Why a formula is invalid.</summary>
/// <param name="Position">The first character of the error, from 1.</param>
/// <param name="Length">Its number of characters; 0 at the end of the formula.</param>
/// <param name="Line">The line of the position, from 1.</param>
/// <param name="Column">The position in the line, from 1.</param>
/// <param name="Message">The error message.</param>
/// <param name="Suggestions">Replacements that probably mend the formula. The best one first.</param>
internal sealed record FormulaProblem(
    int Position, int Length, int Line, int Column, string Message, IReadOnlyList<FormulaSuggestion> Suggestions)
{
    public static FormulaProblem Of(FormulaException problem, string formula)
    {
        var (start, length) = problem.PlaceIn(formula);
        var before = formula.AsSpan(0, start);
        return new FormulaProblem(
            start + 1, length, before.Count('\n') + 1, start - before.LastIndexOf('\n'), problem.Message,
            [.. problem.Fixes.Select(fix => new FormulaSuggestion(fix.Position + 1, fix.Length, fix.Text, fix.ApplyTo(formula)))]);
    }
}

/// <summary>A replacement that probably mends a formula.</summary>
/// <param name="Position">The first character that is replaced, from 1.</param>
/// <param name="Length">The number of characters that are replaced.</param>
/// <param name="Text">The new text.</param>
/// <param name="Formula">The whole formula with it.</param>
internal sealed record FormulaSuggestion(int Position, int Length, string Text, string Formula);
