namespace Technic.Core.Text;

/// <summary>
/// A CSV file cannot be opened, or does not hold what it should. The message is one sentence for a person; it names the file and,
/// where there is one, the line.
/// </summary>
public sealed class CsvFormatException : Exception
{
    /// <summary>The file as a whole is at fault: <c>'prices.csv' is empty.</c></summary>
    public CsvFormatException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>One line is at fault: <c>prices.csv, line 7: high 9 is below low 10.</c></summary>
    public CsvFormatException(string path, int line, string complaint) : base($"{path}, line {line}: {complaint}") => Line = line;

    /// <summary>The line at fault, counted from 1; <c>null</c> when it is the file.</summary>
    public int? Line { get; }

    /// <summary>Whether the file was read, and so much of it could not be used that it is incomplete.</summary>
    public bool IsIncomplete { get; init; }
}
