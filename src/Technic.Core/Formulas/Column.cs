using System.Diagnostics.CodeAnalysis;

namespace Technic.Core.Formulas;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    Number,
    Text,
}

/// <summary>The names that a column's texts are limited to, such as the sectors.</summary>
/// <param name="Plural">What they are, e.g. <c>sectors</c>.</param>
/// <param name="Example">One of them.</param>
/// <param name="HasOrder">Whether one can be less than another.</param>
/// <param name="Complaint">Why a text is none of them, as one sentence; <c>null</c> when it is one.</param>
/// <param name="Parse">The number that a name stands for.</param>
public sealed record ColumnNames(string Plural, string Example, bool HasOrder, Func<string, string?> Complaint, Func<string, int> Parse);

/// <summary>One column of a row.</summary>
/// <typeparam name="TRow">The row.</typeparam>
public abstract class Column<TRow>
{
    private readonly Func<TRow, double?>? _number;
    private readonly Func<TRow, string?>? _text;

    /// <param name="name">The name in JSON and CSV.</param>
    /// <param name="unit">The unit of its values.</param>
    /// <param name="meaning">One sentence.</param>
    /// <param name="number">A row's number; <c>null</c> for a column of texts.</param>
    /// <param name="text">A row's text; <c>null</c> for a column of numbers.</param>
    protected Column(string name, string unit, string meaning, Func<TRow, double?>? number, Func<TRow, string?>? text)
    {
        Name = name;
        Unit = unit;
        Meaning = meaning;
        _number = number;
        _text = text;
    }

    /// <summary>The name in JSON and CSV, e.g. <c>dollarVolume20</c>.</summary>
    public string Name { get; }

    /// <summary>The unit of its values; empty for text and plain numbers.</summary>
    public string Unit { get; }

    /// <summary>One sentence.</summary>
    public string Meaning { get; }

    public ColumnKind Kind => _number is null ? ColumnKind.Text : ColumnKind.Number;

    /// <summary>Whether its values are known only once the scan's rows are ranked among each other.</summary>
    public bool NeedsRanking { get; protected init; }

    /// <summary>The fewest bars it takes until there is a value.</summary>
    public int BarsNeeded { get; protected init; } = 1;

    /// <summary>Whether its numbers are 1 for yes and 0 for no.</summary>
    public bool IsFlag { get; protected init; }

    /// <summary>Why it cannot stand in a condition, as the end of a sentence; <c>null</c> when it can.</summary>
    public string? WhyNotInConditions { get; protected init; }

    /// <summary>The names that its texts are limited to; <c>null</c> for any text.</summary>
    public ColumnNames? Names { get; protected init; }

    /// <summary>The number that a row's name stands for, for a column with <see cref="Names"/>.</summary>
    public Func<TRow, int> NameValue { get; protected init; } = _ => 0;

    /// <summary>The row's number; <c>null</c> where it has none.</summary>
    /// <exception cref="InvalidOperationException">The column holds text.</exception>
    public double? Number(TRow row) => (_number ?? throw new InvalidOperationException($"The column {Name} holds text."))(row);

    /// <summary>The row's text; <c>null</c> where it has none.</summary>
    /// <exception cref="InvalidOperationException">The column holds numbers.</exception>
    public string? Text(TRow row) => (_text ?? throw new InvalidOperationException($"The column {Name} holds numbers."))(row);

    /// <summary>The row's value as a <see cref="double"/> or a <see cref="string"/>; <c>null</c> where it has none.</summary>
    public object? Value(TRow row) => _number is null ? Text(row) : Number(row);

    public override string ToString() => Name;
}

/// <summary>The columns that a condition can use.</summary>
/// <typeparam name="TRow">The row.</typeparam>
public interface IColumns<TRow>
{
    /// <summary>Finds a column by name.</summary>
    bool TryFind([NotNullWhen(true)] string? name, [NotNullWhen(true)] out Column<TRow>? column);

    /// <summary>The sentence for a name that is not a column's.</summary>
    string Complaint(string name);
}
