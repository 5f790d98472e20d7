namespace Technic.Core.Formulas.Syntax;

/// <summary>A part of a formula as written; its names and types are not resolved.</summary>
/// <param name="Position">Its first character, from 0; of a comparison, its sign.</param>
internal abstract record FormulaSyntax(int Position);

internal sealed record NumberSyntax(int Position, double Value) : FormulaSyntax(Position);

internal sealed record TextSyntax(int Position, string Value) : FormulaSyntax(Position);

/// <summary>A name: a column, a price, a function with its usual values, or a formula.</summary>
internal sealed record NameSyntax(int Position, string Name) : FormulaSyntax(Position);

/// <summary>A function with arguments, e.g. <c>rank(x, by: sector)</c>.</summary>
internal sealed record CallSyntax(int Position, string Name, IReadOnlyList<ArgumentSyntax> Arguments) : FormulaSyntax(Position);

/// <param name="Label">The word before the colon, e.g. <c>by</c>; <c>null</c> without one.</param>
/// <param name="Value">The value.</param>
internal sealed record ArgumentSyntax(string? Label, FormulaSyntax Value);

/// <summary>A formula in parentheses before a point or a bracket, and behind a point.</summary>
internal sealed record GroupSyntax(int Position, FormulaSyntax Inner) : FormulaSyntax(Position);

/// <summary>Members and offsets behind an operand, e.g. <c>weekly.bb(20, 2).upper[1]</c>.</summary>
internal sealed record ChainSyntax(FormulaSyntax First, IReadOnlyList<LinkSyntax> Links) : FormulaSyntax(First.Position);

/// <summary>A link of a chain.</summary>
/// <param name="Position">Its first character, from 0.</param>
internal abstract record LinkSyntax(int Position);

/// <summary>A member: <see cref="NameSyntax"/>, <see cref="CallSyntax"/> or <see cref="GroupSyntax"/>.</summary>
internal sealed record MemberSyntax(FormulaSyntax Member) : LinkSyntax(Member.Position);

/// <summary>A number of bars ago, e.g. <c>[1]</c>.</summary>
internal sealed record OffsetSyntax(int Position, FormulaSyntax Bars) : LinkSyntax(Position);

/// <summary>The number with the opposite sign.</summary>
internal sealed record OppositeSyntax(int Position, FormulaSyntax Operand) : FormulaSyntax(Position);

/// <summary>Numbers combined from left to right by operators of equal precedence.</summary>
internal sealed record ArithmeticSyntax(FormulaSyntax First, IReadOnlyList<ArithmeticStep> Steps) : FormulaSyntax(First.Position);

/// <param name="Position">The first character of the sign, from 0.</param>
/// <param name="Sign">One of <c>+ - * /</c>.</param>
/// <param name="Operand">The second operand.</param>
internal readonly record struct ArithmeticStep(int Position, char Sign, FormulaSyntax Operand);

internal sealed record ComparisonSyntax(int Position, Relation Relation, FormulaSyntax Left, FormulaSyntax Right) : FormulaSyntax(Position);

/// <summary><c>a crosses b</c>.</summary>
internal sealed record CrossingSyntax(int Position, CrossingDirection Direction, FormulaSyntax Left, FormulaSyntax Right)
    : FormulaSyntax(Position);

internal sealed record BetweenSyntax(int Position, FormulaSyntax Value, FormulaSyntax Low, FormulaSyntax High, bool IsOutside)
    : FormulaSyntax(Position);

internal sealed record InSyntax(int Position, FormulaSyntax Value, IReadOnlyList<FormulaSyntax> Items, bool IsNone)
    : FormulaSyntax(Position);

/// <summary><c>c within n</c>: at one of the last n bars; <c>c for n</c>: at each of them.</summary>
internal sealed record PersistenceSyntax(int Position, FormulaSyntax Condition, FormulaSyntax Bars, bool IsEach) : FormulaSyntax(Position);

internal sealed record NotSyntax(int Position, FormulaSyntax Operand) : FormulaSyntax(Position);

/// <summary>Conditions combined by <c>and</c>, or by <c>or</c>.</summary>
internal sealed record JunctionSyntax(bool IsAnd, IReadOnlyList<FormulaSyntax> Operands) : FormulaSyntax(Operands[0].Position);

/// <summary><c>let name = value;</c>.</summary>
/// <param name="Position">The first character of the name, from 0.</param>
/// <param name="Name">The name.</param>
/// <param name="Value">The formula.</param>
/// <param name="Start">The first character behind the sign, from 0.</param>
/// <param name="End">The semicolon, from 0.</param>
internal sealed record DefinitionSyntax(int Position, string Name, FormulaSyntax Value, int Start, int End)
{
    /// <summary>The text of the formula.</summary>
    public string TextIn(string text) => text[Start..End].Trim();
}

/// <summary>A whole formula.</summary>
/// <param name="Definitions">The definitions in front.</param>
/// <param name="Value">The formula itself.</param>
internal sealed record ProgramSyntax(IReadOnlyList<DefinitionSyntax> Definitions, FormulaSyntax Value);
