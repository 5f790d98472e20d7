using System.Globalization;
using System.Text;

namespace Technic.Core.Text;

/// <summary>What the format of a number implies for the decimal mark of its file.</summary>
internal enum NumberHint
{
    /// <summary>Not a number.</summary>
    None,

    /// <summary>Only digits: both marks are possible.</summary>
    Neutral,

    /// <summary>Only a decimal point is possible: <c>49.66</c>, <c>1,720,688</c>.</summary>
    Point,

    /// <summary>Only a decimal comma is possible: <c>49,66</c>, <c>1.720.688</c>.</summary>
    Comma,

    /// <summary>One point and three digits, <c>49.662</c>: decimals, unless other numbers of the file have a decimal comma.</summary>
    LonePoint,

    /// <summary>One comma and three digits, <c>49,662</c>: thousands or decimals.</summary>
    LoneComma,
}

/// <summary>
/// Numbers in the formats of people and spreadsheets: <c>1720688</c>, <c>1,720,688</c>, <c>1.720.688,5</c>, <c>1 720 688</c>,
/// <c>1'720'688</c>, <c>$49.66</c>, <c>1.91M</c>, <c>4842.45B</c>, <c>2,256,770 M</c>, <c>2.25677E+12</c>.
/// </summary>
internal static class NumberText
{
    private const int MaxLength = 64;

    private static readonly string[] Currencies = ["US$", "USD", "$", "€", "£"];

    /// <summary>Whether a field has no value: empty, <c>null</c>, <c>NaN</c>, <c>N/A</c>, dashes.</summary>
    public static bool IsMissing(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return true;
        if (text.Length > 6) return false;
        Span<byte> lower = stackalloc byte[text.Length];
        Ascii.ToLower(text, lower, out _);
        return lower.SequenceEqual("null"u8) || lower.SequenceEqual("nan"u8)
            || lower.SequenceEqual("n/a"u8) || lower.SequenceEqual("#n/a"u8)
            || lower.SequenceEqual("na"u8) || lower.SequenceEqual("<na>"u8) || lower.SequenceEqual("none"u8) || lower.SequenceEqual("nil"u8)
            || lower.SequenceEqual("-"u8) || lower.SequenceEqual("--"u8) || lower.SequenceEqual("—"u8) || lower.SequenceEqual("–"u8);
    }

    /// <summary>Reads a finite number.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="mark">The decimal mark of the file.</param>
    /// <param name="number">The number.</param>
    /// <returns><c>false</c> for a text that is not a number with this decimal mark, e.g. one with incorrectly grouped thousands.</returns>
    public static bool TryParse(ReadOnlySpan<byte> utf8, DecimalMark mark, out double number)
    {
        number = 0;
        if (!TryStrip(utf8, out var digits, out var factor)) return false;
        var (point, group) = mark == DecimalMark.Point ? ('.', ',') : (',', '.');
        var at = digits.IndexOf(point);
        if (at != digits.LastIndexOf(point)) return false;
        var whole = at < 0 ? EndOfInteger(digits) : at;
        if (digits.LastIndexOf(group) >= whole || !IsGrouped(digits.AsSpan(0, whole), group)) return false;
        var plain = digits[..whole].Replace(group.ToString(), "", StringComparison.Ordinal) + digits[whole..].Replace(',', '.');
        // As an exponent, the factor is applied with a single rounding.
        var exponent = plain.IndexOfAny(['e', 'E']) < 0 && factor > 0 ? string.Create(CultureInfo.InvariantCulture, $"e{factor}") : "";
        if (factor > 0 && exponent.Length == 0) return false;
        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(plain + exponent, Styles, CultureInfo.InvariantCulture, out number)
            && double.IsFinite(number);
    }

    /// <summary>What a number implies for the decimal mark.</summary>
    public static NumberHint HintOf(ReadOnlySpan<byte> utf8)
    {
        if (!TryStrip(utf8, out var digits, out _)) return NumberHint.None;
        var end = EndOfInteger(digits, alsoMarks: true);
        var text = digits.AsSpan(0, end);
        var (points, commas) = (text.Count('.'), text.Count(','));
        var hasExponent = end < digits.Length;
        if (points + commas == 0) return NumberHint.Neutral;
        if (points > 0 && commas > 0) return text.LastIndexOf('.') > text.LastIndexOf(',') ? NumberHint.Point : NumberHint.Comma;
        var (mark, count) = points > 0 ? ('.', points) : (',', commas);
        if (count > 1) return mark == '.' ? NumberHint.Comma : NumberHint.Point;
        if (hasExponent || !IsLone(text, text.IndexOf(mark))) return mark == '.' ? NumberHint.Point : NumberHint.Comma;
        return mark == '.' ? NumberHint.LonePoint : NumberHint.LoneComma;
    }

