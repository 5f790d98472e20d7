using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Binding;

/// <summary>A typed part of a formula, with what error messages need to know about it.</summary>
/// <param name="Position">Its first character, from 0.</param>
/// <param name="Node">What computes it.</param>
internal sealed record Operand(int Position, FormulaNode Node)
{
    public FormulaType Type => Node.Type;

    /// <summary>The text of a literal; <c>null</c> for other operands.</summary>
    public string? Literal => (Node as TextNode)?.Text;

    /// <summary>The value of a constant number; <c>null</c> for other operands.</summary>
    public double? Constant => Node is ConstantNode { Type: FormulaType.Number, Value: var value } ? value : null;

    /// <summary>The column; <c>null</c> for other operands.</summary>
    public Column? Column { get; init; }

    /// <summary>The names of the number; <c>null</c> for other operands.</summary>
    public ColumnNames? Names { get; init; }

    /// <summary>Offsets that apply to the output that is chosen later.</summary>
    public int Offset { get; init; }

    /// <summary>The description in error messages.</summary>
    public string Description => Type switch
    {
        FormulaType.Number when Column is not null => $"the number '{Column}'",
        FormulaType.Number => "a number",
        FormulaType.Text when Column is not null => $"the text '{Column}'",
        FormulaType.Text => "a text",
        FormulaType.Condition => "a condition",
        FormulaType.Outputs => "a function with several values",
        _ => $"the column '{Column}'",
    };
}
