using Technic.Core.Scans;

namespace Technic.Core.Formulas;

internal enum WhereType
{
    Number,
    Text,

    /// <summary>A number that stands for a sector.</summary>
    Sector,

    /// <summary>A number that stands for a signal: −2 for the strongest short one, 2 for the strongest long one.</summary>
    Signal,
    Condition,
}

/// <summary>A part of a condition, ready to be asked of a row. Which question it answers follows from its type.</summary>
internal sealed class WhereOperand
{
    private readonly Func<RankedRow, double>? _number;
    private readonly Func<RankedRow, string?>? _text;
    private readonly Func<RankedRow, bool>? _condition;

    private WhereOperand(int position, WhereType type) => (Position, Type) = (position, type);

    private WhereOperand(int position, WhereType type, Func<RankedRow, double> number) : this(position, type) => _number = number;

    private WhereOperand(int position, Func<RankedRow, string?> text) : this(position, WhereType.Text) => _text = text;

    private WhereOperand(int position, Func<RankedRow, bool> condition) : this(position, WhereType.Condition) => _condition = condition;

    public int Position { get; }

    public WhereType Type { get; }

    /// <summary>The text of a literal; <c>null</c> of anything else.</summary>
    public string? Literal { get; private init; }

    /// <summary>The column that this is; <c>null</c> of anything else.</summary>
    public ScanColumn? Column { get; private init; }

    /// <summary>The value of a number, sector or signal; NaN where it is missing.</summary>
    public Func<RankedRow, double> Number => _number ?? throw new InvalidOperationException($"A {Type} is no number.");

    /// <summary>The value of a text; <c>null</c> where it is missing.</summary>
    public Func<RankedRow, string?> Text => _text ?? throw new InvalidOperationException($"A {Type} is no text.");

    /// <summary>Whether a condition holds.</summary>
    public Func<RankedRow, bool> Condition => _condition ?? throw new InvalidOperationException($"A {Type} is no condition.");

    /// <summary>What it is, for a complaint.</summary>
    public string Description => Type switch
    {
        WhereType.Number when Column is not null => $"the number '{Column}'",
        WhereType.Number => "a number",
        WhereType.Text when Column is not null => $"the text '{Column}'",
        WhereType.Text => "a text",
        WhereType.Condition => "a condition",
        _ => $"the column '{Column}'",
    };

    public static WhereOperand OfNumber(int position, Func<RankedRow, double> value) => new(position, WhereType.Number, value);

    public static WhereOperand OfColumn(int position, ScanColumn column) =>
        column.Kind == ColumnKind.Number
            ? new(position, WhereType.Number, row => column.Number(row) ?? double.NaN) { Column = column }
            : new(position, column.Text) { Column = column };

    /// <summary>A column whose texts stand for the values of an enumeration.</summary>
    public static WhereOperand OfNames(int position, WhereType type, ScanColumn column, Func<RankedRow, double> value) =>
        new(position, type, value) { Column = column };

    /// <summary>A value of an enumeration that was named.</summary>
    public static WhereOperand OfName(int position, WhereType type, double value) => new(position, type, _ => value);

    public static WhereOperand OfLiteral(int position, string text) => new(position, _ => text) { Literal = text };

    public static WhereOperand OfCondition(int position, Func<RankedRow, bool> condition) => new(position, condition);
}
