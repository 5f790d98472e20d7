namespace Technic.Core.Formulas;

/// <summary>A part of a condition as written; its columns and types are not resolved.</summary>
/// <param name="Position">Its first character, from 0; of a comparison, its sign.</param>
internal abstract record WhereNode(int Position);

internal sealed record NumberNode(int Position, double Value) : WhereNode(Position);

internal sealed record TextNode(int Position, string Value) : WhereNode(Position);

internal sealed record ColumnNode(int Position, string Name) : WhereNode(Position);

/// <summary>The number with the opposite sign.</summary>
internal sealed record OppositeNode(int Position, WhereNode Operand) : WhereNode(Position);

/// <summary>Numbers combined from left to right by operators of equal precedence.</summary>
internal sealed record ArithmeticNode(WhereNode First, IReadOnlyList<ArithmeticStep> Steps) : WhereNode(First.Position);

/// <param name="Sign">One of <c>+ - * /</c>.</param>
/// <param name="Operand">The second operand.</param>
internal readonly record struct ArithmeticStep(char Sign, WhereNode Operand);

internal enum Relation
{
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
}

internal sealed record ComparisonNode(int Position, Relation Relation, WhereNode Left, WhereNode Right) : WhereNode(Position);

internal sealed record BetweenNode(int Position, WhereNode Value, WhereNode Low, WhereNode High, bool IsOutside) : WhereNode(Position);

internal sealed record InNode(int Position, WhereNode Value, IReadOnlyList<WhereNode> Items, bool IsNone) : WhereNode(Position);

internal sealed record NotNode(int Position, WhereNode Operand) : WhereNode(Position);

/// <summary>Conditions combined by <c>and</c>, or by <c>or</c>.</summary>
internal sealed record JunctionNode(bool IsAnd, IReadOnlyList<WhereNode> Operands) : WhereNode(Operands[0].Position);
