using System.Diagnostics.CodeAnalysis;

namespace Technic.Core.Formulas;

/// <summary>The type of a column's values.</summary>
public enum ColumnKind
{
    Number,
    Text,
}

/// <summary>The fixed set of values of a text column, such as the sectors.</summary>
/// <param name="Plural">What they are, e.g. <c>sectors</c>.</param>
/// <param name="Example">One of them.</param>
/// <param name="HasOrder">Whether the names can be compared by order.</param>
/// <param name="Complaint">The error message for an unknown name; <c>null</c> when it is valid.</param>
/// <param name="Parse">Returns the number of a name.</param>
public sealed record ColumnNames(string Plural, string Example, bool HasOrder, Func<string, string?> Complaint, Func<string, int> Parse);

/// <summary>A column of rows: its name, and what its values are.</summary>
public abstract class Column
{
    /// <param name="name">The name in JSON and CSV.</param>
    /// <param name="unit">The unit of its values.</param>
    /// <param name="meaning">One sentence.</param>
    /// <param name="kind">The type of its values.</param>
    private protected Column(string name, string unit, string meaning, ColumnKind kind)
    {
        Name = name;
        Unit = unit;
        Meaning = meaning;
        Kind = kind;
    }

    /// <summary>The name in JSON and CSV, e.g. <c>dollarVolume20</c>.</summary>
    public string Name { get; }

    /// <summary>The unit of its values; empty for text and plain numbers.</summary>
    public string Unit { get; }

    /// <summary>One sentence.</summary>
    public string Meaning { get; }

    public ColumnKind Kind { get; }

    /// <summary>Whether its values are only known after the ranking of the scan's rows.</summary>
    public bool NeedsRanking { get; protected init; }

    /// <summary>The minimum number of bars for a value.</summary>
    public int BarsNeeded { get; protected init; } = 1;

    /// <summary>Whether its numbers are 1 for yes and 0 for no.</summary>
    public bool IsFlag { get; protected init; }

    /// <summary>Why it cannot be used in a condition, as the end of a sentence; <c>null</c> when it can.</summary>
    public string? WhyNotInConditions { get; protected init; }

    /// <summary>The fixed set of its values; <c>null</c> for any text.</summary>
    public ColumnNames? Names { get; protected init; }

    public override string ToString() => Name;
}

/// <summary>One column of a row.</summary>
/// <typeparam name="TRow">The row.</typeparam>
public abstract class Column<TRow> : Column
{
    private readonly Func<TRow, double?>? _number;
    private readonly Func<TRow, string?>? _text;

    /// <param name="name">The name in JSON and CSV.</param>
    /// <param name="unit">The unit of its values.</param>
    /// <param name="meaning">One sentence.</param>
    /// <param name="number">A row's number; <c>null</c> for a column of texts.</param>
    /// <param name="text">A row's text; <c>null</c> for a column of numbers.</param>
    protected Column(string name, string unit, string meaning, Func<TRow, double?>? number, Func<TRow, string?>? text)
        : base(name, unit, meaning, number is null ? ColumnKind.Text : ColumnKind.Number)
    {
        _number = number;
        _text = text;
    }

    /// <summary>The number of a row's name, for a column with <see cref="Column.Names"/>.</summary>
    public Func<TRow, int> NameValue { get; protected init; } = _ => 0;

    /// <summary>The row's number; <c>null</c> for none.</summary>
    /// <exception cref="InvalidOperationException">The column contains text.</exception>
    public double? Number(TRow row) => (_number ?? throw new InvalidOperationException($"The column {Name} contains text."))(row);

    /// <summary>The row's text; <c>null</c> for none.</summary>
    /// <exception cref="InvalidOperationException">The column contains numbers.</exception>
    public string? Text(TRow row) => (_text ?? throw new InvalidOperationException($"The column {Name} contains numbers."))(row);

    /// <summary>The row's value as a <see cref="double"/> or a <see cref="string"/>; <c>null</c> for none.</summary>
    public object? Value(TRow row) => _number is null ? Text(row) : Number(row);
}

/// <summary>The columns that a formula can use.</summary>
public interface IColumns
{
    /// <summary>All of them.</summary>
    IEnumerable<Column> All { get; }

    /// <summary>Finds a column by name.</summary>
    bool TryFind([NotNullWhen(true)] string? name, [NotNullWhen(true)] out Column? column);
}
