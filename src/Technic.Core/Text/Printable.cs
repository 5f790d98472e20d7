using System.Text;

namespace Technic.Core.Text;

/// <summary>What may be shown of text that came from outside: short, and without anything a terminal or a log could take for a command.</summary>
public static class Printable
{
    private const int MaxLength = 40;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        // A character takes at most four bytes; what lies behind would be cut off anyway.
        var some = utf8[..Math.Min(utf8.Length, 4 * (MaxLength + 1))];
        return Of(Encoding.UTF8.GetString(some));
    }

    public static string Of(string text) =>
        string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) ? '\uFFFD' : c)) + (text.Length > MaxLength ? "…" : "");
}
