using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Technic.Core.Market;

/// <summary>
/// A ticker in the provider's notation: <c>AAPL</c>, <c>BRK.B</c> (share class), <c>BACpL</c> (preferred share).
/// The case is significant and never changed here.
/// </summary>
[JsonConverter(typeof(SymbolConverter))]
public readonly record struct Symbol : IComparable<Symbol>
{
    /// <summary>The maximum length of a ticker, in characters.</summary>
    public const int MaxLength = 16;

    private readonly string? _text;

    private Symbol(string text) => _text = text;

    /// <summary>The ticker itself; empty for <c>default</c>.</summary>
    public string Text => _text ?? "";

    /// <summary>Parses a ticker: ASCII letters and digits, with single <c>.</c> or <c>-</c> inside; it begins and ends with a letter or
    /// digit.</summary>
    /// <exception cref="FormatException">The text is not a valid ticker; the message explains it in one sentence.</exception>
    public static Symbol Parse(string? text) =>
        TryParse(text, out var symbol, out var why) ? symbol : throw new FormatException(why);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Symbol symbol) => TryParse(text, out symbol, out _);

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out Symbol symbol, [NotNullWhen(false)] out string? why)
    {
        symbol = default;
        why = Complaint(text);
        if (why is not null) return false;
        symbol = new Symbol(text!);
        return true;
    }

    public int CompareTo(Symbol other) => string.CompareOrdinal(Text, other.Text);

    public override string ToString() => Text;

    private static string? Complaint(string? text)
    {
        if (string.IsNullOrEmpty(text)) return "Missing symbol: the text is empty.";
        if (text.Length > MaxLength)
            return $"Invalid symbol '{Printable(text)}': {text.Length:N0} characters exceed the maximum of {MaxLength}.";
        if (!char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
            return $"Invalid symbol '{Printable(text)}': it must begin and end with a letter or digit (A-Z, a-z, 0-9).";
        for (var i = 1; i < text.Length - 1; i++)
        {
            var separator = text[i] is '.' or '-';
            if (!char.IsAsciiLetterOrDigit(text[i]) && !separator)
                return $"Invalid symbol '{Printable(text)}': character {i + 1} must be one of A-Z, a-z, 0-9, '.' and '-'.";
            if (separator && text[i + 1] is '.' or '-')
                return $"Invalid symbol '{Printable(text)}': two consecutive separators at character {i + 1}.";
        }
        return null;
    }

    /// <summary>Makes an invalid symbol safe to show: short, and without characters that a terminal or a log would interpret.</summary>
    private static string Printable(string text) =>
        string.Concat(text.Take(24).Select(c => char.IsControl(c) ? '\uFFFD' : c)) + (text.Length > 24 ? "…" : "");
}