    /// <summary>Whether a mark may also group thousands: one to three digits before it, the first not 0, and three after it.</summary>
    private static bool IsLone(ReadOnlySpan<char> text, int mark)
    {
        var before = text[..mark].TrimStart("+-");
        return before.Length is >= 1 and <= 3 && before[0] != '0' && text.Length - mark - 1 == 3;
    }

    private static int EndOfInteger(string digits, bool alsoMarks = false)
    {
        for (var i = 0; i < digits.Length; i++)
        {
            if (digits[i] is 'e' or 'E') return i;
            if (!alsoMarks && digits[i] is not (',' or '.' or '+' or '-') && !char.IsAsciiDigit(digits[i])) return i;
        }
        return digits.Length;
    }

    /// <summary>
    /// Whether the groups between marks have three digits, the first one to three; Indian groups of two before the last are valid too.
    /// </summary>
    private static bool IsGrouped(ReadOnlySpan<char> integer, char group)
    {
        integer = integer.TrimStart("+-");
        if (!integer.Contains(group)) return true;
        var first = integer.IndexOf(group);
        if (first is < 1 or > 3 || integer.Length - integer.LastIndexOf(group) - 1 != 3) return false;
        var rest = integer[(first + 1)..];
        var (twos, threes) = (0, 0);
        while (rest.IndexOf(group) is var next and >= 0)
        {
            if (next == 3) threes++;
            else if (next == 2) twos++;
            else return false;
            rest = rest[(next + 1)..];
        }
        return twos == 0 || (threes == 0 && first <= 2);
    }

    /// <summary>The sign, digits, marks and exponent of a number, without currency, spaces, apostrophes and unit.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="digits">The remaining text.</param>
    /// <param name="factor">The exponent of ten of the unit.</param>
    private static bool TryStrip(ReadOnlySpan<byte> utf8, out string digits, out int factor)
    {
        (digits, factor) = ("", 0);
        if (utf8.Length is 0 or > MaxLength) return false;
        var text = Encoding.UTF8.GetString(utf8).Trim();
        var sign = "";
        if (text is ['-' or '+', ..]) (sign, text) = (text[..1], text[1..].TrimStart());
        foreach (var currency in Currencies)
        {
            if (text.StartsWith(currency, StringComparison.OrdinalIgnoreCase)) text = text[currency.Length..].TrimStart();
            if (text.EndsWith(currency, StringComparison.OrdinalIgnoreCase)) text = text[..^currency.Length].TrimEnd();
        }
        factor = TakeUnit(ref text);
        if (text is not [(>= '0' and <= '9') or '.' or ',' or '-', ..] || (sign.Length > 0 && text[0] == '-')) return false;
        var kept = new StringBuilder(sign, text.Length + 1);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            // Between digits, a space of any width and an apostrophe group thousands.
            if (c is ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or '\u2019' or '\uFFFD')
            {
                if (i == 0 || i + 3 >= text.Length || !char.IsAsciiDigit(text[i - 1]) || !IsThreeDigits(text, i + 1)) return false;
                continue;
            }
            if (!char.IsAsciiDigit(c) && c is not ('.' or ',' or 'e' or 'E' or '+' or '-')) return false;
            kept.Append(c);
        }
        digits = kept.ToString();
        return true;
    }

    private static bool IsThreeDigits(string text, int from) =>
        char.IsAsciiDigit(text[from]) && char.IsAsciiDigit(text[from + 1]) && char.IsAsciiDigit(text[from + 2])
        && (from + 3 == text.Length || !char.IsAsciiDigit(text[from + 3]));

    /// <summary>Removes <c>K</c>, <c>M</c>, <c>B</c>, <c>T</c> and their words.</summary>
    private static int TakeUnit(ref string text)
    {
        var begin = text.Length;
        while (begin > 0 && char.IsAsciiLetter(text[begin - 1])) begin--;
        if (begin == text.Length || begin == 0) return 0;
        var factor = text[begin..].ToUpperInvariant() switch
        {
            "K" or "THOUSAND" => 3,
            "M" or "MM" or "MN" or "MLN" or "MIL" or "MILLION" or "MILLIONS" => 6,
            "B" or "BN" or "BLN" or "BIL" or "BILLION" or "BILLIONS" => 9,
            "T" or "TN" or "TRN" or "TRILLION" or "TRILLIONS" => 12,
            _ => 0,
        };
        if (factor > 0) text = text[..begin].TrimEnd();
        return factor;
    }
}
