using System.Globalization;
using System.Text;
using System.Text.Json;
using Technic.Core.Histories;

namespace Technic.Polygon;

/// <summary>Describes bodies that are not the expected JSON.</summary>
internal static class AnswerText
{
    private const int LongestQuote = 160;

    public static bool IsWebPage(ReadOnlySpan<byte> body) => Trimmed(body) is [(byte)'<', ..];

    /// <summary>The failure of a body that could not be read as JSON.</summary>
    public static AttemptException Complaint(ReadOnlySpan<byte> body, JsonException error) => Trimmed(body) switch
    {
        [] => Broken("the response is empty", error),
        [(byte)'<', ..] => NotJson("the response is a web page instead of JSON", error),
        [(byte)'{' or (byte)'[', ..] when IsComplete(body) => NotJson($"the JSON has an unexpected value{Place(error)}", error),
        [(byte)'{' or (byte)'[', ..] when EndsEarly(body) => Broken($"the JSON is cut off after {Count(body.Length)} bytes", error),
        [(byte)'{' or (byte)'[', ..] => NotJson($"the JSON is malformed{Place(error)}", error),
        _ => NotJson("the response is plain text instead of JSON", error),
    };

    /// <summary>The provider's error text, safe to show: one line, short, without the key.</summary>
    public static string? Quote(string? text, string? key)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (key is not null) text = text.Replace(key, "***", StringComparison.OrdinalIgnoreCase);
        var line = new StringBuilder(Math.Min(text.Length, LongestQuote) + 1);
        foreach (var c in text.Trim())
        {
            if (line.Length == LongestQuote)
            {
                line.Append('…');
                break;
            }
            line.Append(IsInvisible(c) ? ' ' : c);
        }
        return line.ToString().TrimEnd('.', ' ');
    }

    private static bool IsInvisible(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Place(JsonException error) =>
        error is { LineNumber: { } line, BytePositionInLine: { } position } ? $" at byte {Count(position)} of line {Count(line + 1)}" : "";

    // A lost connection is not always detected; the next response may be complete.
    private static AttemptException Broken(string message, Exception error) =>
        new(PriceSourceFailure.BadData, message, error) { Transient = true, IsSourceFailure = true };

    private static AttemptException NotJson(string message, Exception error) =>
        new(PriceSourceFailure.BadData, message, error) { IsSourceFailure = true };

    private static bool IsComplete(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool EndsEarly(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, isFinalBlock: false, state: default);
        try
        {
            while (reader.Read())
            {
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> body) => body.Trim(" \t\r\n\0"u8);

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
