namespace Technic.Core.Text;

/// <summary>The positions of the columns of a CSV file by name; case and order of the columns do not matter.</summary>
internal sealed class CsvHeader
{
    private const int ShownColumns = 12;

    private readonly CsvReader _reader;
    private readonly int _line;
    private readonly string[] _names;
    private readonly string[] _plain;

    /// <summary>Reads the reader's current record as the header.</summary>
    /// <param name="reader">At the header.</param>
    /// <param name="normalise">Returns the form in which names are compared; by default lower case.</param>
    public CsvHeader(CsvReader reader, Func<string, string>? normalise = null)
    {
        (_reader, _line) = (reader, reader.Line);
        _names = new string[reader.FieldCount];
        for (var i = 0; i < _names.Length; i++) _names[i] = reader.Text(i).Trim();
        _plain = normalise is null ? _names : [.. _names.Select(normalise)];
    }

    /// <summary>The number of columns.</summary>
    public int Count => _names.Length;

    /// <summary>The names of the columns, for messages.</summary>
    public string Found =>
        string.Join(", ", _names.Take(ShownColumns).Select(Printable.Of))
        + (_names.Length > ShownColumns ? $" and {_names.Length - ShownColumns} more" : "");

    /// <summary>The name of a column in the form in which names are compared.</summary>
    public string Name(int column) => _plain[column];

    /// <summary>The name of a column as written.</summary>
    public string Original(int column) => _names[column];

    /// <summary>The index of a required column.</summary>
    /// <exception cref="CsvFormatException">It is missing or duplicated.</exception>
    public int Require(string name) => Find(name) ?? throw Missing(name);

    /// <summary>The error for a missing column.</summary>
    public CsvFormatException Missing(string name) => new(_reader.Path, _line, $"missing column '{name}' (the file has: {Found}).");

    /// <summary>The index of the column with the first of these names that exists; <c>null</c> when there is none.</summary>
    /// <exception cref="CsvFormatException">It is duplicated.</exception>
    public int? FindFirst(ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is { } found) return found;
        }
        return null;
    }

    /// <summary>The index of the column with one of these names; <c>null</c> when there is none.</summary>
    /// <exception cref="CsvFormatException">It is duplicated.</exception>
    public int? Find(params ReadOnlySpan<string> names)
    {
        int? found = null;
        for (var i = 0; i < _names.Length; i++)
        {
            foreach (var name in names)
            {
                if (!name.Equals(_plain[i], StringComparison.OrdinalIgnoreCase)) continue;
                if (found is not null) throw new CsvFormatException(_reader.Path, _line, $"duplicate column '{names[0]}'.");
                found = i;
            }
        }
        return found;
    }

    /// <summary>The error when the reader's current record does not fit the header; <c>null</c> when it does. Empty trailing fields are
    /// ignored.</summary>
    public string? ComplainAboutRecord()
    {
        var count = _reader.FieldCount;
        while (count > Count && _reader[count - 1].IsEmpty) count--;
        return count == Count ? null : $"{count} columns, but the header has {Count}.";
    }
}
