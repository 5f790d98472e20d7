using System.Text;

namespace Technic.Core.Text;

/// <summary>Makes external text safe to show: short, and without characters that a terminal or a log would interpret.</summary>
public static class Printable
{
    private const int MaxLength = 40;

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        // A character takes at most four bytes; the rest would be truncated anyway.
        var some = utf8[..Math.Min(utf8.Length, 4 * (MaxLength + 1))];
        return Of(Encoding.UTF8.GetString(some));
    }

    public static string Of(string text) =>
        string.Concat(text.Take(MaxLength).Select(c => char.IsControl(c) ? '\uFFFD' : c)) + (text.Length > MaxLength ? "…" : "");
}
