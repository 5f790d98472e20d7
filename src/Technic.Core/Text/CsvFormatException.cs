namespace Technic.Core.Text;

/// <summary>
/// A CSV file cannot be opened, or has invalid content. The message is one sentence for the user; it contains the file and, if
/// applicable, the line.
/// </summary>
public sealed class CsvFormatException : Exception
{
    /// <summary>An error of the whole file: <c>'prices.csv' is empty.</c></summary>
    public CsvFormatException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>An error in one line: <c>prices.csv, line 7: high 9 is below low 10.</c></summary>
    public CsvFormatException(string path, int line, string complaint) : base($"{path}, line {line}: {complaint}") => Line = line;

    /// <summary>The invalid line, from 1; <c>null</c> for an error of the whole file.</summary>
    public int? Line { get; }

    /// <summary>Whether the file was read, but so many lines are unusable that it is incomplete.</summary>
    public bool IsIncomplete { get; init; }
}
