namespace Technic.Core.Scans;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    Number,
    Text,
}

/// <summary>One column of a scan's result.</summary>
public sealed class ScanColumn
{
    private readonly Func<RankedRow, double?>? _number;
    private readonly Func<RankedRow, string?>? _text;

    private ScanColumn(string name, string unit, string meaning, Func<RankedRow, double?>? number, Func<RankedRow, string?>? text)
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
    public bool NeedsRanking { get; private init; }

    /// <summary>The fewest bars it takes until there is a value.</summary>
    public int BarsNeeded { get; private init; } = 1;

    /// <summary>Whether its numbers are 1 for yes and 0 for no.</summary>
    public bool IsFlag { get; private init; }

    /// <summary>The row's number; <c>null</c> where it has none.</summary>
    /// <exception cref="InvalidOperationException">The column holds text.</exception>
    public double? Number(RankedRow row) => (_number ?? throw new InvalidOperationException($"The column {Name} holds text."))(row);

    /// <summary>The row's text; <c>null</c> where it has none.</summary>
    /// <exception cref="InvalidOperationException">The column holds numbers.</exception>
    public string? Text(RankedRow row) => (_text ?? throw new InvalidOperationException($"The column {Name} holds numbers."))(row);

    /// <summary>The row's value as a <see cref="double"/> or a <see cref="string"/>; <c>null</c> where it has none.</summary>
    public object? Value(RankedRow row) => _number is null ? Text(row) : Number(row);

    public override string ToString() => Name;

    internal static ScanColumn OfNumber(
        string name, string unit, string meaning, Func<RankedRow, double?> value, bool needsRanking = false, int barsNeeded = 1) =>
        new(name, unit, meaning, value, null) { NeedsRanking = needsRanking, BarsNeeded = barsNeeded };

    internal static ScanColumn OfFlag(string name, string meaning, Func<RankedRow, bool> value) =>
        new(name, "0 or 1", meaning, row => value(row) ? 1 : 0, null) { IsFlag = true };

    internal static ScanColumn OfText(string name, string meaning, Func<RankedRow, string?> value) => new(name, "", meaning, null, value);
}
