namespace Technic.Core.Text;

/// <summary>How a CSV file separates fields and lines, detected from its first lines.</summary>
/// <param name="Separator">Comma, semicolon, tab or pipe; or the separator of a line <c>sep=</c>.</param>
/// <param name="LineEnd">Line feed, also for CRLF; carriage return for a file without line feeds.</param>
/// <param name="Skipped">The length of the line <c>sep=</c>, in bytes; 0 when there is none.</param>
internal readonly record struct CsvDialect(byte Separator, byte LineEnd, int Skipped)
{
    /// <summary>The number of bytes used for the detection.</summary>
    public const int HeadBytes = 1 << 16;

    private const int MaxLines = 200;

    // A file of one column has none of them: it gets a comma. Of equal scores the first wins.
    private static ReadOnlySpan<byte> Separators => ",;\t|"u8;

    /// <param name="head">The first bytes of the file, without a byte order mark.</param>
    /// <param name="isWhole">Whether they are the whole file.</param>
    public static CsvDialect Of(ReadOnlySpan<byte> head, bool isWhole)
    {
        var lineEnd = head.Contains((byte)'\n') || !head.Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
        if (NamedSeparator(head, lineEnd) is var (named, skipped)) return new CsvDialect(named, lineEnd, skipped);
        var (best, bestScore) = ((byte)',', 0);
        foreach (var separator in Separators)
        {
            var score = Score(head, separator, lineEnd, isWhole);
            if (score > bestScore) (best, bestScore) = (separator, score);
        }
        return new CsvDialect(best, lineEnd, 0);
    }

    /// <summary>Excel's first line <c>sep=;</c>.</summary>
    private static (byte Separator, int Length)? NamedSeparator(ReadOnlySpan<byte> head, byte lineEnd)
    {
        var length = head.IndexOf(lineEnd) + 1;
        if (length == 0) length = head.Length;
        var line = head[..length].Trim("\"\r\n "u8);
        return line.Length == 5 && System.Text.Ascii.EqualsIgnoreCase(line[..4], "sep="u8) ? (line[4], length) : null;
    }

    /// <summary>
    /// How uniformly a separator splits the lines: the number of lines with the most frequent number of separators, and for ties the larger
    /// number of separators. A separator inside texts or numbers splits fewer lines uniformly, or does not split the header.
    /// </summary>
    private static int Score(ReadOnlySpan<byte> head, byte separator, byte lineEnd, bool isWhole)
    {
        Span<int> lines = stackalloc int[256];
        lines.Clear();
        var (seen, header) = (0, -1);
        while (!head.IsEmpty && seen < MaxLines)
        {
            var count = CountInLine(head, separator, lineEnd, out var length, out var isBlank);
            // The last line may be incomplete.
            if (length == head.Length && !isWhole && seen > 0) break;
            head = head[length..];
            if (isBlank) continue;
            if (header < 0) header = Math.Min(count, lines.Length - 1);
            lines[Math.Min(count, lines.Length - 1)]++;
            seen++;
        }
        var (best, most) = (0, 0);
        for (var count = 1; count < lines.Length; count++)
        {
            if (lines[count] >= most && lines[count] > 0) (best, most) = (count, lines[count]);
        }
        if (best == 0) return 0;
        // The separator splits the first line like the others, even if another one is frequent in the numbers.
        return (((header == best ? MaxLines : 0) + most) * lines.Length) + best;
    }

    private static int CountInLine(ReadOnlySpan<byte> text, byte separator, byte lineEnd, out int length, out bool isBlank)
    {
        var (count, inQuotes) = (0, false);
        isBlank = true;
        for (length = 0; length < text.Length;)
        {
            var c = text[length++];
            if (c == lineEnd && !inQuotes) break;
            if (c == '"') inQuotes = !inQuotes;
            else if (c == separator && !inQuotes) count++;
            if (c is not ((byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t')) isBlank = false;
        }
        return count;
    }
}
