using System.Globalization;
using System.Text;

namespace Technic.Cli.Output;

/// <summary>Formats text for a terminal.</summary>
internal static class TerminalText
{
    private const int MaxShown = 40;

    /// <summary>Returns the text on one line, without control characters.</summary>
    public static string Clean(string text)
    {
        if (!text.Any(IsUnsafe)) return text;
        var clean = new StringBuilder(text);
        for (var i = 0; i < clean.Length; i++)
        {
            if (clean[i] is '\n' or '\r' or '\t') clean[i] = ' ';
            else if (IsUnsafe(clean[i])) clean[i] = '\uFFFD';
        }
        return clean.ToString();
    }

    /// <summary>Returns user input for a message: clean and shortened.</summary>
    public static string Shown(string text) => Shortened(Clean(text), MaxShown);

    /// <summary>Truncates the text to a maximum length. Truncated text ends with an ellipsis.</summary>
    public static string Shortened(string text, int length) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, Math.Max(0, length - 1)), "…");

    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary><c>1 symbol</c>, <c>5,000 symbols</c>.</summary>
    public static string Count(long number, string thing) => $"{Count(number)} {thing}{(number == 1 ? "" : "s")}";

    /// <summary>Formats a duration: <c>41.2 µs</c>, <c>23 ms</c>, <c>1.23 s</c>, <c>4 min 05 s</c>, <c>16 h 37 min</c>.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 0.001 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMicroseconds:0.#} µs"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.#} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes:00} min"),
    };

    /// <summary>Formats a size: <c>812 bytes</c>, <c>21.4 MB</c> (millions of bytes).</summary>
    public static string Size(long bytes) => bytes < 100_000
        ? Count(bytes, "byte")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");

    // Format characters can reverse or hide the following text.
    private static bool IsUnsafe(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
