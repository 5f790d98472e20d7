
namespace Technic.Core.Formulas;

internal enum WhereType
{
    Number,
    Text,

    /// <summary>A number for one of a column's names (<see cref="ColumnNames"/>), such as a sector or a signal.</summary>
    Name,
    Condition,
}

/// <summary>A compiled part of a condition. Its type determines which of its properties can be used.</summary>
internal sealed class WhereOperand<TRow>
{
    private readonly Func<TRow, double>? _number;
    private readonly Func<TRow, string?>? _text;
    private readonly Func<TRow, bool>? _condition;

    private WhereOperand(int position, WhereType type) => (Position, Type) = (position, type);

    private WhereOperand(int position, WhereType type, Func<TRow, double> number) : this(position, type) => _number = number;

    private WhereOperand(int position, Func<TRow, string?> text) : this(position, WhereType.Text) => _text = text;

    private WhereOperand(int position, Func<TRow, bool> condition) : this(position, WhereType.Condition) => _condition = condition;

    public int Position { get; }

    public WhereType Type { get; }

    /// <summary>The text of a literal; <c>null</c> for other operands.</summary>
    public string? Literal { get; private init; }

    /// <summary>The names of the number; <c>null</c> for other operands.</summary>
    public ColumnNames? Names { get; private init; }

    /// <summary>The column; <c>null</c> for other operands.</summary>
    public Column<TRow>? Column { get; private init; }

    /// <summary>The value of a number, sector or signal; NaN if it is missing.</summary>
    public Func<TRow, double> Number => _number ?? throw new InvalidOperationException($"A {Type} is not a number.");

    /// <summary>The value of a text; <c>null</c> if it is missing.</summary>
    public Func<TRow, string?> Text => _text ?? throw new InvalidOperationException($"A {Type} is not a text.");

    /// <summary>Whether a condition is true.</summary>
    public Func<TRow, bool> Condition => _condition ?? throw new InvalidOperationException($"A {Type} is not a condition.");

    /// <summary>The description in error messages.</summary>
    public string Description => Type switch
    {
        WhereType.Number when Column is not null => $"the number '{Column}'",
        WhereType.Number => "a number",
        WhereType.Text when Column is not null => $"the text '{Column}'",
        WhereType.Text => "a text",
        WhereType.Condition => "a condition",
        _ => $"the column '{Column}'",
    };

    public static WhereOperand<TRow> OfNumber(int position, Func<TRow, double> value) => new(position, WhereType.Number, value);

    public static WhereOperand<TRow> OfColumn(int position, Column<TRow> column) =>
        column.Names is { } names ? new(position, WhereType.Name, row => column.NameValue(row)) { Column = column, Names = names }
        : column.Kind == ColumnKind.Number ? new(position, WhereType.Number, row => column.Number(row) ?? double.NaN) { Column = column }
        : new(position, column.Text) { Column = column };

    /// <summary>The value of a name.</summary>
    public static WhereOperand<TRow> OfName(int position, ColumnNames names, double value) =>
        new(position, WhereType.Name, _ => value) { Names = names };

    public static WhereOperand<TRow> OfLiteral(int position, string text) => new(position, _ => text) { Literal = text };

    public static WhereOperand<TRow> OfCondition(int position, Func<TRow, bool> condition) => new(position, condition);
}
