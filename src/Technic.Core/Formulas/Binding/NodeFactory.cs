using Technic.Core.Formulas.Nodes;

namespace Technic.Core.Formulas.Binding;

/// <summary>Makes nodes: each once, and a constant where all inputs are constants.</summary>
internal sealed class NodeFactory(NodeTable table)
{
    /// <summary>The number of different nodes so far.</summary>
    public int Count => table.Count;

    public FormulaNode Number(double value) => table.Add(new ConstantNode(FormulaType.Number, value));

    public FormulaNode Condition(bool value) => table.Add(new ConstantNode(FormulaType.Condition, value ? 1 : 0));

    /// <summary>A node that is not folded.</summary>
    public FormulaNode Add(FormulaNode node) => table.Add(node);

    public FormulaNode Vwap() => table.Add(new VwapNode());

    public FormulaNode Price(Price price) => table.Add(new PriceNode(price));

    public FormulaNode Arithmetic(char sign, FormulaNode left, FormulaNode right) =>
        Values(left, right) is (var a, var b)
            ? Number(ArithmeticNode.Of(sign, a, b))
            : table.Add(new ArithmeticNode(sign, left, right));

    public FormulaNode Math(MathFunction function, FormulaNode operand) =>
        Value(operand) is { } value ? Number(MathNode.Of(function, value)) : table.Add(new MathNode(function, operand));

    public FormulaNode Round(FormulaNode operand, int digits) =>
        Value(operand) is { } value ? Number(RoundNode.Of(value, digits)) : table.Add(new RoundNode(operand, digits));

    public FormulaNode Extreme(bool isMax, FormulaNode left, FormulaNode right) =>
        Values(left, right) is (var a, var b)
            ? Number(ExtremeNode.Of(isMax, a, b))
            : table.Add(new ExtremeNode(isMax, left, right));

    public FormulaNode Comparison(Relation relation, FormulaNode left, FormulaNode right)
    {
        if (Values(left, right) is (var a, var b)) return Condition(ComparisonNode.Holds(relation, a, b));
        if (left is TextNode { Text: var first } && right is TextNode { Text: var second })
            return Condition(TextComparisonNode.Holds(relation, first, second));
        return left.Type == FormulaType.Text
            ? table.Add(new TextComparisonNode(relation, left, right))
            : table.Add(new ComparisonNode(relation, left, right));
    }

    public FormulaNode Not(FormulaNode condition) =>
        Value(condition) is { } value ? Condition(value == 0) : table.Add(new NotNode(condition));

    public FormulaNode Junction(bool isAnd, IReadOnlyList<FormulaNode> conditions)
    {
        var different = conditions.Distinct().ToArray();
        // A false condition decides an 'and', a true one an 'or'.
        if (Array.Exists(different, condition => Value(condition) is { } value && value == 0 == isAnd)) return Condition(!isAnd);
        different = Array.FindAll(different, condition => Value(condition) is null);
        return different switch
        {
            [] => Condition(isAnd),
            [var only] => only,
            _ => table.Add(new JunctionNode(isAnd, different)),
        };
    }

    public FormulaNode Choice(FormulaNode condition, FormulaNode whenTrue, FormulaNode whenFalse) =>
        Value(condition) is { } value
            ? (value != 0 ? whenTrue : whenFalse)
            : table.Add(new ChoiceNode(condition, whenTrue, whenFalse));

    public FormulaNode Offset(FormulaNode operand, int bars) =>
        bars == 0 || operand is ConstantNode ? operand : table.Add(new OffsetNode(operand, bars));

    /// <summary>An output of a function; a condition if the function says so.</summary>
    public FormulaNode Output(FormulaNode function, int output, bool isCondition)
    {
        var value = table.Add(new OutputNode(function, output));
        return isCondition ? table.Add(new FlagNode(value)) : value;
    }

    private static double? Value(FormulaNode node) => (node as ConstantNode)?.Value;

    private static (double Left, double Right)? Values(FormulaNode left, FormulaNode right) =>
        Value(left) is { } a && Value(right) is { } b ? (a, b) : null;
}
