using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Guide;

/// <summary>The unit of a formula, as far as its parts say it.</summary>
internal static class FormulaUnit
{
    /// <summary>The unit of prices.</summary>
    public const string Price = "$";

    private const string Shares = "shares";
    private const string AsInput = "as x";

    /// <summary>The unit; empty for plain numbers, and where units are mixed.</summary>
    public static string Of(FormulaNode node) => node switch
    {
        PriceNode { Price: Nodes.Price.Volume } => Shares,
        PriceNode => Price,
        ColumnNode { Column.Unit: var unit } => unit,
        OutputNode { AliasOf: var output } when node.Inputs[0] is FunctionNode function => OfFunction(function, output),
        ArithmeticNode { Signature: '+' or '-' } => Common(node.Inputs[0], node.Inputs[1]),
        ArithmeticNode { Signature: '*' } => Scaled(node.Inputs[0], node.Inputs[1]) ?? Scaled(node.Inputs[1], node.Inputs[0]) ?? "",
        ArithmeticNode { Signature: '/' } => Scaled(node.Inputs[1], node.Inputs[0]) ?? "",
        MathNode { Signature: MathFunction.Abs or MathFunction.Opposite or MathFunction.Floor or MathFunction.Ceil } => Of(node.Inputs[0]),
        ExtremeNode or FallbackNode => Common(node.Inputs[0], node.Inputs[1]),
        ChoiceNode => Common(node.Inputs[1], node.Inputs[2]),
        ValueWhenNode => Of(node.Inputs[1]),
        SinceNode { Signature: Aggregate.Avg or Aggregate.Highest or Aggregate.Lowest } => Of(node.Inputs[1]),
        OffsetNode or RoundNode => Of(node.Inputs[0]),
        TimeframeNode { Plan: var inner } => Of(inner.Roots[0]),
        _ => "",
    };

    private static string OfFunction(FunctionNode node, int output) =>
        node.Function.Outputs[output].Unit is var unit && unit == AsInput ? Of(node.Inputs[0]) : unit;

    /// <summary>The unit of two terms; a number has that of the other one.</summary>
    private static string Common(FormulaNode a, FormulaNode b)
    {
        if (a is ConstantNode) return Of(b);
        return b is ConstantNode || Of(a) == Of(b) ? Of(a) : "";
    }

    /// <summary>The unit of a factor, if the other one is a number.</summary>
    private static string? Scaled(FormulaNode number, FormulaNode factor) => number is ConstantNode ? Of(factor) : null;
}
