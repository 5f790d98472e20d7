using System.Buffers;
using System.Globalization;

namespace Technic.Core.Text;

/// <summary>
/// Writes CSV according to RFC 4180, with a line feed after each record. Numbers are in the invariant culture and round-trip to the same
/// <see cref="double"/>. A text that a spreadsheet would interpret as a formula gets a leading apostrophe.
/// </summary>
public sealed class CsvWriter(TextWriter output)
{
    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> BeginFormulas = SearchValues.Create("=+-@\t\r\n");

    private bool _hasFields;

    /// <summary>Writes a text field; an empty field for <c>null</c>.</summary>
    public void Text(string? value)
    {
        Separate();
        if (string.IsNullOrEmpty(value)) return;
        var text = BeginFormulas.Contains(value[0]) ? "'" + value : value;
        if (text.AsSpan().ContainsAny(NeedQuotes)) output.Write($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        else output.Write(text);
    }

    /// <summary>Writes a number; an empty field for <c>null</c> and NaN.</summary>
    public void Number(double? value)
    {
        Separate();
        if (value is not { } number || !double.IsFinite(number)) return;
        Span<char> digits = stackalloc char[32];
        number.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        output.Write(digits[..length]);
    }

    /// <summary>Writes <c>true</c> or <c>false</c>.</summary>
    public void Flag(bool value)
    {
        Separate();
        output.Write(value ? "true" : "false");
    }

    /// <summary>Writes a record of texts, such as a header.</summary>
    public void Record(IEnumerable<string> values)
    {
        foreach (var value in values) Text(value);
        EndRecord();
    }

    public void EndRecord()
    {
        output.Write('\n');
        _hasFields = false;
    }

    private void Separate()
    {
        if (_hasFields) output.Write(',');
        _hasFields = true;
    }
}
