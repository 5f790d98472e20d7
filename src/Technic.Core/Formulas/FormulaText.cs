using Technic.Core.Formulas.Binding;
using Technic.Core.Formulas.Syntax;

namespace Technic.Core.Formulas;

/// <summary>A formula as it is written.</summary>
/// <param name="Subject">What it is for, in error messages, e.g. <c>where</c>.</param>
/// <param name="Text">The formula.</param>
/// <param name="MustBeCondition">Whether it has to be a condition; otherwise a number or a condition.</param>
public sealed record FormulaText(string Subject, string Text, bool MustBeCondition = false)
{
    /// <summary>Makes the nodes of the formula.</summary>
    /// <exception cref="FormulaException">The formula is invalid.</exception>
    internal Operand Bind(FormulaBinder binder)
    {
        try
        {
            if (Text.Length > FormulaLimits.Length)
                throw new FormulaException(FormulaLimits.Length,
                    $"{Text.Length:N0} characters exceed the maximum of {FormulaLimits.Length:N0}.");
            var operand = binder.Bind(FormulaParser.Parse(Text));
            if (MustBeCondition) return operand with { Node = binder.Condition(operand) };
            if (operand.Type is FormulaType.Number or FormulaType.Condition) return operand;
            throw new FormulaException(operand.Position, $"{operand.Description} is not a number or a condition.");
        }
        catch (FormulaException problem)
        {
            throw FormulaFixes.With(problem, Text).About(Subject);
        }
    }
}
