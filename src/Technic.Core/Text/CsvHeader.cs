namespace Technic.Core.Text;

/// <summary>Where the columns of a CSV file stand, by name; the case of a name and the order of the columns do not matter.</summary>
internal sealed class CsvHeader
{
    private const int ShownColumns = 12;

    private readonly CsvReader _reader;
    private readonly int _line;
    private readonly string[] _names;
    private readonly string[] _plain;

    /// <summary>Takes the reader's current record as the header.</summary>
    /// <param name="reader">At the header.</param>
    /// <param name="normalise">Makes names alike that differ in writing only; by default their case does not count.</param>
    public CsvHeader(CsvReader reader, Func<string, string>? normalise = null)
    {
        (_reader, _line) = (reader, reader.Line);
        _names = new string[reader.FieldCount];
        for (var i = 0; i < _names.Length; i++) _names[i] = reader.Text(i).Trim();
        _plain = normalise is null ? _names : [.. _names.Select(normalise)];
    }

    /// <summary>The number of columns.</summary>
    public int Count => _names.Length;

    /// <summary>The names found, as a person can read them.</summary>
    public string Found =>
        string.Join(", ", _names.Take(ShownColumns).Select(Printable.Of)) + (_names.Length > ShownColumns ? $" and {_names.Length - ShownColumns} more" : "");

    /// <summary>A column's name as it is compared.</summary>
    public string Name(int column) => _plain[column];

    /// <summary>A column's name as it is written.</summary>
    public string Original(int column) => _names[column];

    /// <summary>The index of a column that has to be there.</summary>
    /// <exception cref="CsvFormatException">It is missing, or there are two of it.</exception>
    public int Require(string name) => Find(name) ?? throw Missing(name);

    /// <summary>The complaint that a column is missing.</summary>
    public CsvFormatException Missing(string name) => new(_reader.Path, _line, $"there is no column '{name}' (the file has: {Found}).");

    /// <summary>The index of the column with the first of these names that is there; <c>null</c> when there is none.</summary>
    /// <exception cref="CsvFormatException">There are two of it.</exception>
    public int? FindFirst(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } found) return found;
        }
        return null;
    }

    /// <summary>The index of the column with one of these names; <c>null</c> when there is none.</summary>
    /// <exception cref="CsvFormatException">There are two of it.</exception>
    public int? Find(params ReadOnlySpan<string> names)
    {
        int? found = null;
        for (var i = 0; i < _names.Length; i++)
        {
            foreach (var name in names)
            {
                if (!name.Equals(_plain[i], StringComparison.OrdinalIgnoreCase)) continue;
                if (found is not null) throw new CsvFormatException(_reader.Path, _line, $"the column '{names[0]}' is there twice.");
                found = i;
            }
        }
        return found;
    }

    /// <summary>Why the reader's current record does not fit the header; <c>null</c> when it does. Empty fields at its end are let pass.</summary>
    public string? ComplainAboutRecord()
    {
        var count = _reader.FieldCount;
        while (count > Count && _reader[count - 1].IsEmpty) count--;
        return count == Count ? null : $"{count} columns where the header has {Count}.";
    }
}
