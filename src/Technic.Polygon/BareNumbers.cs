namespace Technic.Polygon;

/// <summary>
/// Some JSON writers emit <c>NaN</c> and <c>Infinity</c> as numbers, which is not valid JSON. Such a bar must not affect the others, so
/// these words are overwritten in place with an empty string, which the readers treat as a malformed value.
/// </summary>
internal static class BareNumbers
{
    /// <summary>A copy without such words; <c>null</c> when there are none.</summary>
    public static byte[]? Overwritten(ReadOnlySpan<byte> json)
    {
        if (json.IndexOf("NaN"u8) < 0 && json.IndexOf("Infinity"u8) < 0) return null;
        var copy = json.ToArray();
        var found = false;
        for (var i = 0; i < copy.Length;)
        {
            var rest = copy.AsSpan(i);
            if (rest[0] == '"') i += LengthOfString(rest);
            else if (LengthOfWord(rest) is > 0 and var length)
            {
                rest[..length].Fill((byte)' ');
                "\"\""u8.CopyTo(rest);
                found = true;
                i += length;
            }
            else i++;
        }
        return found ? copy : null;
    }

    private static int LengthOfWord(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : 0;

    private static int LengthOfString(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '"') return i + 1;
        }
        return text.Length;
    }
}
